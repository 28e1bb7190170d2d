"""The pages of the studio about the knowledge base: help sites opened, counted, closed."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.knowledge import actions
from entregent.knowledge.models import Article, Category, Home
from entregent.knowledge.queries.sites import Counts

pytestmark = pytest.mark.django_db
Make = Callable[..., Staff]
Visit = Callable[..., Client]
Write = Callable[..., Article]
SITES = "/savoir/sites/"
BROWSER = {"User-Agent": "Mozilla/5.0"}


@pytest.fixture
def editor(brand: Brand, make_staff: Make, visit: Visit) -> Client:
    return visit(make_staff(brand, "supervisor", name="Awa Diop"))


def test_a_help_site_is_opened_from_the_studio_then_closed_and_nothing_is_lost(brand: Brand, editor: Client) -> None:
    anybody = Client(headers=BROWSER)
    assert anybody.get("/aide/ponant/").status_code == 404
    assert "n’a pas encore de site d’aide" in editor.get(SITES).content.decode()
    assert editor.post(f"{SITES}open/", {"brand": "ponant", "language": "fr"})["Location"] == "/savoir/sites/?brand=ponant"
    home = Home.objects.get()
    shelf = actions.write(home, Category, title="Remboursements")
    article = actions.write(shelf, Article, title="Délai", summary="Cinq jours.")
    english = actions.open_help(brand, "en")
    there = ["/aide/ponant/", f"/aide{article.url_path}", "/aide/ponant/recherche/?q=delai", "/aide/ponant/sitemap.xml",
             "/aide/ponant/en/"]  # fmt: skip
    assert [anybody.get(one).status_code for one in there] == [200] * 5
    editor.post(f"{SITES}close/", {"brand": "ponant", "language": "en"})
    assert [anybody.get(one).status_code for one in there] == [200] * 4 + [404]
    assert "/en/" not in anybody.get("/aide/ponant/sitemap.xml").content.decode()
    editor.post(f"{SITES}close/", {"brand": "ponant", "language": "fr"})
    assert [anybody.get(one).status_code for one in there] == [404] * 5
    assert anybody.post(f"/aide/ponant/votes/{article.public_id}/", {"useful": "1"}).status_code == 404
    assert "Sitemap" not in anybody.get("/robots.txt").content.decode()
    page = editor.get(SITES).content.decode()
    assert "Fermé" in page and "Rouvrir" in page and "Remboursements" in page
    for language in ("fr", "en"):
        editor.post(f"{SITES}open/", {"brand": "ponant", "language": language})
    assert [anybody.get(one).status_code for one in there] == [200] * 5
    assert Home.objects.count() == 2 and Home.objects.get(pk=english.pk).live


def test_the_page_counts_what_stands_where(
    editor: Client, home: Home, shelf: Category, write: Write, make_staff: Make, brand: Brand
) -> None:
    write("Public")
    write("Interne", audience="internal")
    write("En retard", review_by="2020-01-31")
    actions.write(shelf, Article, title="Brouillon", summary="À finir.", publish=False)
    changed = write("Changé")
    changed.summary = "Autrement."
    changed.save_revision()
    sent = actions.write(shelf, Article, title="À relire", summary="Voici.", publish=False)
    sent.get_workflow().start(sent, make_staff(brand, "quality", name="Nina Roy"))
    answer = editor.get(SITES)
    site = answer.context["sites"][0]
    assert site.counts == Counts(public=3, internal=1, drafts=2, changed=1, late=1)
    assert [(one.category.title, one.counts) for one in site.shelves] == [("Remboursements", site.counts)]
    assert [one.title for one in answer.context["in_review"]] == ["À relire"]
    assert [one.title for one in answer.context["late"]] == ["En retard"]
    with CaptureQueriesContext(connection) as before:
        editor.get(SITES)
    for name in "abc":
        write(f"Encore {name}")
        actions.write(actions.write(home, Category, title=f"Rayon {name}"), Article, title=name, summary=name)
    with CaptureQueriesContext(connection) as after:
        editor.get(SITES)
    assert len(before) == len(after)


def test_who_writes_reads_the_page_and_who_publishes_opens(
    brand: Brand, other_brand: Brand, home: Home, make_staff: Make, visit: Visit
) -> None:
    writer = visit(make_staff(brand, "quality", name="Nina Roy"))
    page = writer.get(SITES)
    assert page.status_code == 200 and "sites/close/" not in page.content.decode()
    assert writer.post(f"{SITES}close/", {"brand": "ponant", "language": "fr"}).status_code == 403
    supervisor = visit(make_staff(brand, "supervisor", name="Awa Diop"))
    for sent in ({"brand": other_brand.slug, "language": "fr"}, {"brand": "ponant", "language": "it"}, {}):
        assert supervisor.post(f"{SITES}open/", sent).status_code == 404
    assert supervisor.get(f"{SITES}?brand={other_brand.slug}").status_code == 404
    assert visit(make_staff(brand, "agent", name="Samir Ait")).get(SITES).status_code == 403
