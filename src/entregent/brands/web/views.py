"""A brand's colour and logo, for its pages and for those of its customers: public, small, kept by browsers."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from entregent.brands.models import Brand
from entregent.brands.queries import brand_of_slug
from entregent.brands.rules import logo_type
from entregent.looks.rules import brand_css

YEAR = 365 * 24 * 3600
HOUR = 3600


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """The tokens that the brand's colour gives, readable in light and dark."""
    brand = _brand(slug)
    response = HttpResponse(brand_css(brand.colour), content_type="text/css; charset=utf-8")
    current = request.GET.get("v") == brand.colour.removeprefix("#")
    return _kept(response, current)


@require_safe
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The brand's logo."""
    brand = _brand(slug)
    if not brand.logo:
        raise Http404(slug)
    try:
        picture = brand.logo.open("rb")
    except FileNotFoundError as lost:
        raise Http404(slug) from lost
    kind = logo_type(picture.read(16))
    picture.seek(0)
    response = FileResponse(picture, content_type=kind or "application/octet-stream", as_attachment=kind is None)
    return _kept(response, current=request.GET.get("v") == brand.logo.name.rpartition("/")[2])


def _brand(slug: str) -> Brand:
    brand = brand_of_slug(slug)
    if brand is None:
        raise Http404(slug)
    return brand


def _kept(response: HttpResponse, current: bool) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable" if current else f"public, max-age={HOUR}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
