"""What this room does about facts of the rooms below."""

from entregent.channels.voice.exchange.phrases import phrases
from entregent.journal.models import Event
from entregent.scenarios.queries import constant_texts
from entregent.speech.actions import prepare
from entregent.speech.jobs import make_later
from entregent.speech.models import LANGUAGES


def make_ready(event: Event) -> None:
    """What the telephone says changed: the best voice makes it beforehand, and what is said no more is forgotten."""
    texts = constant_texts(event.brand_id, "phone")
    for language, _name in LANGUAGES:
        said = texts.get(language, [])
        prepare(event.brand_id, language, [*said, *(phrases(language) if said else [])], now=event.at, only=True)
    make_later(event.brand_id)


REACTIONS = {"scenario.published": [make_ready], "scenario.withdrawn": [make_ready]}
