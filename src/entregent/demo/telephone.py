"""The telephone of two brands: a line from this machine, a number each with its menu, and who answers.

Made by the real actions once the world is loaded.
"""

from datetime import datetime

from entregent.access.models import Membership, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.voice import actions as voice
from entregent.channels.voice.models import Device, Number, Overflow, Trunk, WaitingPolicy
from entregent.demo.plan import FOLDER
from entregent.routing.models import Queue, QueueMember
from entregent.scenarios import actions as scenarios

NUMBERS = {"ponant": ("+33261910010", "Accueil Ponant"), "armor": ("+33261910020", "Assistance Armor")}
QUEUES = {"ponant": "Appels Ponant", "armor": "Appels Armor"}
MENU = "svi"
FROM = ["127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
"""Whoever calls from this machine is the operator of the demonstration: a softphone there may show any address of its own."""
TELEPHONE, PASSWORD = "claire", "bienvenue-altiphone"


def connect_telephone(now: datetime) -> None:
    """Two numbers that answer. Twice adds nothing. Raises Brand.DoesNotExist where the world is not loaded."""
    for slug, (digits, label) in NUMBERS.items():
        brand = Brand.objects.get(slug=slug)
        with visible([brand.id]):
            if not Number.objects.filter(brand=brand).exists():
                _connect(brand, digits, label, now)


def _connect(brand: Brand, digits: str, label: str, now: datetime) -> None:
    team = Membership.objects.filter(of_brand=brand, staff__is_active=True).select_related("staff").order_by("staff__email")
    by = next(one.staff for one in team if one.role == "administrator")
    queue = Queue.objects.create(
        brand=brand, name=QUEUES[brand.slug], target_seconds=60, offer_seconds=25, wrap_up_seconds=60, wrap_up_more_seconds=120
    )
    voice.install_dispositions(brand, by=by, now=now)
    agents = [one.staff for one in team if one.role == "agent"]
    QueueMember.objects.bulk_create(QueueMember(brand=brand, queue=queue, staff=agent) for agent in agents)
    policy = WaitingPolicy(brand=brand, queue=queue, offers_seconds=60, offers_callback=True, offers_message=True)
    closed = Overflow(brand=brand, queue=queue, when="closed", does="voicemail")
    voice.save_waiting(policy, [closed], by=by, now=now)
    trunk = Trunk(brand=brand, name="Opérateur de démonstration", addresses=FROM, caller=digits)
    voice.save_trunk(trunk, "", by=by, now=now)
    about = {"staff": by, "now": now, "actor": f"staff:{by.id}"}
    form = (FOLDER / "telephone.json").read_text(encoding="utf-8")
    menu = scenarios.create_scenario(brand.id, MENU, "Accueil téléphonique", form, **about).scenario_id
    scenarios.publish(menu, **about)
    number = Number(brand=brand, number=digits, label=label, trunk=trunk, queue=queue, scenario_id=menu)
    voice.save_number(number, by=by, now=now)
    agent = Staff.objects.filter(email="claire@altiphone.example").first()
    if agent is not None and not Device.objects.filter(user=TELEPHONE).exists():
        voice.save_device(Device(staff=agent, label="Téléphone de bureau", user=TELEPHONE), PASSWORD, by=by, now=now)
