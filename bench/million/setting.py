"""The centre in which the million lives: five brands, their queues, reasons and promises, 120 agents, a supervisor."""

from dataclasses import dataclass
from datetime import datetime, timedelta

BRANDS = (
    ("ponant", "Mutuelle Ponant", "PON"),
    ("armor", "Armor Télécom", "ARM"),
    ("halles", "Les Halles en ligne", "HAL"),
    ("noroit", "Noroît Énergie", "NOR"),
    ("edelmatt", "Edelmatt", "EDE"),
)
QUEUES = ("Demandes", "Contrats", "Réclamations", "Litiges")
GROUPS, LEAVES, AGENTS, BRANDS_AN_AGENT = 8, 5, 120, 3


@dataclass(frozen=True)
class Visitors:
    """Whose sessions ask for the pages: the values of their cookies."""

    agent: str
    supervisor: str


def build(now: datetime) -> None:
    """Make all that exists before the first customer, through the models."""
    from entregent.access.models import Membership, Staff
    from entregent.brands.models import Brand
    from entregent.brands.scope import visible
    from entregent.routing.models import Presence, Queue, QueueMember

    brands = Brand.objects.bulk_create(Brand(slug=slug, name=name, code=code) for slug, name, code in BRANDS)
    agents = Staff.objects.bulk_create(
        Staff(email=f"agent{n}@altiphone.example", name=f"Agent {n}", password="!") for n in range(AGENTS)
    )
    chief = Staff.objects.create(email="chef@altiphone.example", name="Youssef El Amrani", password="!")
    Membership.objects.bulk_create(
        [Membership(staff=chief, of_brand=brand, role="supervisor") for brand in brands]
        + [Membership(staff=agent, of_brand=brand, role="agent") for agent, brand in _served(agents, brands)]
    )
    with visible([brand.id for brand in brands]):
        for brand in brands:
            _brand(brand)
        Presence.objects.bulk_create(
            Presence(staff=agent, state="available" if n % 2 else "offline", since=now, idle_since=now, seen_at=now)
            for n, agent in enumerate(agents)
        )
        queues = {brand.id: list(Queue.objects.filter(brand=brand)) for brand in brands}
        QueueMember.objects.bulk_create(
            QueueMember(brand=brand, queue=queue, staff=agent)
            for agent, brand in _served(agents, brands)
            for queue in queues[brand.id]
        )


def visitors() -> Visitors:
    """Sign one agent and the supervisor in."""
    from django.test import Client

    from entregent.access.models import Staff

    def cookie(email: str) -> str:
        client = Client()
        client.force_login(Staff.objects.get(email=email))
        return client.cookies["sessionid"].value

    return Visitors(cookie("agent0@altiphone.example"), cookie("chef@altiphone.example"))


def _served(agents, brands):
    return [(agent, brands[(n + i) % len(brands)]) for n, agent in enumerate(agents) for i in range(BRANDS_AN_AGENT)]


def _brand(brand) -> None:
    from entregent.calendar.models import Calendar
    from entregent.calendar.rules import office
    from entregent.people.models import Organisation
    from entregent.routing.models import Queue
    from entregent.tickets.models import PromisePolicy, Reason

    hours = Calendar.objects.create(brand=brand, name="Bureau", hours=office("Europe/Paris", "FR"), is_default=True)
    Queue.objects.bulk_create(Queue(brand=brand, name=name, is_default=name == QUEUES[0]) for name in QUEUES)
    PromisePolicy.objects.create(
        brand=brand, name="Tous", calendar=hours, first_response_minutes=240, next_response_minutes=120, resolution_minutes=2400
    )
    groups = Reason.objects.bulk_create(Reason(brand=brand, name=f"Domaine {n}", position=n) for n in range(GROUPS))
    Reason.objects.bulk_create(
        Reason(brand=brand, parent=group, name=f"Motif {n}", position=n) for group in groups for n in range(LEAVES)
    )
    made = datetime.now().astimezone() - timedelta(days=900)
    Organisation.objects.bulk_create(Organisation(brand=brand, name=f"Société {n}", created_at=made) for n in range(4000))
