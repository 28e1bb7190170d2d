"""What chats do by themselves."""

from django.utils import timezone

from entregent.brands.scope import every_brand
from entregent.channels.chat.actions import sweep
from entregent.jobs.app import job


@job(queue="clock", every="* * * * *", attempts=1, lock="chats")
def watch_chats(timestamp: int) -> None:
    """Every minute: silent chats, visitors who left."""
    done = 1
    while done:
        with every_brand():
            done = sweep(timezone.now())
