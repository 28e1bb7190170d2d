"""What the doctor says of the telephone."""

from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.channels.voice import actions
from entregent.channels.voice.models import Device, Number, Trunk
from entregent.config.doctor import examine
from entregent.config.sealed import examine as examine_seals


def calls() -> tuple[str, bool]:
    found = next(one for one in examine() if one.what == "calls")
    return found.state, found.well


def test_numbers_that_nobody_answers_are_told(brand: Brand) -> None:
    assert calls() == ("0 numbers, no process that carries calls", True)
    Number.objects.create(brand=brand, number="+33261910010")
    assert calls() == ("1 numbers, no process that carries calls", False)
    actions.start_node("127.0.0.1:4000", "192.0.2.1:5060", timezone.now())
    assert calls() == ("1 numbers, carried at 192.0.2.1:5060", True)
    Number.objects.update(speech=True)
    assert calls() == ("1 numbers that callers may speak to, and nothing that hears", False)


def test_passwords_of_trunks_and_telephones_are_among_what_is_sealed(brand: Brand, make_staff) -> None:
    awa: Staff = make_staff(brand, "administrator")
    actions.save_trunk(Trunk(brand=brand, name="L", addresses=["192.0.2.1"]), "secret", by=awa, now=timezone.now())
    actions.save_device(Device(staff=awa, label="Bureau", user="awa"), "secret", by=awa, now=timezone.now())
    assert examine_seals()["newest"] == 2
