"""The public help site: pages, addresses that moved, those that lead nowhere, votes, search, feed, map."""

import json
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.knowledge import actions
from entregent.knowledge.models import Article, Blog, Category, Home, Lost, Moved, Post, Reading, Search, Sheet, Vote

pytestmark = pytest.mark.django_db
Write = Callable[..., Article]
BROWSER = {"User-Agent": "Mozilla/5.0"}


@pytest.fixture
def anybody() -> Client:
    caches["process"].clear()
    return Client(headers=BROWSER)


def address(page: Any) -> str:
    return f"/aide{page.url_path}"


def test_every_kind_of_page_is_shown_to_anybody(
    anybody: Client, brand: Brand, home: Home, shelf: Category, write: Write
) -> None:
    article = write("Délai", "<h2>Soins</h2><p>Cinq jours.</p>")
    blog = actions.write(home, Blog, title="Actualités")
    post = actions.write(blog, Post, title="Nouveau site", summary="Il est là.", body=[("text", "<p>Enfin.</p>")])
    sheet = actions.write(home, Sheet, title="Mentions légales", body=[("text", "<p>Ponant.</p>")])
    for page, says in ((home, "Remboursements"), (shelf, "En bref."), (article, "Cinq jours."), (blog, "Il est là."),
                       (post, "Enfin."), (sheet, "Mentions légales")):  # fmt: skip
        answer = anybody.get(address(page))
        assert answer.status_code == 200
        text = answer.content.decode()
        assert says in text and "Mutuelle Ponant" in text and 'lang="fr"' in text
        assert "Mentions légales" in text, "the foot"
    found = anybody.get(address(article)).content.decode()
    data = [json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', found)]
    assert [one["@type"] for one in data] == ["Article", "BreadcrumbList"]
    assert '<meta name="description" content="En bref.">' in found
    assert Reading.objects.get(article=article).times == 2
    assert "unsafe" not in anybody.get(address(article)).headers["Content-Security-Policy"]


def test_what_is_for_colleagues_is_not_there_for_the_public(
    anybody: Client, write: Write, shelf: Category, brand: Brand
) -> None:
    inside = write("Geste commercial", "<p>30 €</p>", audience="internal")
    both = write("Résiliation", "<p>À l’échéance.</p>", note="<p>Proposer une formule moins chère.</p>")
    assert anybody.get(address(inside)).status_code == 404
    assert "moins chère" not in anybody.get(address(both)).content.decode()
    listed = [anybody.get(one).content.decode() for one in (address(shelf), "/aide/ponant/", "/aide/ponant/sitemap.xml",
              "/aide/ponant/recherche/?q=geste commercial", "/aide/ponant/recherche/suite/?q=geste")]  # fmt: skip
    assert not [one for one in listed if "geste-commercial" in one]


def test_a_page_that_moves_leaves_the_way(anybody: Client, home: Home, shelf: Category, write: Write) -> None:
    article = write("Délai")
    before, above = address(article), address(shelf)
    article.slug = "delais"
    article.save_revision().publish()
    answer = anybody.get(before)
    assert (answer.status_code, answer["Location"]) == (301, "/aide/ponant/remboursements/delais/")
    shelf = Category.objects.get(pk=shelf.pk)
    shelf.slug = "rembourses"
    shelf.save_revision().publish()
    assert anybody.get(above)["Location"] == "/aide/ponant/rembourses/"
    assert anybody.get(before)["Location"] == "/aide/ponant/rembourses/delais/"
    other = actions.write(home, Category, title="Soins")
    Article.objects.get(pk=article.pk).move(other, "last-child")
    assert (
        anybody.get(before)["Location"]
        == anybody.get("/aide/ponant/rembourses/delais/")["Location"]
        == "/aide/ponant/soins/delais/"
    )
    Article.objects.get(pk=article.pk).move(Category.objects.get(pk=shelf.pk), "last-child")
    assert anybody.get("/aide/ponant/rembourses/delais/").status_code == 200
    assert not Moved.objects.filter(path="/ponant/rembourses/delais/").exists()
    assert not Lost.objects.exists()


def test_an_address_that_leads_nowhere_is_noted_and_helps_on(anybody: Client, home: Home, write: Write) -> None:
    write("Délai")
    for _ in range(2):
        answer = anybody.get(
            "/aide/ponant/carte/perdue/?utm=1", headers={"Referer": "https://example.org/blog?mail=a@example.org"}
        )
        assert answer.status_code == 404
    assert "Délai" in answer.content.decode()
    lost = Lost.objects.get()
    assert (lost.path, lost.times, lost.came_from) == ("/ponant/carte/perdue/", 2, "example.org/blog")
    assert anybody.get("/aide/ponant/wp-login/").status_code == 404
    assert anybody.get("/aide/inconnue/carte/").status_code == 404
    assert anybody.get("/aide/").status_code == anybody.get("/aide/ponant/a%00b/").status_code == 404
    assert Lost.objects.count() == 1


def test_a_vote_counts_once_a_click_and_its_reason_is_kept(anybody: Client, write: Write, brand: Brand) -> None:
    article = write("Délai")
    votes = f"/aide/ponant/votes/{article.public_id}/"
    answer = anybody.post(votes, {"useful": "0"}, headers={"HX-Request": "true"})
    signed = re.search(r'name="vote" value="([^"]+)"', answer.content.decode())[1]
    anybody.post(votes, {"vote": signed, "comment": "Il manque les délais des lentilles. 4111 1111 1111 1111"})
    given = Vote.objects.get()
    assert (given.useful, given.comment) == (False, "Il manque les délais des lentilles. [PAN ••••1111]")
    assert anybody.post(votes, {"vote": f"{signed}x", "comment": "Non"}).status_code == 404
    assert anybody.post(votes, {"useful": "1"})["Location"].endswith("?merci=1#avis")
    assert anybody.post(f"/aide/ponant/votes/{brand.id}/", {"useful": "1"}).status_code == 404
    assert Client(enforce_csrf_checks=True, headers=BROWSER).post(votes, {"useful": "1"}).status_code == 403


def test_votes_of_one_address_have_a_limit(anybody: Client, write: Write) -> None:
    votes = f"/aide/ponant/votes/{write('Délai').public_id}/"
    statuses = [anybody.post(votes, {"useful": "1"}).status_code for _ in range(22)]
    assert statuses == [302] * 20 + [429] * 2


def test_a_search_shows_the_passage_and_keeps_what_was_not_found(anybody: Client, write: Write) -> None:
    write("Délai", "<h2>Soins courants</h2><p>Le remboursement prend cinq jours.</p>")
    page = anybody.get("/aide/ponant/recherche/", {"q": "remboursement soins"}).content.decode()
    assert "<mark>remboursement</mark>" in page and "1 réponse" in page
    nothing = anybody.get("/aide/ponant/recherche/", {"q": "trottinette volée 0639980102 a@example.org <b>"})
    assert nothing.status_code == 200 and "&lt;b&gt;" in nothing.content.decode()
    kept = list(Search.objects.order_by("at").values_list("words", "found"))
    assert kept == [("remboursement soins", 1), ("trottinette volee", 0)]
    assert "Délai" in anybody.get("/aide/ponant/recherche/suite/", {"q": "rembou"}).content.decode()
    robot = Client(headers={"User-Agent": "Googlebot/2.1"})
    robot.get("/aide/ponant/recherche/", {"q": "autre chose"})
    assert Search.objects.count() == 2


def test_the_other_language_is_offered_and_spoken(anybody: Client, brand: Brand, home: Home) -> None:
    english = actions.open_help(brand, "en")
    assert address(english) == "/aide/ponant/en/"
    assert 'hreflang="en" href="/aide/ponant/en/"' in anybody.get("/aide/ponant/").content.decode()
    page = anybody.get("/aide/ponant/en/").content.decode()
    assert 'lang="en"' in page and "Search the help" in page
    assert "Search" in anybody.get("/aide/ponant/recherche/?langue=en&q=x1").content.decode()
    assert 'lang="en"' in anybody.get("/aide/ponant/en/nowhere/").content.decode()


def test_the_feed_and_the_map_name_whole_addresses(anybody: Client, home: Home, shelf: Category, write: Write) -> None:
    blog = actions.write(home, Blog, title="Actualités")
    actions.write(blog, Post, title="Tarifs & garanties", summary="Ce qui change <bientôt>.")
    feed = ElementTree.fromstring(anybody.get("/aide/ponant/rss.xml").content)
    assert feed.findtext("channel/item/title") == "Tarifs & garanties"
    assert feed.findtext("channel/item/description") == "Ce qui change <bientôt>."
    assert feed.findtext("channel/item/link") == "http://localhost:8000/aide/ponant/actualites/tarifs-garanties/"
    write("Délai")
    places = {
        one.text
        for one in ElementTree.fromstring(anybody.get("/aide/ponant/sitemap.xml").content).iter()
        if (one.text or "").strip()
    }
    assert "http://localhost:8000/aide/ponant/remboursements/delai/" in places
    robots = anybody.get("/robots.txt").content.decode()
    assert "Sitemap: http://localhost:8000/aide/ponant/sitemap.xml" in robots and "Disallow: /" in robots


def test_a_brand_without_a_help_site_or_out_of_service_has_none(
    anybody: Client, brand: Brand, other_brand: Brand, home: Home
) -> None:
    for there in ("", "recherche/", "sitemap.xml", "rss.xml", "carte/"):
        assert anybody.get(f"/aide/telecom/{there}").status_code == 404
    with visible([other_brand.id]):
        assert not Lost.objects.exists()
    Brand.objects.filter(id=brand.id).update(active=False)
    assert anybody.get("/aide/ponant/").status_code == 404


def test_pages_cost_the_same_however_many_articles(anybody: Client, shelf: Category, write: Write) -> None:
    def cost(there: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert anybody.get(there).status_code == 200
        return len(asked)

    first = write("Délai un")
    there = ["/aide/ponant/", address(shelf), address(first), "/aide/ponant/recherche/?q=delai", "/aide/ponant/sitemap.xml"]
    before = [cost(one) for one in there]
    for name in ("deux", "trois", "quatre"):
        write(f"Délai {name}")
    assert [cost(one) for one in there] == before
