import pytest

from entregent.channels.mail.bounces import BounceKind, classify
from entregent.channels.mail.filters import Complaint, Context, Verdict, VerdictKind, judge, may_auto_answer
from entregent.channels.mail.parse import parse_mail
from entregent.channels.mail.tests import corpus

OURS = frozenset({"altiphone.invalid"})


def verdict_on(raw: bytes, envelope_sender: str | None = None, max_bytes: int = 10_000_000) -> Verdict:
    return judge(parse_mail(raw), Context(raw=raw, envelope_sender=envelope_sender, own_hosts=OURS, max_bytes=max_bytes))


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("GMAIL_REPLY", VerdictKind.ACCEPT, ""),
        ("INVITATION", VerdictKind.ACCEPT, ""),
        ("MAILING_LIST", VerdictKind.ACCEPT, ""),
        ("OOO_FRENCH", VerdictKind.AUTOMATIC, "subject"),
        ("OOO_ENGLISH", VerdictKind.AUTOMATIC, "subject"),
        ("OOO_RFC3834", VerdictKind.AUTOMATIC, "auto-submitted"),
        ("READ_RECEIPT", VerdictKind.AUTOMATIC, "receipt"),
        ("NEWSLETTER", VerdictKind.AUTOMATIC, "precedence"),
        ("SPAM", VerdictKind.SPAM, "x-spam-flag"),
        ("LOOPED", VerdictKind.LOOP, "received"),
        ("NO_SENDER", VerdictKind.NO_SENDER, "from"),
        ("FEEDBACK_REPORT", VerdictKind.COMPLAINT, "feedback-report"),
        ("POSTFIX_DSN", VerdictKind.BOUNCE, "hard"),
    ],
)
def test_verdicts_on_the_corpus(name: str, kind: VerdictKind, reason: str) -> None:
    verdict = verdict_on(corpus.ALL[name])
    assert (verdict.kind, verdict.reason) == (kind, reason)


def test_a_mail_beyond_the_size_is_told_so() -> None:
    assert verdict_on(corpus.GMAIL_REPLY, max_bytes=1_000).kind is VerdictKind.TOO_LARGE


@pytest.mark.parametrize(
    "head",
    [
        "X-Entregent-Loop: altiphone.invalid\n",
        "X-Entregent-Loop: Altiphone.invalid \n",
        "Message-Id: <e.a.b.c@ALTIPHONE.invalid>\n",
    ],
)
def test_our_own_mail_coming_back_is_a_loop(head: str) -> None:
    assert verdict_on(corpus.mail("From: a@example.org\n" + head, "x")).kind is VerdictKind.LOOP


def test_the_loop_mark_of_another_house_is_no_loop() -> None:
    assert verdict_on(corpus.mail("From: a@example.org\nX-Entregent-Loop: autre.invalid\n", "x")).kind is VerdictKind.ACCEPT


@pytest.mark.parametrize(
    ("name", "kind", "recipient", "status", "original"),
    [
        ("POSTFIX_DSN", BounceKind.HARD, "paul.petit@example.org", "5.1.1", "<e.sent-by-us@altiphone.invalid>"),
        ("POSTFIX_DELAYED", BounceKind.SOFT, "paul.petit@example.org", "4.4.1", "<e.sent-by-us@altiphone.invalid>"),
        ("REPUTATION_DSN", BounceKind.REPUTATION, "paul.petit@example.org", "5.7.1", "<e.sent-by-us@altiphone.invalid>"),
        ("EXCHANGE_DSN", BounceKind.HARD, "marie@example.org", "5.1.10", "<e.exchange@altiphone.invalid>"),
        ("EXIM_BOUNCE", BounceKind.SOFT, "luc@example.org", "5.2.2", "<e.exim@altiphone.invalid>"),
        ("QMAIL_BOUNCE", BounceKind.HARD, "zoe@example.org", "5.1.1", "<e.qmail@altiphone.invalid>"),
    ],
)
def test_bounces_are_read(name: str, kind: BounceKind, recipient: str, status: str, original: str) -> None:
    (bounce,) = verdict_on(corpus.ALL[name], envelope_sender="").bounces
    assert (bounce.kind, bounce.recipient, bounce.status, bounce.original_message_id) == (kind, recipient, status, original)


def test_the_words_of_the_other_server_are_kept() -> None:
    (bounce,) = verdict_on(corpus.REPUTATION_DSN).bounces
    assert bounce.diagnostic == "554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org"


@pytest.mark.parametrize(
    ("status", "diagnostic", "kind"),
    [
        ("5.1.1", "550 5.1.1 User unknown", BounceKind.HARD),
        ("5.7.1", "550 5.7.1 <x@example.org>: user unknown", BounceKind.HARD),
        ("5.7.1", "550 5.7.1 Message rejected", BounceKind.REPUTATION),
        ("5.7.26", "550 5.7.26 Unauthenticated email is not accepted", BounceKind.REPUTATION),
        ("5.1.1", "550 5.1.1 rejected, listed in DNSBL", BounceKind.REPUTATION),
        ("5.0.0", "550 5.1.1 no mailbox", BounceKind.HARD),
        ("5.0.0", "550 rejected", BounceKind.HARD),
        ("5.0.0", "554 transaction failed", BounceKind.SOFT),
        ("5.2.2", "552 5.2.2 Mailbox full", BounceKind.SOFT),
        ("5.2.1", "550 5.2.1 disabled", BounceKind.HARD),
        ("5.3.4", "552 5.3.4 message too big", BounceKind.SOFT),
        ("5.4.4", "host not found", BounceKind.HARD),
        ("5.4.7", "delivery time expired", BounceKind.SOFT),
        ("4.7.1", "451 4.7.1 greylisted, try again", BounceKind.SOFT),
        ("4.2.2", "452 4.2.2 over quota", BounceKind.SOFT),
        ("", "450 try later", BounceKind.SOFT),
        ("", "", BounceKind.SOFT),
    ],
)
def test_failures_are_classed(status: str, diagnostic: str, kind: BounceKind) -> None:
    assert classify(status, diagnostic) is kind


def test_a_delivered_notice_is_no_bounce() -> None:
    raw = corpus.POSTFIX_DSN.replace(b"Action: failed", b"Action: delivered").replace(b"Auto-Submitted: auto-replied\r\n", b"")
    verdict = verdict_on(raw)
    assert (verdict.kind, verdict.reason) == (VerdictKind.AUTOMATIC, "delivery-notice")


def test_a_customer_who_quotes_a_failure_is_heard() -> None:
    raw = corpus.mail(
        corpus.USUAL, "J'ai reçu ceci :\nThe following address(es) failed:\n  luc@example.org\n    550 5.1.1 User unknown\n"
    )
    assert verdict_on(raw).kind is VerdictKind.ACCEPT


def test_a_complaint_names_the_mail_and_who_complains() -> None:
    assert verdict_on(corpus.FEEDBACK_REPORT).complaint == Complaint("abuse", "leo@example.org", "<e.survey@altiphone.invalid>")


@pytest.mark.parametrize(
    "name",
    [
        "OOO_FRENCH",
        "OOO_ENGLISH",
        "OOO_RFC3834",
        "READ_RECEIPT",
        "NEWSLETTER",
        "MAILING_LIST",
        "POSTFIX_DSN",
        "EXIM_BOUNCE",
        "NO_SENDER",
    ],
)
def test_robots_and_lists_get_no_automatic_answer(name: str) -> None:
    assert not may_auto_answer(parse_mail(corpus.ALL[name]))


@pytest.mark.parametrize("name", ["GMAIL_REPLY", "OUTLOOK_REPLY", "APPLE_REPLY", "THUNDERBIRD_REPLY", "INVITATION", "SIGNED"])
def test_people_do(name: str) -> None:
    assert may_auto_answer(parse_mail(corpus.ALL[name]), envelope_sender="anais.martin@example.org")


@pytest.mark.parametrize(
    "sender",
    ["no-reply@example.org", "noreply+12@example.org", "ne-pas-repondre@example.org", "nepasrepondre@example.org",
     "boutique.noreply@example.org",
     "do_not_reply@example.org", "MAILER-DAEMON@example.org", "bounces+7=x@example.org",
     "amis-request@example.org", "owner-amis@example.org"],
)  # fmt: skip
def test_addresses_that_nobody_reads_get_no_answer(sender: str) -> None:
    assert not may_auto_answer(parse_mail(corpus.mail(f"From: {sender}\n", "x")))


@pytest.mark.parametrize(
    "sender", ["alerte.martin@example.org", "robotin@example.org", "norepl@example.org", "postmasters@example.org"]
)
def test_people_with_odd_names_do(sender: str) -> None:
    assert may_auto_answer(parse_mail(corpus.mail(f"From: {sender}\n", "x")))


def test_the_null_sender_gets_no_answer() -> None:
    assert not may_auto_answer(parse_mail(corpus.GMAIL_REPLY), envelope_sender="")


@pytest.mark.parametrize(
    "subject",
    ["Absence de réponse à mon courrier", "Autoroute : remboursement", "Automatique en panne", "Je suis absolument déçu"],
)
def test_ordinary_subjects_are_not_automatic(subject: str) -> None:
    assert verdict_on(corpus.mail(f"From: a@example.org\nSubject: {subject}\n", "x")).kind is VerdictKind.ACCEPT
