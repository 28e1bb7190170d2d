"""Calls under way on the board: who sees them, who may do what with them, and that quality is offered none."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entregent.access.models import Staff, Team
from entregent.brands.models import Brand
from entregent.channels.voice import actions
from entregent.channels.voice.listening import today_of
from entregent.channels.voice.models import Call, ListeningPeriod, Party
from entregent.conversations.models import Conversation
from entregent.journal.models import Event
from entregent.people.models import Person
from entregent.routing import actions as routing
from entregent.routing.actions import offer
from entregent.routing.models import Presence, Queue, QueueMember, WorkItem
from entregent.tickets.actions import Received

pytestmark = pytest.mark.django_db
Visit = Callable[[Staff | None], Client]


@pytest.fixture
def call(brand: Brand, make_staff: Callable[..., Staff], write_in: Callable[..., Received], now: datetime) -> Call:
    """Claire talks with somebody."""
    claire = make_staff(brand, name="Claire Morvan")
    person = Person.objects.create(brand=brand, given_name="Hélène", family_name="Goff", created_at=now, updated_at=now)
    talk = Conversation.objects.create(
        brand=brand, person=person, channel="phone", address="+33199001234", started_at=now, last_message_at=now
    )
    call = Call.objects.create(
        brand=brand, direction="in", state="talking", conversation=talk, staff=claire, ticket_id=write_in("allô").ticket.id,
        begun_at=now, queued_at=now, answered_at=now,
    )  # fmt: skip
    Party.objects.create(brand=brand, call=call, staff=claire, role="agent", joined_at=now)
    return call


@pytest.fixture
def period(brand: Brand, now: datetime) -> ListeningPeriod:
    """Listening is announced for today."""
    day = today_of(brand, timezone.now())
    return ListeningPeriod.objects.create(brand=brand, first=day, last=day, purpose="Formation", announced_at=now)


def test_a_call_under_way_is_shown_with_what_may_be_done(
    call: Call, period: ListeningPeriod, visit: Visit, make_staff: Callable[..., Staff], brand: Brand, other_brand: Brand,
    now: datetime,
) -> None:  # fmt: skip
    address = reverse("voice:running")
    assert visit(None).get(address).status_code == 302
    assert visit(make_staff(brand, name="Samir")).get(address).status_code == 403
    assert "Hélène" not in visit(make_staff(other_brand, "supervisor", name="Youri")).get(address).content.decode()
    awa = make_staff(brand, "supervisor", name="Awa")
    page = visit(awa).get(address).content.decode()
    assert "Hélène Goff" in page and "Claire Morvan" in page and page.count(" disabled") == 4
    routing.equip(awa.id, "call", True, now)
    page = visit(awa).get(address).content.decode()
    assert " disabled" not in page
    quality = visit(make_staff(brand, "quality", name="Inès")).get(address).content.decode()
    assert "/listen/" in quality and "/whisper/" in quality and "/barge/" not in quality and "/take/" not in quality


def test_who_may_listen_take_part_and_take_over(
    call: Call, period: ListeningPeriod, visit: Visit, make_staff: Callable[..., Staff], brand: Brand, other_brand: Brand,
    now: datetime,
) -> None:  # fmt: skip
    listen, barge = (reverse("voice:listen", args=[call.id, manner]) for manner in ("listen", "barge"))
    take = reverse("voice:take", args=[call.id])
    quality, awa = make_staff(brand, "quality", name="Inès"), make_staff(brand, "supervisor", name="Awa")
    for who, expected in (
        (None, (302, 302, 302)), (make_staff(brand, name="Samir"), (403, 403, 403)), (quality, (200, 403, 403)),
        (make_staff(other_brand, "supervisor", name="Youri"), (404, 404, 404)), (awa, (200, 200, 204)),
    ):  # fmt: skip
        client = visit(who)
        assert tuple(client.post(address).status_code for address in (listen, barge, take)) == expected, who
    assert "téléphone" in visit(awa).post(take)["HX-Trigger"].encode().decode("unicode_escape")
    routing.equip(awa.id, "call", True, now)
    visit(awa).post(take)
    assert WorkItem.objects.get(subject=call.ticket_id).agent_id == awa.id


def test_quality_has_a_telephone_and_is_never_offered_a_call(
    visit: Visit, make_staff: Callable[..., Staff], brand: Brand, queue: Queue, write_in: Callable[..., Received], now: datetime
) -> None:
    ines = make_staff(brand, "quality", name="Inès")
    assert visit(ines).get(reverse("voice:station")).status_code == 200
    assert reverse("voice:station") in visit(ines).get(reverse("supervision:board")).content.decode()
    # Were she available, in the queue and equipped by mistake, her role alone keeps calls from her.
    routing.equip(ines.id, "call", True, now)
    routing.set_presence(ines.id, "available", now, "system:test")
    QueueMember.objects.create(brand=brand, queue=queue, staff=ines)
    WorkItem.objects.filter(subject=write_in("allô").ticket.id).update(channel="call")
    assert "call" in Presence.objects.get(staff=ines).open_to
    assert offer(now + timedelta(seconds=1), limit=5) == (0, [])


def test_nobody_listens_outside_an_announced_period_of_the_agents_team(
    call: Call, visit: Visit, make_staff: Callable[..., Staff], brand: Brand, now: datetime
) -> None:
    awa = make_staff(brand, "supervisor", name="Awa")
    supervisor, claire = visit(awa), call.staff
    routing.equip(awa.id, "call", True, now)
    listen, board = reverse("voice:listen", args=[call.id, "listen"]), reverse("voice:running")
    assert supervisor.post(listen).status_code == 204 and "non annoncée" in supervisor.get(board).content.decode()
    team, day = Team.objects.create(name="Contrats"), today_of(brand, timezone.now())
    Staff.objects.filter(id=awa.id).update(team=team)
    page = reverse("voice:listening")
    asked = {"brand": brand.id, "first": day, "last": day, "teams": [team.id], "purpose": "Formation de l’équipe"}
    assert supervisor.post(page, asked | {"first": day - timedelta(days=1)}).status_code == 422
    assert supervisor.post(page, asked | {"last": day + timedelta(days=31)}).status_code == 422
    assert supervisor.post(page, asked).status_code == 302
    assert supervisor.post(listen).status_code == 204, "she is of another team"
    assert "Formation" not in visit(claire).get(reverse("voice:station")).content.decode()
    Staff.objects.filter(id=claire.id).update(team=team)
    assert supervisor.post(listen).status_code == 200
    assert "Formation de l’équipe" in visit(claire).get(reverse("voice:station")).content.decode()
    period = ListeningPeriod.objects.get()
    assert visit(make_staff(brand, "quality", name="Inès")).post(page, asked).status_code == 403
    supervisor.post(reverse("voice:withdraw_listening", args=[period.id]))
    assert supervisor.post(listen).status_code == 204
    assert list(Event.objects.filter(subject=period.id).values_list("kind", flat=True)) == [
        "listening.announced", "listening.withdrawn",
    ]  # fmt: skip


def test_the_register_says_who_listened_to_whom_how_and_how_long(
    call: Call, period: ListeningPeriod, visit: Visit, make_staff: Callable[..., Staff], brand: Brand, other_brand: Brand
) -> None:
    awa, claire, at = make_staff(brand, "supervisor", name="Awa"), call.staff, timezone.now()
    actions.come_in(call.id, awa.id, "listener", claire.id, period.id, at)
    actions.come_in(call.id, awa.id, "whisperer", claire.id, period.id, at + timedelta(seconds=30))
    actions.leave(call.id, awa.id, "hung_up", at + timedelta(seconds=40))
    actions.join(call.id, make_staff(brand, name="Youssef").id, "joined", at)  # asked in by his colleague: not a listening
    register, month = reverse("voice:register"), f"{timezone.localtime(at):%Y-%m}"
    found = visit(make_staff(brand, "auditor", name="Ulysse")).get(register).context["rows"]
    told = [(one.staff.name, one.agent.name, one.manner, one.seconds, one.period) for one, _manner in found]
    assert told == [("Awa", "Claire Morvan", "whisperer", 10, period), ("Awa", "Claire Morvan", "listener", 30, period)]
    assert visit(awa).get(f"{register}?agent={awa.id}").context["rows"] == []
    assert visit(awa).get(f"{register}?month=2024-01").context["rows"] == []
    assert visit(make_staff(other_brand, "supervisor", name="Youri")).get(register).context["rows"] == []
    file = visit(awa).get(reverse("voice:register_file"), {"month": month, "agent": str(claire.id)})
    lines = file.content.decode().splitlines()
    assert len(lines) == 3 and "Awa;Claire Morvan" in lines[1]
    assert visit(claire).get(register).status_code == 403
