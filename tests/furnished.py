"""A brand in which there is one row of everything: what tests that walk over all tables and all addresses stand on.

Rows are made without the actions, by whatever models are given: those of today, or those of an earlier migration.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from entregent.kernel.ids import uuid7

ALWAYS = {"zone": "Europe/Paris", "week": {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}}

REASONS = {"age": 0, "target": 0, "priority": 0, "queue_priority": 0, "needs": [], "candidates": [], "free": 0, "others": {}}
"""Why an offer rings: nobody was compared."""

Rows = dict[str, Any]
"""Label of a model → its row: ``rows["people.Person"]``."""


class _Maker:
    """Makes rows of one brand; a model that does not exist yet makes none, a field that does not is left out."""

    def __init__(self, model: Callable[[str], Any], brand: Any, word: str, earlier: bool) -> None:
        self.model, self.brand, self.word, self.earlier, self.rows = model, brand, word, earlier, Rows()

    def __call__(self, label: str, /, **fields: Any) -> Any:
        try:
            model = self.model(label)
        except LookupError:
            return None
        known = {name for field in model._meta.local_fields for name in (field.name, field.attname)}
        if "brand" in known:
            fields["brand"] = self.brand
        if self.earlier:
            fields = {name: value for name, value in fields.items() if name in known}
        made = model.objects.create(**fields)
        self.rows.setdefault(label, made)
        return made


def furnish(
    brand: Any, staff: Any, now: datetime, *, model: Callable[[str], Any], word: str = "un", earlier: bool = False
) -> Rows:
    """One row of each walled table, in the brand whose walls are open. ``word`` tells two furnished brands apart;
    ``earlier``: the models are those of an earlier migration."""
    make = _Maker(model, brand, word, earlier)
    _people(make, staff, now)
    _routing(make, staff, now)
    _understanding(make, staff, now)
    _conversations(make, staff, now)
    _tickets(make, staff, now)
    _scenarios(make, staff, now)
    _chats(make, staff, now)
    _calls(make, staff, now)
    _elsewhere(make, staff, now)
    _portal(make, now)
    _callbacks(make, now)
    _rights(make, now)
    _deflections(make, now)
    _tracking(make, now)
    _speech(make, staff, now)
    _knowledge(make, staff, now)
    return make.rows


def _people(make: _Maker, staff: Any, now: datetime) -> None:
    dated = {"created_at": now, "updated_at": now}
    person = make(
        "people.Person", given_name="Hélène", family_name="Le Goff", search_key="helene le goff", tags=["soins"], **dated
    )  # fmt: skip
    twin = make("people.Person", given_name="Helene", family_name="Le Goff", search_key="helene le goff", **dated)
    absorbed = make("people.Person", family_name="Goff", search_key="goff", merged_into=person, **dated)
    seen = {"source": "mail", "last_seen_at": now}
    make("people.Handle", person=person, kind="mail", value=f"helene.{make.word}@example.org", **seen)
    company = make("people.Organisation", name="Chantiers du Ponant", created_at=now)
    make("people.Position", person=person, organisation=company, role="billing")
    make("people.Consent", person=person, purpose="marketing", channel="mail", wording="Oui", source="mail", given_at=now)
    make("people.Remark", person=person, author=staff, text="Préfère le matin.", at=now)
    make("people.Preference", person=person, about="hour", value="morning", source="person", first_at=now, last_at=now)
    make("people.Merge", kept=person, absorbed=absorbed, by=staff, at=now, before={}, moved={})
    first, second = sorted((person, twin), key=lambda one: one.id)
    make("people.Duplicate", first=first, second=second, score=0.9, reasons=["name"], found_at=now)
    make("people.CustomField", thing="person", key="contrat", label="Contrat")
    view = make("people.View", name="Clients", owner=staff)
    make("people.ChosenColumns", staff=staff, view=view, columns=["name"])
    make("people.Word", word="goff")
    make("people.Tag", name="soins")
    make("people.LifeCycle")
    change = make("people.TagChange", old="soin", new="soins", by=staff, state="done", asked_at=now, ended_at=now)
    if change is not None:
        make("people.TagBatch", change=change, table="people.Person", replaced=[person.id], dropped=[])
    content = b"Nom;Adresse\nMorin;morin@example.org\n"
    make("people.Import", by=staff, name="clients.csv", content=content, at=now)


def _routing(make: _Maker, staff: Any, now: datetime) -> None:
    calendar = make("calendar.Calendar", name="Toujours", hours=ALWAYS)
    skill = make("access.Skill", name="Contrats")
    make("access.StaffSkill", staff=staff, skill=skill, level=3)
    queue = make("routing.Queue", name="Contrats", is_default=True, calendar=calendar)
    make("routing.QueueSkill", queue=queue, skill=skill, level=2)
    make("routing.QueueMember", queue=queue, staff=staff)
    make("routing.PauseReason", name=f"Formation {make.word}")
    make.model("routing.Capacity").objects.get_or_create(staff=staff, channel="mail", limit=3)  # of all their brands


def _understanding(make: _Maker, staff: Any, now: datetime) -> None:
    intent = make("understanding.Intent", name="suivi", label="Suivre une commande", created_at=now)
    sentence = {"language": "fr", "text": "Où est mon colis ?"}
    example = make("understanding.Example", intent=intent, digest="0" * 64, by=staff, at=now, **sentence)
    met = {"verdict": "unknown", "likely": [["suivi", 0.4]], "first_at": now, "last_at": now}
    make("understanding.Unsure", digest="1" * 64, example=example, **sentence, **met)
    report = {"names": ["suivi"], "matrix": [[1]], "scores": [], "pairs": [], "labels": {}, "bins": [], "accuracy": 1.0}
    shares = dict.fromkeys(("answered", "answered_right", "asked", "asked_right", "calibration_error"), 0.5)
    learnt = {"language": "fr", "state": "done", "current": True, "report": report | shares}
    make("understanding.TrainedModel", by=staff, asked_at=now, **learnt)
    make("understanding.GenerativeUse", day=now.date(), calls=1, tokens=120)


def _conversations(make: _Maker, staff: Any, now: datetime) -> None:
    person = make.rows["people.Person"]
    conversation = make(
        "conversations.Conversation", person=person, channel="mail", subject="Remboursement", started_at=now,
        last_message_at=now, address=f"helene.{make.word}@example.org",
    )  # fmt: skip
    written = {"conversation": conversation, "channel": "mail", "person": person, "at": now, "delivery": "received"}
    make("conversations.Conversation", person=person, channel="mail", started_at=now, last_message_at=now)
    message = make(
        "conversations.Message",
        kind="in",
        text="Bonjour, où en est-il ?",
        html="<p>Bonjour</p>",
        external_id=f"1.{make.word}",
        **written,
    )
    answered = written | {"person": None, "staff": staff, "delivery": "sent"}
    make("conversations.Message", kind="out", text="Il part aujourd’hui.", external_id=f"2.{make.word}", **answered)
    stored = make(
        "files.StoredFile", name="lettre.txt", content_type="text/plain", size=7, sha256=uuid4().hex * 2,
        path=f"{make.word}/{uuid7()}", created_at=now,
    )  # fmt: skip
    make("conversations.Attachment", message=message, file=stored)
    make("conversations.Mention", message=message, staff=staff)
    make("conversations.Draft", conversation=conversation, staff=staff, kind="out", text="Bonjour", updated_at=now)
    make("conversations.CannedReply", shortcut="merci", title="Merci", text="Merci.")


def _tickets(make: _Maker, staff: Any, now: datetime) -> None:
    rows = make.rows
    reason = make("tickets.Reason", name="Remboursement")
    common = {
        "person": rows["people.Person"], "queue": rows["routing.Queue"], "channel": "mail", "opened_at": now, "updated_at": now,
    }  # fmt: skip
    first, second = make.model("conversations.Conversation").objects.filter(brand=make.brand).order_by("id")
    ticket = make(
        "tickets.Ticket", number=900_001, title="Remboursement", reason=reason, tags=["soins"], conversation=first, **common
    )
    item = make(
        "routing.WorkItem", queue=ticket.queue, channel="mail", subject=ticket.id, person=ticket.person_id, state="offered",
        agent=staff, enqueued_at=now, queued_at=now,
    )  # fmt: skip
    ringing = {"offered_at": now, "expires_at": now + timedelta(days=1), "reasons": REASONS}
    make("routing.Offer", item=item, staff=staff, **ringing)
    gone = make(
        "tickets.Ticket", number=900_002, title="Encore", merged_into=ticket, status="closed", conversation=second, **common
    )  # fmt: skip
    policy = make("tickets.PromisePolicy", name="Tous", calendar=rows["calendar.Calendar"], first_response_minutes=240)
    terms = {"target_seconds": 14400, "activated_at": now, "due_at": now + timedelta(hours=4)}
    make("tickets.Promise", ticket=ticket, policy=policy, kind="first_response", **terms)
    make("tickets.Task", ticket=ticket, title="Vérifier", queue=rows["routing.Queue"], created_by=staff, created_at=now)
    view = make("tickets.View", name="À moi", owner=staff)
    make("tickets.ChosenColumns", staff=staff, view=view, columns=["number"])
    run = {"action": "status", "parameters": {"status": "pending"}, "tickets": [str(ticket.id)], "total": 1}
    make("tickets.BulkRun", by=staff, state="done", done=1, asked_at=now, ended_at=now, **run)
    make("tickets.Merge", kept=ticket, absorbed=[gone.id], by=staff, at=now, before={}, moved={}, undone_at=now)


def _scenarios(make: _Maker, staff: Any, now: datetime) -> None:
    form = {
        "form": 1, "languages": ["fr"], "media": ["web"], "start": "quoi",
        "nodes": {
            "fin": {"kind": "end", "outcome": "done"},
            "quoi": {
                "kind": "choice", "text": {"fr": "Quoi ?"}, "options": [{"key": "1", "label": {"fr": "Rien"}, "next": "fin"}],
            },
        },
    }  # fmt: skip
    scenario = make("scenarios.Scenario", slug="accueil", name="Accueil", created_at=now)
    dated = {"made_at": now, "saved_at": now, "form": form}
    version = make("scenarios.Version", scenario=scenario, number=1, state="published", published_at=now, **dated)
    make("scenarios.PastDraft", version=version, revision=1, form=form, what="save", by=staff, at=now)
    turn = {"number": 0, "medium": "web", "language": "fr", "said": [], "asks": None, "outcome": None, "waits": False}
    state = {
        "v": 1, "manner": {"medium": "web", "speaks": False, "confirms": False}, "language": "fr", "scenario": "",
        "node": "quoi", "waits": "answer", "serial": 0, "missed": 0, "lost": False, "pending": None, "then": "", "heard": [],
        "frames": [], "trail": [], "variables": {},
    }  # fmt: skip
    id = uuid7()
    session = make(
        "scenarios.Session", id=id, version=version, scenario=scenario, medium="web", language="fr", state=state, begun_at=now,
        turn=turn | {"session": str(id)}, moved_at=now, places=1,
    )  # fmt: skip
    make("scenarios.Visit", session=session, version=version, medium="web", node="quoi", place=1, at=now)
    make("scenarios.Connector", name="commandes", url="https://example.org/{numero}", fields={"statut": "status"})
    make("visual_ivr.Page", scenario=scenario, open=True, changed_at=now)


def _chats(make: _Maker, staff: Any, now: datetime) -> None:
    rows = make.rows
    widget = make("chat.Widget", name="Boutique", queue=rows["routing.Queue"])
    if widget is None:
        return
    person = rows["people.Person"]
    visitor = make(
        "chat.Visitor", widget=widget, person=person, language="fr", first_seen_at=now, seen_at=now, blocked_at=now,
        blocked_by=staff,
    )  # fmt: skip
    talk = make("conversations.Conversation", person=person, channel="chat", started_at=now, last_message_at=now)
    ticket = make(
        "tickets.Ticket", number=900_004, title="Où est ma carte ?", conversation=talk, person=person, queue=widget.queue,
        channel="chat", opened_at=now, updated_at=now,
    )  # fmt: skip
    over = {"begun_at": now, "ended_at": now, "ended_by": "staff"}
    make("chat.Chat", widget=widget, visitor=visitor, conversation=talk, ticket=ticket, **over)
    make("chat.Said", visitor=visitor, client=uuid4(), at=now)


def _calls(make: _Maker, staff: Any, now: datetime) -> None:
    rows = make.rows
    trunk = make("voice.Trunk", name="Opérateur", addresses=["192.0.2.10"])
    if trunk is None:
        return
    digits = int(uuid4()) % 10_000  # a number is one brand's only
    number = make("voice.Number", number=f"+3326191{digits:04}", trunk=trunk, queue=rows["routing.Queue"])
    person = rows["people.Person"]
    talk = make(
        "conversations.Conversation",
        person=person,
        channel="phone",
        address="+33199001234",
        started_at=now,
        last_message_at=now,
    )
    call = make(
        "voice.Call",
        direction="in",
        state="talking",
        number=number,
        conversation=talk,
        staff=staff,
        begun_at=now,
        answered_at=now,
    )
    day = now.date()
    make("voice.ListeningPeriod", first=day, last=day, purpose="Formation", announced_at=now, announced_by=staff)
    make("voice.Disposition", name="Renseigné", kind="resolved")
    make("voice.DispositionPolicy")
    make("voice.Party", call=call, staff=staff, role="agent", joined_at=now)
    make("voice.Device", staff=staff, label="Bureau", user=f"bureau-{digits:04}", ha1="")
    make("voice.Charge", trunk=trunk, prefix="+3361", seconds=61.0, cents=16, at=now)
    make("voice.RecordingPolicy")
    make("sms.Account", url="https://sms.example/send", link_to="https://example.org/", secret="")
    make(
        "sms.Link", token=str(uuid4())[:20], subject=uuid4(), number="+33639980102", target="https://example.org/", asked_at=now
    )
    make("voice.WaitingPolicy", queue=rows["routing.Queue"])
    make("voice.Overflow", queue=rows["routing.Queue"], when="full", does="voicemail")
    make("voice.Voicemail", call=call, begun_at=now, left_at=now, expires_at=now + timedelta(days=180), key="")
    kept = {"started_at": now, "expires_at": now + timedelta(days=180)}
    recording = make("voice.Recording", call=call, why="drawn", file="", **kept)
    make("voice.Hearing", recording=recording, staff=staff, right="own", begun_at=now)
    make("voice.Transcript", recording=recording, moved_at=now)


def _elsewhere(make: _Maker, staff: Any, now: datetime) -> None:
    address = make("mail.MailAddress", address=f"contact@{make.word}.example", queue=make.rows["routing.Queue"])
    make("mail.Mailbox", address=address, host="imap.example.org", login=make.word, password="")
    content = b"From: jeanne@example.org\r\n\r\nBonjour"
    raw = {"via": "smtp", "recipients": [address.address], "content": content, "size": len(content), "digest": uuid4().hex * 2}
    mail = make("mail.RawMail", received_at=now, sender="jeanne@example.org", state="quarantined", reason="parse", **raw)
    make("mail.Taken", fingerprint=f"{make.word}-1", raw=mail.id)
    make("mail.Acknowledged", address=f"jeanne.{make.word}@example.org", at=now)
    target = {"url": "https://example.org/hook", "sealed_secret": "", "created_at": now, "from_xid": 0}
    endpoint = make("webhooks.Endpoint", name="Boutique", **target)
    make("webhooks.Delivery", endpoint=endpoint, event=1, kind="ticket.opened", state="failed", created_at=now)
    make("rest.KeptAnswer", caller="key:essai", key=make.word, digest="0" * 64, status=201, body=b"{}", at=now)


def _speech(make: _Maker, staff: Any, now: datetime) -> None:
    make("speech.Speaking", language="fr", speed=0.9)
    make("speech.Pronunciation", language="fr", written="Ar Men", said="ar mène")
    text = {"language": "fr", "text": "Bonjour.", "digest": "2" * 64}
    make("speech.Prompt", asked_at=now, **text)
    sound = {"sound": make.rows["files.StoredFile"], "seconds": 1.0, "at": now}
    make("speech.Recording", by=staff, **text, **sound)
    make("speech.Music", name="Marée", **sound)


def _portal(make: _Maker, now: datetime) -> None:
    make("portal.Portal", open=True)
    make("portal.PublicReason", reason=make.rows["tickets.Reason"], name="Mes remboursements")
    mail = f"helene.{make.word}@example.org"
    account = make("portal.Account", person=make.rows["people.Person"], mail=mail, created_at=now, entered_at=now)
    dated = {"account": account, "created_at": now}
    make("portal.Passkey", credential=make.word.encode(), public=b"", name="Téléphone", **dated)
    lasting = {"entered_at": now, "seen_at": now, "ends_at": now + timedelta(days=60)}
    make("portal.Session", account=account, digest=uuid4().hex * 2, method="link", **lasting)
    make("portal.Link", mail=mail, language="fr", ends_at=now + timedelta(minutes=15), **dated)


def _knowledge(make: _Maker, staff: Any, now: datetime) -> None:
    try:
        collections, locales = make.model("wagtailcore.Collection"), make.model("wagtailcore.Locale")
        make.model("knowledge.Home")
    except LookupError:
        return
    place = f"0001{make.brand.code:0>4}"  # a page's place in the tree, and a collection's in its own: four characters a level
    files = collections.objects.create(path=place, depth=2, name=make.brand.name)
    written = {"locale": locales.objects.first(), "live": True, "first_published_at": now, "last_published_at": now}
    top = f"/{make.brand.slug}/"

    def page(label: str, at: str, title: str, address: str, **fields: Any) -> Any:
        slug = address.strip("/").rpartition("/")[2]
        common = {"path": place + at, "depth": 2 + len(at) // 4, "title": title, "slug": slug, "url_path": address}
        return make(label, **common, **written, **fields)

    page("knowledge.Home", "", "Aide", top, collection=files)
    page("knowledge.Category", "0001", "Contrats", f"{top}contrats/")
    article = page("knowledge.Article", "00010001", "Résilier", f"{top}contrats/resilier/", summary="À l’échéance.")
    page("knowledge.Blog", "0002", "Actualités", f"{top}actualites/")
    page("knowledge.Post", "00020001", "Bonne année", f"{top}actualites/bonne-annee/", summary="Et bonne santé.")
    page("knowledge.Sheet", "0003", "Mentions légales", f"{top}mentions/")
    stems = {"head": "'resili'", "whole": "'echeanc' 'resili'", "note": ""}
    make("knowledge.Indexed", article=article, language="fr", public=True, words=["resilier", "echeance"], **stems)
    make("knowledge.Passage", article=article, place=0, public=True, text="À l’échéance.", stems="'echeanc'")
    make("knowledge.Word", language="fr", word="resilier", stem="resili", articles=1)
    make("knowledge.Synonym", words=["résilier", "arrêter"])
    make("knowledge.Reading", article=article, on=now.date(), medium="site")
    make("knowledge.Vote", article=article, useful=True, at=now)
    make("knowledge.Search", language="fr", words="rachat", medium="site", found=0, at=now)
    person, conversation = make.rows["people.Person"], make.rows["conversations.Conversation"]
    given = {"article": article, "person": person, "conversation": conversation, "staff": staff}
    make("knowledge.Use", how="link", at=now, given_at=now, **given)
    make("knowledge.Lost", path=f"{top}perdu/", first_at=now, last_at=now)
    make("knowledge.Moved", path=f"{top}ancien/", page_id=article.pk, at=now)


def _callbacks(make: _Maker, now: datetime) -> None:
    queue = make.rows["routing.Queue"]
    make("callbacks.Offering", queue=queue)
    booked = {"slot_at": now + timedelta(hours=1), "starts_at": now + timedelta(hours=1), "due_at": now + timedelta(hours=2)}
    make(
        "callbacks.Callback", person=make.rows["people.Person"], queue=queue, phone="+33639980102", source="portal", place=0,
        asked_at=now, **booked,
    )  # fmt: skip


def _rights(make: _Maker, now: datetime) -> None:
    make(
        "rights.RightRequest", person=make.rows["people.Person"], ticket=make.rows["tickets.Ticket"], right="access",
        source="RGPD art. 15", identity="link", received_at=now, due_on=(now + timedelta(days=30)).date(),
    )  # fmt: skip


def _tracking(make: _Maker, now: datetime) -> None:
    make("tracking.Source", name="Dépliant")
    make("tracking.Pool", minutes=30)
    make("tracking.Lending", number="+33261910099", visitor=uuid4(), lent_at=now, until=now)


def _deflections(make: _Maker, now: datetime) -> None:
    person, queue = make.rows["people.Person"], make.rows["routing.Queue"]
    make(
        "deflections.Deflection", subject=uuid4(), medium="chat", to="article", waiting=True, queue=queue, wait_seconds=600,
        person=person, offered_at=now, answer="accepted", answered_at=now,
    )  # fmt: skip
