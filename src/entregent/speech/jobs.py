"""Speech that nobody waits for: prompts made by the best voice, one after the other."""

from datetime import UTC, datetime
from uuid import UUID

from entregent.brands.scope import every_brand
from entregent.jobs.app import job, later
from entregent.speech.actions.preparing import make_waiting, notice_engines
from entregent.speech.actions.voices import sweep


@job(queue="bulk", attempts=3)
def make(brand: str) -> None:
    """Make the files of a brand's texts that wait."""
    make_waiting(UUID(brand), now=datetime.now(UTC))


def make_later(brand: UUID) -> None:
    """Have them made once this transaction commits; one brand after the other: each takes a core."""
    later(make, lock="speech.make", once=f"speech.make.{brand}", brand=str(brand))


@job(every="*/20 * * * *", attempts=1, lock="speech.look")
def look(timestamp: int) -> None:
    """A better voice may have come: what another said is made anew. What was put aside long ago goes."""
    with every_brand():
        sweep(datetime.fromtimestamp(timestamp, UTC))
        for brand in notice_engines():
            make_later(brand)
