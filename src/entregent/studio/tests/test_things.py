"""What is set up is kept, checked, and written in the audit."""

import pytest

from entregent.access.models import AuditEntry, Site, StaffSkill, Team
from entregent.brands.models import Brand
from entregent.conversations.models import CannedReply
from entregent.people.models import CustomField
from entregent.routing.models import Queue
from entregent.tickets.models import PromisePolicy, Reason

QUEUE = {
    "name": "Contrats", "priority": "0", "target_seconds": "4 h", "offer_seconds": "45", "wrap_up_seconds": "", "active": "on",
}  # fmt: skip


def test_a_skill_is_created_renamed_and_removed_with_its_trace(brand: Brand, administrator, visit) -> None:
    browser = visit(administrator)
    browser.post("/studio/skills/new/", {"name": "Sinistre"})
    assert browser.post("/studio/skills/new/", {"name": "Sinistre"}).status_code == 422
    row = brand_rows("skills").get()
    browser.post(f"/studio/skills/{row.pk}/", {"name": "Sinistres"})
    browser.post(f"/studio/skills/{row.pk}/", {"name": "Sinistres"})
    browser.post(f"/studio/skills/{row.pk}/remove/")
    told = [(entry.what, entry.data.get("changed") or entry.data.get("name")) for entry in AuditEntry.objects.order_by("id")]
    assert told == [
        ("settings.created", {"name": [None, "Sinistre"]}),
        ("settings.changed", {"name": ["Sinistre", "Sinistres"]}),
        ("settings.removed", "Sinistres"),
    ]
    assert {entry.of_brand for entry in AuditEntry.objects.all()} == {brand}


def brand_rows(slug: str):
    from entregent.studio.catalogue import RESOURCES

    return RESOURCES[slug].model.objects.all()


def test_a_queue_is_set_up_with_its_skills_members_and_overflow(brand: Brand, administrator, make_staff, visit, make) -> None:
    agent, quality = make_staff(brand, "agent"), make_staff(brand, "quality")
    french, other = make("skills", brand, "Français"), make("queues", brand, "Débord")
    browser = visit(administrator)
    asked = QUEUE | {
        f"level_{french.id}": "3", f"relax_{french.id}": "10", "members": [str(agent.id)], "is_default": "on",
        "overflow_to": str(other.id), "overflow_after_seconds": "1 h 30",
    }  # fmt: skip
    assert browser.post("/studio/queues/new/", asked).status_code == 302
    queue = Queue.objects.get(name="Contrats")
    assert (queue.target_seconds, queue.wrap_up_seconds, queue.overflow_after_seconds, queue.is_default) == (
        14400,
        0,
        5400,
        True,
    )
    assert [(held.skill, held.level, held.relax_seconds) for held in queue.required_skills.all()] == [(french, 3, 600)]
    assert [member.staff for member in queue.members.all()] == [agent]
    page = browser.get(f"/studio/queues/{queue.id}/").text
    assert 'value="4 h"' in page and 'value="1 h 30"' in page and quality.name in page and str(quality.id) not in page
    assert browser.post(f"/studio/queues/{other.id}/", QUEUE | {"name": "Débord", "is_default": "on"}).status_code == 302
    assert list(Queue.objects.filter(is_default=True)) == [other]
    assert browser.post(f"/studio/queues/{queue.id}/", QUEUE).status_code == 302
    assert not queue.required_skills.exists() and not queue.members.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"target_seconds": "bientôt"}, {"target_seconds": "99999999999"}, {"offer_seconds": "2"},
        {"overflow_after_seconds": "5"},
        {"name": ""}, {"members": ["x"]}, {"priority": "beaucoup"}, {"priority": "99999"},
    ],
)  # fmt: skip
def test_a_queue_that_makes_no_sense_is_refused(wrong: dict, brand: Brand, administrator, visit) -> None:
    assert visit(administrator).post("/studio/queues/new/", QUEUE | wrong).status_code == 422
    assert not Queue.objects.exists() and not AuditEntry.objects.exists()


def test_a_new_queue_begins_with_the_usual_delays(brand: Brand, administrator, visit) -> None:
    page = visit(administrator).get("/studio/queues/new/").text
    assert 'name="target_seconds" value="4 h"' in page and 'name="wrap_up_seconds" value="0 min"' in page


def test_queues_that_overflow_into_each_other_are_refused_by_name(brand: Brand, administrator, visit, make) -> None:
    day, night = make("queues", brand, "Jour"), make("queues", brand, "Nuit")
    browser = visit(administrator)
    for queue, other, status in ((day, night, 302), (night, day, 422)):
        asked = QUEUE | {"name": queue.name, "overflow_to": str(other.id), "overflow_after_seconds": "5"}
        response = browser.post(f"/studio/queues/{queue.id}/", asked)
        assert response.status_code == status
    assert "Nuit → Jour → Nuit" in response.text
    assert not Queue.objects.get(id=night.id).overflow_to


def test_a_queue_cannot_borrow_from_another_brand(brand: Brand, other_brand: Brand, make_staff, visit, make) -> None:
    from entregent.brands.scope import visible

    both = make_staff([brand, other_brand], "administrator")
    with visible([other_brand.id]):
        theirs = make("queues", other_brand, "Leur file")
    asked = QUEUE | {"overflow_to": str(theirs.id), "overflow_after_seconds": "5"}
    assert visit(both).post("/studio/queues/new/?brand=ponant", asked).status_code == 422
    asked = QUEUE | {"calendar": str(theirs.calendar_id)}
    assert visit(both).post("/studio/queues/new/?brand=ponant", asked).status_code == 422


def test_a_promise_is_made_in_words_of_time(brand: Brand, administrator, visit, make_calendar) -> None:
    calendar = make_calendar(brand, "Bureau")
    asked = {
        "name": "Urgents",
        "calendar": str(calendar.id),
        "priority": "2",
        "first_response_minutes": "30",
        "warn_percent": "80",
    }
    browser = visit(administrator)
    assert browser.post("/studio/promises/new/", asked | {"resolution_minutes": "4h30", "active": "on"}).status_code == 302
    policy = PromisePolicy.objects.get()
    assert (policy.first_response_minutes, policy.next_response_minutes, policy.resolution_minutes) == (30, None, 270)
    assert "4 h 30" in browser.get("/studio/promises/").text
    assert browser.post("/studio/promises/new/", asked | {"first_response_minutes": ""}).status_code == 422
    assert browser.post("/studio/promises/new/", asked | {"warn_percent": "100"}).status_code == 422


def test_hours_still_promised_on_are_not_removed(brand: Brand, administrator, visit, make) -> None:
    policy = make("promises", brand, "Tous")
    browser = visit(administrator)
    browser.post(f"/studio/calendars/{policy.calendar_id}/remove/")
    policy.refresh_from_db()
    assert policy.calendar is not None and not AuditEntry.objects.exists()


def test_a_canned_reply_names_only_fields_that_exist(brand: Brand, administrator, visit) -> None:
    browser = visit(administrator)
    asked = {"title": "Bonjour", "shortcut": "bonjour", "language": "fr", "text": "Bonjour {{ person.given_name }},"}
    assert browser.post("/studio/canned/new/", asked).status_code == 302
    assert browser.post("/studio/canned/new/", asked | {"shortcut": "b", "text": "{{ person.salary }}"}).status_code == 422
    assert CannedReply.objects.get().brand == brand
    assert "Bonjour Léa," in browser.post("/studio/canned/preview/", {"text": asked["text"]}).text
    shown = browser.post("/studio/canned/preview/", {"text": "<script>x</script> {{ nope }}"}).text
    assert "<script>" not in shown and "nope" in shown


def test_a_custom_field_keeps_what_values_are_filed_under(brand: Brand, administrator, visit) -> None:
    browser = visit(administrator)
    asked = {
        "thing": "person",
        "label": "Formule",
        "key": "formule",
        "type": "choice",
        "options": "Or\nArgent\nOr",
        "position": "0",
    }
    assert browser.post("/studio/fields/new/", asked).status_code == 302
    field = CustomField.objects.get()
    assert field.options == ["Or", "Argent"]
    browser.post(f"/studio/fields/{field.id}/", asked | {"key": "autre", "type": "text", "label": "La formule"})
    field.refresh_from_db()
    assert (field.key, field.type, field.label, field.options) == ("formule", "choice", "La formule", ["Or", "Argent"])
    assert browser.post("/studio/fields/new/", asked | {"key": "x", "options": "Seul"}).status_code == 422


def test_reasons_are_a_tree_without_a_loop(brand: Brand, administrator, visit) -> None:
    browser = visit(administrator)
    for name in ("Contrat", "Sinistre"):
        browser.post("/studio/reasons/new/", {"name": name, "active": "on"})
    claim = Reason.objects.get(name="Sinistre")
    browser.post("/studio/reasons/new/", {"name": "Vol", "parent": str(claim.id), "active": "on"})
    theft = Reason.objects.get(name="Vol")
    assert theft.parent == claim
    assert browser.post(f"/studio/reasons/{claim.id}/", {"name": "Sinistre", "parent": str(theft.id)}).status_code == 422
    assert "depth-1" in browser.get("/studio/reasons/tree/").text


def test_reasons_move_one_place_at_a_time_and_stop_at_the_ends(brand: Brand, administrator, visit) -> None:
    rows = {name: Reason.objects.create(brand=brand, name=name, position=place) for place, name in enumerate("ABC")}
    browser = visit(administrator)

    def after(name: str, way: str) -> str:
        browser.post(f"/studio/reasons/{rows[name].id}/move/", {"way": way})
        return "".join(Reason.objects.values_list("name", flat=True))

    assert after("A", "up") == "ABC"
    assert after("A", "down") == "BAC"
    assert after("C", "up") == "BCA"
    assert after("A", "down") == "BCA"


def test_reasons_are_moved_by_dragging_and_by_levels(brand: Brand, administrator, visit) -> None:
    rows = {name: Reason.objects.create(brand=brand, name=name, position=place) for place, name in enumerate("ABC")}
    browser = visit(administrator)

    def after(name: str, **asked: str) -> str:
        if "target" in asked:
            asked["target"] = str(rows[asked["target"]].id)
        browser.post(f"/studio/reasons/{rows[name].id}/move/", asked)
        return " ".join(
            f"{line.node.name}{line.depth}" for line, _beside in browser.get("/studio/reasons/tree/").context["lines"]
        )

    assert after("C", target="A", where="before") == "C0 A0 B0"
    assert after("B", target="C", where="inside") == "C0 B1 A0"
    assert after("C", target="A", where="inside") == "A0 C1 B2"
    assert after("A", target="B", where="inside") == "A0 C1 B2"  # under itself: refused
    assert after("B", way="out") == "A0 C1 B1"
    assert after("B", way="out") == "A0 C1 B0"
    assert after("B", way="in") == "A0 C1 B1"
    assert after("A", way="in") == after("A", way="out") == "A0 C1 B1"
    assert after("A", target="C", where="under") == after("A", way="sideways") == "A0 C1 B1"
    audit = [entry.data["changed"].keys() for entry in AuditEntry.objects.filter(what="settings.changed")]
    assert {name for changed in audit for name in changed} == {"parent", "position"}


def test_a_reason_is_not_moved_onto_its_namesake_nor_into_another_brand(
    brand: Brand, other_brand: Brand, make_staff, visit
) -> None:
    from entregent.brands.scope import visible

    first = Reason.objects.create(brand=brand, name="Vol")
    claim = Reason.objects.create(brand=brand, name="Sinistre")
    second = Reason.objects.create(brand=brand, name="Vol", parent=claim)
    with visible([other_brand.id]):
        theirs = Reason.objects.create(brand=other_brand, name="Panne")
    browser = visit(make_staff([brand, other_brand], "administrator"))
    for target in (claim, theirs):
        asked = {"target": str(target.id), "where": "inside"}
        assert "toast" in browser.post(f"/studio/reasons/{first.id}/move/", asked, follow=True).text
        first.refresh_from_db()
        assert first.parent is None
    assert browser.post(f"/studio/reasons/{second.id}/", {"name": "Vol", "active": "on"}).status_code == 422
    assert browser.post(f"/studio/reasons/{second.id}/", {"name": "Vol à la roulotte", "active": "on"}).status_code == 302
    second.refresh_from_db()
    assert (second.parent, second.name) == (None, "Vol à la roulotte")


def test_sites_and_teams_belong_to_the_platform(platform, visit) -> None:
    browser = visit(platform)
    asked = {
        "name": "Antananarivo",
        "country": "mg",
        "time_zone": "Indian/Antananarivo",
        "distance": "offshore",
        "abroad": "on",
    }
    assert browser.post("/studio/sites/new/", asked).status_code == 302
    site = Site.objects.get()
    assert (site.country, site.abroad) == ("MG", True)
    assert browser.post("/studio/teams/new/", {"name": "Rouge", "site": str(site.pk)}).status_code == 302
    browser.post(f"/studio/sites/{site.pk}/remove/")
    assert Site.objects.exists() and Team.objects.get().site == site
    assert browser.post("/studio/sites/new/", asked | {"name": "X", "country": "F1"}).status_code == 422
    assert set(AuditEntry.objects.values_list("of_brand", flat=True)) == {None}


def test_levels_are_set_in_one_table(brand: Brand, administrator, make_staff, visit, make) -> None:
    agent, skill = make_staff(brand, "agent"), make("skills", brand, "Français")
    browser, box = visit(administrator), f"level-{agent.id}-{skill.id}"
    assert browser.post("/studio/matrix/", {box: "4"}).status_code == 302
    assert StaffSkill.objects.get().level == 4
    assert browser.post("/studio/matrix/", {box: "9"}).status_code == 422
    assert StaffSkill.objects.get().level == 4
    browser.post("/studio/matrix/", {box: ""})
    assert not StaffSkill.objects.exists()
    assert list(AuditEntry.objects.values_list("what", flat=True)) == ["staff.skills_changed"] * 2
