"""Articles for a conversation that is open: what the customer last wrote, asked of the search."""

from uuid import UUID

from entregent.brands.models import Brand
from entregent.conversations.models import Conversation, Message
from entregent.knowledge.queries.search import Hit, search

LEAST = 0.22
"""Score under which an article says too little about the message to be shown."""
READ = 1500
"""Characters of a message: what it is about stands at its beginning."""


def suggestions(conversation: Conversation, limit: int = 4) -> list[Hit]:
    """The articles that answer the customer's last message best; none when nothing says enough about it."""
    said = (
        Message.objects.filter(conversation=conversation, kind=Message.Kind.IN, automatic=False)
        .order_by("-at", "-id")
        .values_list("text", flat=True)
        .first()
    )
    words = f"{conversation.subject}\n{(said or '')[:READ]}"
    return [hit for hit in in_languages(conversation, words, limit=limit, fuzzy=False) if hit.score >= LEAST]


def in_languages(conversation: Conversation, words: str, *, limit: int, fuzzy: bool, unfinished: bool = False) -> list[Hit]:
    """What answers in the customer's language, else in the brand's."""
    brand: Brand = conversation.brand
    for language in dict.fromkeys([conversation.person.language[:2] or brand.language, brand.language]):
        found = search(brand.id, words, public_only=False, language=language, limit=limit, fuzzy=fuzzy, unfinished=unfinished)
        if found:
            return found
    return []


def conversation_of(id: UUID) -> Conversation | None:
    """A conversation with its brand and person, as far as the walls are open."""
    return Conversation.objects.select_related("brand", "person").filter(id=id).first()
