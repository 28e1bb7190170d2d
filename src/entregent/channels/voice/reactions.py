"""What this room does about facts of the rooms below."""

from uuid import UUID

from entregent.callbacks import queries as callbacks
from entregent.callbacks.actions import not_reached, reached
from entregent.channels.voice.actions import await_transcript
from entregent.channels.voice.exchange.phrases import phrase, phrases
from entregent.channels.voice.jobs import draw_shape, ring_back, transcribe_later, write_down
from entregent.channels.voice.models import Call, Number, Overflow, RecordingPolicy
from entregent.jobs.app import later
from entregent.journal.models import Event
from entregent.scenarios.queries import constant_texts
from entregent.speech.actions import prepare
from entregent.speech.jobs import make_later
from entregent.speech.models import LANGUAGES


def make_ready(event: Event) -> None:
    """What the telephone says changed: the best voice makes it beforehand, and what is said no more is forgotten."""
    texts, policy = constant_texts(event.brand_id, "phone"), RecordingPolicy.objects.filter(brand=event.brand_id).first()
    spoken_to = Number.objects.filter(brand=event.brand_id, speech=True, active=True).select_related("brand").first()
    for language, _name in LANGUAGES:
        said = [
            *texts.get(language, []),
            *(_notices(policy, language) if policy is not None else ()),
            *_elsewhere(event, language),
        ]
        if said and spoken_to is not None:
            said.append(phrase("assistant", language, brand=spoken_to.brand.name))
        prepare(event.brand_id, language, [*said, *(phrases(language) if said else [])], now=event.at, only=True)
    make_later(event.brand_id)


def _notices(policy: RecordingPolicy, language: str) -> tuple[str, str]:
    own = {"fr": (policy.notice_fr, policy.objected_fr), "en": (policy.notice_en, policy.objected_en)}.get(language, ("", ""))
    return own[0] or phrase("recorded", language, key=policy.objection_key), own[1] or phrase("unrecorded", language)


def _elsewhere(event: Event, language: str) -> list[str]:
    """What callers are told who cannot wait."""
    field = {"fr": "said_fr", "en": "said_en"}.get(language)
    return (
        []
        if field is None
        else list(
            Overflow.objects.filter(brand=event.brand_id).exclude(**{field: ""}).order_by("id").values_list(field, flat=True)
        )
    )


def draw_later(event: Event) -> None:
    """A recording is over: its shape is drawn once."""
    later(draw_shape, brand=str(event.brand_id), recording=event.data["recording"])


def write_down_later(event: Event) -> None:
    """A message was left: it is written down when a worker has the time, one after the other."""
    message = str(event.data["message"])
    later(write_down, lock="speech.hear", once=f"voice.write_down.{message}", brand=str(event.brand_id), message=message)


def call_back(event: Event) -> None:
    """An agent took up a request to be called back: their telephone rings, then the customer's. Twice is once."""
    ticket, staff = str(event.subject), str(event.data.get("staff") or "")
    if staff and callbacks.of_ticket(event.subject) is not None:
        later(ring_back, once=f"voice.ring_back.{event.id}", brand=str(event.brand_id), ticket=ticket, staff=staff)


def judge_callback(event: Event) -> None:
    """A call that we placed about a request reached somebody, or nobody. Twice is once."""
    ticket = event.data.get("ticket")
    if not ticket or Call.objects.filter(id=event.subject, direction=Call.Direction.OUT).first() is None:
        return
    if event.kind == "call.answered":
        reached(UUID(ticket), event.at, event.actor)
    elif event.data.get("outcome") == Call.Outcome.NO_ANSWER and event.data.get("by") != Call.End.STAFF:
        not_reached(UUID(ticket), event.at, event.actor)


def transcribe_when_wanted(event: Event) -> None:
    """A recording is over: it is written down where the brand says so."""
    recording = UUID(event.data["recording"])
    if await_transcript(recording, event.at):
        transcribe_later(event.brand_id, recording)


REACTIONS = {
    "scenario.published": [make_ready], "scenario.withdrawn": [make_ready], "recording_policy.saved": [make_ready],
    "number.saved": [make_ready], "waiting_policy.saved": [make_ready], "call.message_left": [write_down_later],
    "item.taken": [call_back], "call.answered": [judge_callback], "call.ended": [judge_callback],
    "call.recording_stopped": [draw_later, transcribe_when_wanted],
}  # fmt: skip
