"""Fictional customers who write real mails, through the SMTP port of this machine and nowhere else."""

import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid
from uuid import UUID

from django.utils import timezone

from entregent.brands.models import Brand
from entregent.brands.scope import every_brand
from entregent.conversations.models import Message
from entregent.demo.dice import Dice
from entregent.demo.people import Someone
from entregent.demo.plan import BRANDS, brand_plan, common_sentences
from entregent.demo.writing import Writer
from entregent.people.models import Handle

HOST = "127.0.0.1"
LONGEST = 24 * 60.0
"""Minutes: a demonstration that was forgotten must end."""
FASTEST = 600.0
"""New requests a minute."""
ANSWERS = 0.6
"""Share of our answers to which the customer writes back, once."""
THINKING = (20.0, 120.0)
"""Seconds that they take for it."""
PAUSE = 1.0


class NobodyListens(RuntimeError):
    """Nothing takes mail on that port, or there is nobody to write."""


@dataclass
class Correspondence:
    """Who writes what next. ``answered`` are our messages that were looked at, so that none is answered twice."""

    dice: Dice
    since: datetime
    brands: dict[str, UUID] = field(default_factory=dict)
    answered: set[UUID] = field(default_factory=set)
    planned: list[tuple[float, EmailMessage]] = field(default_factory=list)

    def request(self) -> EmailMessage:
        """A new request of someone known to one of the brands. Raises NobodyListens when nobody is."""
        slug = self.dice.choices(BRANDS, [brand_plan(name).tickets_a_weekday for name in BRANDS])[0]
        plan = brand_plan(slug)
        reason = self.dice.choices(plan.reasons, [one.weight for one in plan.reasons])[0]
        person = self._somebody(slug, reason.language)
        writer = Writer(plan, self.dice)
        matter = writer.matter(reason, person, timezone.localdate())
        return _mail(person, plan.address_of(reason.queue), matter.subject, writer.request(matter))

    def plan_answers(self, clock: float) -> None:
        """Look at what agents wrote since the last time; decide who will write back, and when."""
        with every_brand():
            ours = (
                Message.objects.filter(kind=Message.Kind.OUT, automatic=False, staff__isnull=False, at__gte=self.since)
                .exclude(delivery=Message.Delivery.FAILED)
                .select_related("conversation__person")
                .order_by("at")
            )
            for message in ours:
                if message.id in self.answered:
                    continue
                self.answered.add(message.id)
                if self.dice.chance(ANSWERS):
                    wait = THINKING[0] + (THINKING[1] - THINKING[0]) * self.dice.random()
                    self.planned.append((clock + wait, self._answer(message)))

    def due(self, clock: float) -> list[EmailMessage]:
        """The planned answers whose time has come."""
        now = [mail for moment, mail in self.planned if moment <= clock]
        self.planned = [one for one in self.planned if one[0] > clock]
        return now

    def _somebody(self, slug: str, language: str) -> Someone:
        with every_brand():
            brand = self.brands.get(slug) or Brand.objects.values_list("id", flat=True).filter(slug=slug).first()
            mails = Handle.objects.filter(brand=brand, kind=Handle.Kind.MAIL, person__merged_into=None)
            if language == "de":
                mails = mails.filter(person__language="de")
            count = mails.count() if brand else 0
            if not count:
                raise NobodyListens("There is no demonstration here: load it first with `entregent demo`.")
            handle = mails.select_related("person").order_by("id")[int(count * self.dice.random())]
            self.brands[slug] = brand
        one = handle.person
        return Someone(
            number=0, given=one.given_name, family=one.family_name, title=one.title, birth=timezone.localdate(),
            language=language, street=one.street, postcode=one.postcode, city=one.city, country=one.country,
            mail=handle.value, reference=one.external_reference,
        )  # fmt: skip

    def _answer(self, message: Message) -> EmailMessage:
        conversation = message.conversation
        person = conversation.person
        language = "de" if person.language == "de" else "fr"
        kind = self.dice.pick(("thanks", "thanks", "unsolved"))
        text = f"{self.dice.pick(common_sentences()[language]['follow_ups'][kind])}\n\n{person.full_name}"
        quoted = "\n".join(f"> {line}" for line in message.text.splitlines())
        subject = conversation.subject if conversation.subject.lower().startswith("re:") else f"Re: {conversation.subject}"
        someone = Someone(
            0, person.given_name, person.family_name, "", timezone.localdate(), language, "", "", "", "", conversation.address
        )
        mail = _mail(
            someone,
            conversation.brand_address,
            subject,
            f"{text}\n\nLe {message.at:%d/%m/%Y} à {message.at:%H:%M}, nous écrivions :\n{quoted}",
        )
        if message.external_id:
            mail["In-Reply-To"] = mail["References"] = message.external_id
        return mail


def write_for_a_while(
    minutes: float, rate: float, port: int, *, seed: int | None = None, say: Callable[[str], None] = lambda _: None
) -> int:
    """Send new requests (``rate`` a minute on average) and answers to agents for so many minutes; return how many mails left.

    Raises ValueError for a duration or a rate out of bounds, NobodyListens when no server takes the mails.
    """
    if not 0 < minutes <= LONGEST or not 0 < rate <= FASTEST:
        raise ValueError(f"At most {LONGEST:.0f} minutes and {FASTEST:.0f} mails a minute, and more than none.")
    now = timezone.now()
    talk = Correspondence(Dice(seed if seed is not None else int(now.timestamp()), "live"), now - timedelta(seconds=1))
    started = time.monotonic()
    end, following, sent = started + minutes * 60, started, 0
    while (clock := time.monotonic()) < end:
        mails = talk.due(clock)
        if clock >= following:
            mails.append(talk.request())
            following = clock + talk.dice.expovariate(rate / 60)
        for mail in mails:
            taken = _send(mail, port)
            sent += taken
            say(f"→ {mail['To']}" if taken else f"refused by the server: {mail['To']}")
        talk.plan_answers(clock)
        time.sleep(max(0.0, min(PAUSE, following - time.monotonic(), end - time.monotonic())))
    return sent


def _mail(person: Someone, to: str, subject: str, text: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = formataddr((f"{person.given} {person.family}".strip(), person.mail))
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(timezone.now())
    mail["Message-ID"] = make_msgid(domain=person.mail.rpartition("@")[2])
    mail.set_content(text)
    return mail


def _send(mail: EmailMessage, port: int) -> bool:
    """Whether the server took it."""
    try:
        with smtplib.SMTP(HOST, port, timeout=20) as server:
            server.send_message(mail)
    except smtplib.SMTPResponseException:
        return False
    except OSError as error:
        raise NobodyListens(f"Nothing takes mail on port {port} of this machine: start `entregent serve` first.") from error
    return True
