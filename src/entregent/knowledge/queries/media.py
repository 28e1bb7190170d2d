"""Who may see a picture or a document of the editor: everybody once a page that everybody reads shows it."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page, ReferenceIndex

from entregent.brands.scope import every_brand
from entregent.knowledge.models import Article, Home
from entregent.knowledge.queries.articles import homes


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose a file is, and whether everybody may see it."""

    brand: UUID
    public: bool


def standing(file: Image | Document) -> Standing | None:
    """The standing of a file; None for one that belongs to no help site. Nobody asks for a file of a brand by name: the
    house looks whose it is."""
    with every_brand():
        home = Home.objects.filter(collection=file.collection_id, depth=2).select_related("brand").first()
        if home is None:
            return None
        return Standing(home.brand_id, home.brand.active and _is_shown(file, home))


def _is_shown(file: Image | Document, home: Home) -> bool:
    """Whether a page of its own brand that everybody reads refers to it, in what everybody reads of the page."""
    open_in = [one.locale_id for one in homes(home.brand_id)]
    referring = ReferenceIndex.get_references_to(file).filter(base_content_type=ContentType.objects.get_for_model(Page))
    ids = [int(one) for one in referring.exclude(model_path__startswith="note").values_list("object_id", flat=True)]
    internal = Article.objects.filter(pk__in=ids).exclude(audience=Article.Audience.PUBLIC).values("pk")
    pages = Page.objects.filter(pk__in=ids, live=True, path__startswith=home.path, locale__in=open_in)
    return pages.exclude(pk__in=internal).exists()
