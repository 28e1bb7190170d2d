"""A brand's own site, on another port than the house: a strict page that carries the widget."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script src="{house}/widget.js" data-widget="{key}" {more}async></script></head>
<body><main><h1>{title}</h1><p>Notre boutique.</p><a href="/panier?client=4012">Panier</a></main></body></html>"""

POLICY = "default-src 'none'; script-src {house}; connect-src {house}; base-uri 'none'; require-trusted-types-for 'script'"
"""No style, no image, no frame, no markup made of text: the two directives that the widget needs, and nothing else."""


class Shop:
    """What it serves may be changed while it runs; it may be closed and opened, as a network is."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.house, self.key, self.more = "", "", ""

    def page(self, path: str) -> str:
        english = path.startswith("/en")
        title = "Basket" if "panier" in path else "Home" if english else "Accueil"
        return PAGE.format(language="en" if english else "fr", title=title, house=self.house, key=self.key, more=self.more)


@contextmanager
def shop() -> Iterator[Shop]:
    """The site, served until the end."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = made.page(self.path).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY.format(house=made.house))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Shop(server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
