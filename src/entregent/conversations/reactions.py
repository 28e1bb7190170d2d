"""What this room does about its own facts: each exchange teaches what somebody prefers."""

from zoneinfo import ZoneInfo

from entregent.brands.models import Brand
from entregent.conversations.models import Message
from entregent.journal.models import Event
from entregent.kernel.languages import guess
from entregent.people.actions import learn
from entregent.people.rules.preferences import band, channel_of


def learn_preferences(event: Event) -> None:
    """The channel, the part of the day (the brand's clock) and the language in which a person wrote. Twice is once."""
    channel = channel_of(str(event.data.get("channel")))
    if event.person is None or event.data.get("automatic") or channel is None:
        return
    text = Message.objects.filter(id=event.subject).values_list("text", flat=True).first()
    zone = Brand.objects.values_list("time_zone", flat=True).get(id=event.brand_id)
    seen = [
        ("channel", channel),
        ("hour", band(event.at.astimezone(ZoneInfo(zone)).hour)),
        ("language", guess(text or "") or ""),
    ]
    learn(event.brand_id, event.person, seen, event.at)


REACTIONS = {"message.received": [learn_preferences]}
