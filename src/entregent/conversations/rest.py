"""Conversations over REST."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from entregent.conversations.content import Content, Upload
from entregent.conversations.models import Attachment, CannedReply, Conversation, Message
from entregent.files import queries as files
from entregent.rest.cursor import Page, page
from entregent.rest.door import needs
from entregent.rest.problems import invalid
from entregent.rest.words import Line, Listing, Text, brand_of

router = Router(tags=["conversations"])


class ConversationOut(Schema):
    """An exchange with a person."""

    id: UUID
    brand_id: UUID
    person_id: UUID
    channel: str
    subject: str
    address: str
    brand_address: str
    merged_into_id: UUID | None
    started_at: datetime
    last_message_at: datetime


class AttachmentOut(Schema):
    """A file of a message; its bytes are at `/files/{file_id}/content`."""

    id: UUID
    file_id: UUID
    name: str = Field(alias="file.name")
    content_type: str = Field(alias="file.content_type")
    size: int = Field(alias="file.size")
    inline: bool


class MessageOut(Schema):
    """A message: `in` from the customer, `out` from us, `note` internal. `html` is clean; `quoted` is what was folded."""

    id: UUID
    conversation_id: UUID
    kind: str
    channel: str
    person_id: UUID | None
    staff_id: UUID | None
    automatic: bool
    sender: str
    text: str
    html: str
    quoted: str
    external_id: str
    delivery: str
    error: str
    at: datetime
    attachments: list[AttachmentOut]


class Words(Schema):
    """What is written, and the files that go with it (ids given by `POST /files`)."""

    text: Annotated[Text, Field(min_length=1, max_length=100_000)]
    files: Annotated[list[UUID], Field(max_length=20)] = []


class ConversationFilter(Listing):
    """Which conversations."""

    person: UUID | None = None
    channel: Annotated[Line | None, Field(max_length=20)] = None


class CannedIn(Schema):
    """A canned reply; the text may hold fields such as `{{ person.given_name }}`."""

    brand: UUID | None = None
    shortcut: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
    title: Annotated[Line, Field(min_length=1, max_length=120)]
    text: Annotated[Text, Field(min_length=1, max_length=20_000)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "fr"


class CannedOut(Schema):
    """A canned reply."""

    id: UUID
    brand_id: UUID
    shortcut: str
    title: str
    text: str
    language: str


@router.get("/conversations", response=Page[ConversationOut], summary="Conversations, latest first")
@needs("tickets.read")
def list_conversations(request: HttpRequest, query: Annotated[ConversationFilter, Query(...)]):
    """Of the brand, or of one person."""
    rows = Conversation.objects.filter(brand__in=request.rights.brands_where("tickets.read"))
    if query.person:
        rows = rows.filter(person=query.person)
    if query.channel:
        rows = rows.filter(channel=query.channel)
    return page(rows, ("-last_message_at", "-id"), query.cursor, query.limit)


@router.get("/conversations/{uuid:id}", response=ConversationOut, summary="A conversation")
@needs("tickets.read")
def read_conversation(request: HttpRequest, id: UUID):
    """One conversation."""
    return Conversation.objects.get(id=id)


@router.get("/conversations/{uuid:id}/messages", response=Page[MessageOut], summary="Messages, oldest first")
@needs("tickets.read")
def list_messages(request: HttpRequest, id: UUID, query: Annotated[Listing, Query(...)]):
    """The messages and notes of a conversation."""
    return messages_of(Conversation.objects.get(id=id).id, query)


@router.get("/messages/{uuid:id}", response=MessageOut, summary="A message")
@needs("tickets.read")
def read_message(request: HttpRequest, id: UUID):
    """One message, and what became of it (`delivery`, `error`)."""
    return _with_files(Message.objects.filter(id=id)).get()


@router.get("/canned-replies", response=Page[CannedOut], summary="Canned replies")
@needs("tickets.read")
def list_canned(request: HttpRequest, query: Annotated[Listing, Query(...)]):
    """By shortcut."""
    rows = CannedReply.objects.filter(brand__in=request.rights.brands_where("tickets.read"))
    return page(rows, ("shortcut", "id"), query.cursor, query.limit)


@router.put("/canned-replies", response=CannedOut, summary="Write a canned reply")
@needs("administer")
def put_canned(request: HttpRequest, canned: CannedIn):
    """Make one, or replace the one of the same shortcut."""
    brand = brand_of(request, canned.brand, "administer")
    values = canned.dict(include={"title", "text", "language"})
    row, _made = CannedReply.objects.update_or_create(brand_id=brand, shortcut=canned.shortcut, defaults=values)
    return row


@router.delete("/canned-replies/{uuid:id}", response={204: None}, summary="Remove a canned reply")
@needs("administer")
def delete_canned(request: HttpRequest, id: UUID):
    """What was written with it stays."""
    CannedReply.objects.get(id=id).delete()


def messages_of(conversation: UUID, query: Listing):
    """A page of a conversation's messages, with their files: two statements."""
    return page(_with_files(Message.objects.filter(conversation=conversation)), ("at", "id"), query.cursor, query.limit)


def content_of(words: Words, brand: UUID, **more: object) -> Content:
    """What a message will carry. Raises Refusal for a file that the brand does not have."""
    if not words.files:
        return Content(words.text, **more)
    stored = files.stored(words.files)
    uploads = []
    for place, id in enumerate(words.files):
        file = stored.get(id)
        if file is None or file.brand_id != brand:
            raise invalid(f"/files/{place}", "no such file")
        uploads.append(Upload(file.name, file.content_type, files.read(file)))
    return Content(words.text, files=tuple(uploads), **more)


def _with_files(rows):
    return rows.prefetch_related(Prefetch("attachments", Attachment.objects.select_related("file")))
