"""Asking programs outside, and ending the sessions that nobody answers any more."""

from uuid import UUID

from django.utils import timezone

from entregent.brands.scope import every_brand
from entregent.jobs.app import job


@job(queue="scenarios", attempts=1)
def connect(brand: str, session: str) -> None:
    """Ask the program outside that a session waits for; nothing when somebody asks it already."""
    from entregent.scenarios.actions.attending import attend

    attend(UUID(brand), UUID(session), timezone.now())


@job(queue="scenarios", every="*/10 * * * *", attempts=1, lock="scenarios.sweep")
def sweep(timestamp: int) -> None:
    """Every ten minutes: sessions left without a word, and programs whose answer never came."""
    from entregent.scenarios.actions.sweeping import lapse, waiting_in_vain

    now = timezone.now()
    for brand, session in waiting_in_vain(now):
        connect.defer(brand=str(brand), session=str(session))
    with every_brand():
        lapse(now)
