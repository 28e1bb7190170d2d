"""Work on intents that nobody waits for."""

from datetime import UTC, datetime
from uuid import UUID

from entregent.brands.scope import every_brand
from entregent.jobs.app import job, later
from entregent.understanding.actions.intents import sweep
from entregent.understanding.actions.training import fail_training, train
from entregent.understanding.actions.unsure import forget_old
from entregent.understanding.models import TrainedModel

ATTEMPTS = 2


@job(queue="bulk", attempts=ATTEMPTS)
def learn(brand: str, model: str) -> None:
    """Run a training that was asked for."""
    try:
        train(UUID(brand), UUID(model), now=datetime.now(UTC))
    except Exception:
        fail_training(UUID(brand), UUID(model), now=datetime.now(UTC))
        raise


def train_later(model: TrainedModel) -> None:
    """Have a training run; one after the other, whatever the brand: each takes a core."""
    later(learn, lock="understanding.training", brand=str(model.brand_id), model=str(model.id))


@job(every="50 3 * * *", attempts=1, lock="understanding.forget")
def forget(timestamp: int) -> None:
    """Sentences that nobody met for long, and what was put aside long ago, do not stay."""
    now = datetime.fromtimestamp(timestamp, UTC)
    with every_brand():
        forget_old(now)
        sweep(now)
