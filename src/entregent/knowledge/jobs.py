"""Work on articles that nobody waits for."""

from datetime import UTC, datetime

from entregent.brands.scope import every_brand
from entregent.jobs.app import job
from entregent.knowledge.actions import dates, forgetting
from entregent.knowledge.actions.publishing import index_again


@job(every="* * * * *", attempts=1, lock="knowledge.dates")
def follow_dates(timestamp: int) -> None:
    """Publish and withdraw what is due."""
    dates.follow_dates(datetime.fromtimestamp(timestamp, UTC))


@job(every="*/10 * * * *", attempts=1, lock="knowledge.index")
def index_changed(timestamp: int) -> None:
    """Have what changed elsewhere searched as it is."""
    with every_brand():
        index_again(datetime.fromtimestamp(timestamp, UTC))


@job(every="5 6 * * 1", attempts=1, lock="knowledge.reviews")
def call_for_reviews(timestamp: int) -> None:
    """On Monday mornings: the articles to be read again."""
    dates.call_for_reviews(datetime.fromtimestamp(timestamp, UTC))


@job(queue="bulk", every="35 3 * * *", attempts=1, lock="knowledge.forget")
def forget(timestamp: int) -> None:
    """Forget what is too old."""
    with every_brand():
        forgetting.forget(datetime.fromtimestamp(timestamp, UTC))
        forgetting.forget_sizes()
