// Draws the OpenAPI document; what is tried from the page goes with the session and its token, or with a key.
const place = document.getElementById("document");

window.SwaggerUIBundle({
  url: place.dataset.url,
  domNode: place,
  deepLinking: true,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  validatorUrl: null,
  requestInterceptor: (request) => {
    if (!request.headers.Authorization) {
      request.headers["X-CSRFToken"] = place.dataset.token;
    }
    return request;
  },
});
