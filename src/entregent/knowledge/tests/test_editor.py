"""The editor of pages: who enters, what is shut, and that another brand's pages do not exist there, in the database itself."""

from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.urls.resolvers import URLPattern, URLResolver
from wagtail.models import Page, PageLogEntry, Revision

from entregent.access.models import Membership, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.journal.models import Event
from entregent.knowledge import actions
from entregent.knowledge.models import Article, Category, Home, Indexed
from entregent.knowledge.web import editor_urls

pytestmark = pytest.mark.django_db
Write = Callable[..., Article]
Make = Callable[..., Staff]
Visit = Callable[..., Client]


@pytest.fixture
def article(write: Write) -> Article:
    return write("Délai confidentiel", "<p>Cinq jours.</p>")


@pytest.fixture
def stranger(other_brand: Brand, make_staff: Make) -> Staff:
    """The administrator of another brand, which has a help site too."""
    with visible([other_brand.id]):
        actions.open_help(other_brand)
    return make_staff(other_brand, "administrator", name="Youri Blanc")


def page_addresses(page: Page, revision: int) -> Iterator[str]:
    """Every address of the editor that names a page, with this page in it."""

    def walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, before + str(one.pattern))
            elif any(f"<int:{name}>" in str(one.pattern) for name in ("page_id", "parent_page_id", "page_to_move_id")):
                yield before + str(one.pattern)

    for pattern in walk(editor_urls.urlpatterns):
        text = pattern
        for name in ("page_id", "parent_page_id", "page_to_move_id", "destination_id"):
            text = text.replace(f"<int:{name}>", str(page.pk))
        text = text.replace("<int:revision_id>", str(revision))
        for name in ("task_state_id", "task_id", "workflow_state_id"):
            text = text.replace(f"<int:{name}>", "1")
        text = text.replace("<slug:action_name>", "approve").replace("<slug:content_type_app_name>", "knowledge")
        yield f"/redaction/{text.replace('<slug:content_type_model_name>', 'article')}"
    yield f"/redaction/pages/{page.pk}/revisions/compare/earliest...latest/"
    yield f"/redaction/api/main/pages/{page.pk}/"


def test_agents_and_auditors_do_not_write_and_writers_enter(brand: Brand, home: Home, make_staff: Make, visit: Visit) -> None:
    for role, status in (("agent", 403), ("auditor", 403), ("quality", 200), ("supervisor", 200), ("administrator", 200)):
        assert visit(make_staff(brand, role, name=role)).get("/redaction/").status_code == status, role
    assert visit(None).get("/redaction/")["Location"].startswith("/accounts/login/")


def test_a_role_taken_away_is_taken_away_at_once(brand: Brand, article: Article, make_staff: Make, visit: Visit) -> None:
    staff = make_staff(brand, "supervisor")
    client, edit = visit(staff), f"/redaction/pages/{article.pk}/edit/"
    page = client.get(edit)
    assert page.status_code == 200 and "Publier" in page.content.decode()
    Membership.objects.filter(staff=staff).update(role="quality")
    assert "Publier" not in client.get(edit).content.decode()
    Membership.objects.filter(staff=staff).update(role="agent")
    assert client.get(edit).status_code == 403


def test_what_is_set_up_by_us_is_shut(brand: Brand, home: Home, make_staff: Make, visit: Visit) -> None:
    client = visit(make_staff(brand, "administrator"))
    for there in ("users/", "groups/", "workflows/list/", "collections/", "password_reset/", "reports/site-history/",
                  "tag-autocomplete/?term=a", "reports/workflow/", f"pages/{home.pk}/privacy/", "failwhale/",
                  "bulk/access/staff/delete/?id=1"):  # fmt: skip
        assert client.get(f"/redaction/{there}").status_code == 404, there
    assert client.get("/redaction/account/")["Location"] == reverse("access:profile")
    assert client.get("/redaction/logout/")["Location"] == reverse("account_logout")


def test_another_brands_pages_do_not_exist_at_any_address_of_the_editor(
    article: Article, stranger: Staff, visit: Visit
) -> None:
    client, entered = visit(stranger), []
    for address in page_addresses(article, article.latest_revision_id):
        for method in ("get", "post"):
            answer = getattr(client, method)(address)
            if answer.status_code not in {404, 405} or "confidentiel" in answer.content.decode():
                entered.append(f"{method} {address}: {answer.status_code}")
    assert entered == []


@pytest.mark.parametrize(
    "there",
    ["", "pages/", "pages/search/?q=confidentiel", "pages/search/results/?q=confidentiel", "choose-page/",
     "choose-page/search/?q=confidentiel", "api/main/pages/", "api/main/pages/?child_of=root", "reports/aging-pages/",
     "reports/locked/", "pages/usage/knowledge/article/", "choose-page/{home}/", "pages/{home}/",
     "bulk/wagtailcore/page/delete/?id={page}", "choose-page/chosen-multiple/?id={page}"],
)  # fmt: skip
def test_no_list_of_the_editor_names_another_brands_pages(
    there: str, article: Article, home: Home, stranger: Staff, visit: Visit
) -> None:
    answer = visit(stranger).get(f"/redaction/{there.format(page=article.pk, home=home.pk)}")
    assert answer.status_code in {200, 302, 404}
    assert not [one for one in ("Délai confidentiel", "Mutuelle Ponant") if one in answer.content.decode()]


def test_the_tables_of_the_editor_are_walled_against_raw_sql(article: Article, stranger: Staff, other_brand: Brand) -> None:
    tables = {"wagtailcore_page": 3, "wagtailcore_revision": 3, "wagtailcore_pagelogentry": 3}

    def counts() -> dict[str, int]:
        with connection.cursor() as cursor:
            found = {}
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM {table} WHERE {'depth > 1' if table.endswith('_page') else 'true'}")
                found[table] = cursor.fetchone()[0]
            return found

    ours = counts()
    with visible([other_brand.id]):
        theirs = counts()
        assert not Page.objects.filter(title__contains="confidentiel").exists()
        assert not Revision.objects.filter(object_str__contains="confidentiel").exists()
        assert not PageLogEntry.objects.filter(label__contains="confidentiel").exists()
        assert Page.objects.filter(pk=article.pk).update(title="x") == 0
    assert all(ours[table] >= least for table, least in tables.items())
    assert theirs["wagtailcore_page"] == 2, "its own home, and that ours is there"
    with visible([]):
        assert Page.objects.filter(depth__gt=2).count() == Revision.objects.count() == 0
    with visible([other_brand.id]), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Page.objects.filter(slug=other_brand.slug).update(path=f"{article.path}0001", depth=5)


def test_who_may_not_publish_sends_their_page_to_be_read_and_who_may_publishes_it(
    brand: Brand, shelf: Category, make_staff: Make, visit: Visit
) -> None:
    writer, reader = (
        visit(make_staff(brand, "quality", name="Nina Roy")),
        visit(make_staff(brand, "supervisor", name="Awa Diop")),
    )
    sent = {
        "title": "Délai des lunettes", "slug": "delai-des-lunettes", "summary": "Dix jours.", "audience": "public",
        "note": "null", "body-count": "0", "files-count": "0", "review_every": "12", "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    add = f"/redaction/pages/add/knowledge/article/{shelf.pk}/"
    assert writer.get(add).status_code == 200
    writer.post(add, sent | {"action-publish": "1"})
    article = Article.objects.get()
    assert (article.live, article.brand_id, article.owner.name) == (False, brand.id, "Nina Roy")
    writer.post(f"/redaction/pages/{article.pk}/edit/", sent | {"action-submit": "1"})
    state = Article.objects.get().current_workflow_task_state
    assert state is not None
    approve = f"/redaction/pages/workflow/action/{article.pk}/approve/{state.pk}/"
    writer.post(approve)
    assert not Article.objects.get().live
    reader.post(approve)
    article = Article.objects.get()
    assert article.live and article.review_by is not None and article.indexed.public
    assert Client(headers={"User-Agent": "Mozilla/5.0"}).get(f"/aide{article.url_path}").status_code == 200


def test_a_reserved_address_is_refused_and_versions_are_compared(
    brand: Brand, home: Home, article: Article, make_staff: Make, visit: Visit
) -> None:
    client = visit(make_staff(brand, "supervisor"))
    sent = {"title": "Recherche", "slug": "recherche", "intro": "", "icon": "book", "action-publish": "1",
            "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}  # fmt: skip
    refused = client.post(f"/redaction/pages/add/knowledge/category/{home.pk}/", sent)
    assert refused.status_code == 200 and not Category.objects.filter(slug="recherche").exists()
    article.summary = "Une autre réponse."
    article.save_revision()
    compared = client.get(f"/redaction/pages/{article.pk}/revisions/compare/earliest...latest/")
    assert compared.status_code == 200 and "autre" in compared.content.decode()
    policy = compared.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


def test_what_the_editor_takes_out_of_sight_or_deletes_is_told_once(
    brand: Brand, shelf: Category, write: Write, make_staff: Make, visit: Visit
) -> None:
    nina = make_staff(brand, "supervisor", name="Nina Roy")
    hidden, deleted, beside = write("Cachée"), write("Effacée"), write("Voisine", audience="internal")
    client = visit(nina)
    assert client.post(f"/redaction/pages/{hidden.pk}/unpublish/").status_code == 302
    assert client.get(f"/redaction/pages/{deleted.pk}/delete/").status_code == 200
    assert withdrawn() == [(hidden.public_id, f"staff:{nina.id}", "public")]
    assert client.post(f"/redaction/pages/{deleted.pk}/delete/").status_code == 302
    together = f"/redaction/bulk/wagtailcore/page/unpublish/?id={beside.pk}"
    assert client.post(together, {"include_descendants": "", "next": "/redaction/"}).status_code == 302
    assert [who for who, *_rest in withdrawn()] == [hidden.public_id, deleted.public_id, beside.public_id]
    assert not Indexed.objects.exists()


def withdrawn() -> list[tuple[object, str, str]]:
    told = Event.objects.filter(kind="article.withdrawn").order_by("id")
    return [(one.subject, one.actor, one.data["audience"]) for one in told]
