"""The pages of the studio about the knowledge base: help sites opened, counted, closed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from entregent.access.actions import create_key
from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.conversations.models import Conversation, Message
from entregent.knowledge import actions
from entregent.knowledge.models import Article, Category, Home, Lost, Moved, Synonym, Use
from entregent.knowledge.models.reading import Medium
from entregent.knowledge.queries.figures import Again
from entregent.knowledge.queries.sites import Counts
from entregent.people.models import Person

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


FIGURES = "/savoir/sites/figures/"


def test_a_search_in_vain_becomes_an_article_or_a_synonym(brand: Brand, editor: Client, home: Home, write: Write) -> None:
    write("Lunettes", "<p>Un équipement tous les deux ans.</p>")
    anybody = Client(headers=BROWSER)
    for _ in range(3):
        anybody.get("/aide/ponant/recherche/?q=binocles")
    anybody.get("/aide/ponant/recherche/?q=lunettes")
    answer = editor.get(FIGURES)
    assert [(one.words, one.times) for one in answer.context["missing"]] == [("binocles", 3)]
    assert answer.context["figures"].vain_share == 0.75
    begun = editor.post(f"{FIGURES}write/", {"brand": "ponant", "words": "binocles", "language": "fr"})
    draft = Article.objects.get(live=False)
    assert begun["Location"] == f"/redaction/pages/{draft.pk}/edit/" and draft.title == "Binocles"
    assert editor.get(begun["Location"]).status_code == 200
    editor.post(f"{FIGURES}synonyms/", {"brand": "ponant", "words": "binocles, lunettes, Lunettes"})
    group = Synonym.objects.get()
    assert group.words == ["binocles", "Lunettes"]
    assert "Lunettes" in anybody.get("/aide/ponant/recherche/?q=binocles").content.decode()
    editor.post(f"{FIGURES}synonyms/{group.id}/", {"words": "binocles, lunettes, bésicles"})
    assert Synonym.objects.get().words == ["binocles", "lunettes", "bésicles"]
    refused = editor.post(f"{FIGURES}synonyms/", {"brand": "ponant", "words": "seul"}, follow=True)
    assert "de deux à vingt" in refused.content.decode()
    editor.post(f"{FIGURES}synonyms/{group.id}/", {"words": "", "remove": "1"})
    assert not Synonym.objects.exists()


def test_an_address_that_led_nowhere_is_redirected(brand: Brand, editor: Client, home: Home, write: Write) -> None:
    article, secret = write("Carte perdue"), write("Geste", audience="internal")
    anybody = Client(headers=BROWSER)
    for path in ("carte", "ailleurs"):
        anybody.get(f"/aide/ponant/{path}/")
    carte, ailleurs = (Lost.objects.get(path=f"/ponant/{path}/") for path in ("carte", "ailleurs"))
    for wrong in (
        "javascript:alert(1)",
        "http://example.org",
        "/aide/ponant/rien/",
        f"/aide{secret.url_path}",
        "https://a@b",
        "",
    ):
        editor.post(f"{FIGURES}lost/{carte.id}/", {"to": wrong})
        assert not Moved.objects.exists(), wrong
    editor.post(f"{FIGURES}lost/{carte.id}/", {"to": f"/aide{article.url_path}"})
    editor.post(f"{FIGURES}lost/{ailleurs.id}/", {"to": "https://example.org/la"})
    assert anybody.get("/aide/ponant/carte/")["Location"] == f"/aide{article.url_path}"
    assert anybody.get("/aide/ponant/ailleurs/")["Location"] == "https://example.org/la"
    assert not Lost.objects.exists()


def test_readers_who_write_again_are_counted_once_and_within_seven_days(
    brand: Brand, home: Home, write: Write, make_staff: Make, editor: Client
) -> None:
    now, article = timezone.now(), write("Carte perdue")
    claire = make_staff(brand, "agent", name="Claire Morvan")

    def answered(days: int, *, given: bool, again: int | None = None) -> None:
        at = now - timedelta(days=days)
        person = Person.objects.create(brand=brand, created_at=at, updated_at=at)
        talk = Conversation.objects.create(brand=brand, person=person, channel="mail", started_at=at, last_message_at=at)
        said = {"brand": brand, "conversation": talk, "channel": "mail", "delivery": "sent", "text": "Bonjour"}
        Message.objects.create(**said, kind="out", staff=claire, at=at)
        if given:
            for _ in range(2):
                Use.objects.create(
                    brand=brand, article=article, how="link", person=person, conversation=talk, at=at, given_at=at
                )
        if again is not None:
            Message.objects.create(**said, kind="in", person=person, at=at + timedelta(days=again))

    answered(20, given=True, again=3)
    answered(20, given=True, again=9)
    answered(20, given=True)
    answered(3, given=True, again=1)
    answered(20, given=False, again=1)
    answered(20, given=False)
    told = editor.get(FIGURES).context["figures"]
    assert (told.with_article, told.without) == (Again(3, 1), Again(2, 1))


def test_what_nobody_reads_and_what_helps_little_come_first_and_cost_no_more(
    brand: Brand, home: Home, write: Write, editor: Client
) -> None:
    now = timezone.now()
    articles = [write(name) for name in ("Un", "Deux", "Trois")]
    Article.objects.update(first_published_at=now - timedelta(days=60))
    for article, yes, no in ((articles[0], 3, 1), (articles[1], 1, 3)):
        actions.count_reading(brand.id, article.pk, Medium.SITE, now)
        for useful in [True] * yes + [False] * no:
            actions.vote(article, useful, now=now)
    answer = editor.get(FIGURES)
    assert [one.title for one in answer.context["voted"]] == ["Deux", "Un"]
    assert [one.title for one in answer.context["unread"]] == ["Trois"]
    assert answer.context["figures"].useful_share == 0.5
    with CaptureQueriesContext(connection) as before:
        editor.get(FIGURES)
    for n in range(3):
        actions.vote(write(f"Encore {n}"), True, now=now)
        actions.note_lost(brand.id, f"/ponant/{n}/", "", now)
        actions.note_search(brand.id, "abc"[n] * 5, language="fr", medium=Medium.SITE, found=0, now=now)
        Synonym.objects.create(brand=brand, words=["a", str(n)])
    with CaptureQueriesContext(connection) as after:
        editor.get(FIGURES)
    assert len(before) == len(after)


def test_programs_search_and_read_what_is_public(brand: Brand, home: Home, write: Write, make_staff: Make) -> None:
    article, secret = write("Carte perdue", "<h2>Vite</h2><p>Demandez un duplicata.</p>"), write("Geste", audience="internal")
    owner = make_staff(brand, "administrator", name="Solène Kerbrat")
    key = create_key(brand, "Robot", ("knowledge.read",), now=timezone.now(), by=owner)[1]
    program = Client(headers={"Authorization": f"Bearer {key}"})
    (hit,) = program.get("/api/v1/articles/search", {"q": "duplcata"}).json()["items"]
    assert (hit["title"], hit["heading"], hit["passage"]) == ("Carte perdue", "Vite", "Demandez un duplicata.")
    assert hit["url"].endswith(f"/aide{article.url_path}")
    assert program.get("/api/v1/articles/search", {"q": "geste"}).json()["items"] == []
    assert [one["id"] for one in program.get("/api/v1/articles").json()["items"]] == [str(article.public_id)]
    whole = program.get(f"/api/v1/articles/{article.public_id}").json()
    assert whole["text"] == "Vite\nDemandez un duplicata." and "<h2>Vite</h2>" in whole["html"]
    assert program.get(f"/api/v1/articles/{secret.public_id}").status_code == 404
    assert program.get("/api/v1/articles/search").status_code == 422
