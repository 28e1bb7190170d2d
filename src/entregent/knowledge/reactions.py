"""What the knowledge base does about the facts of the rooms below."""

from entregent.journal.models import Event
from entregent.knowledge.actions import answer_left


def count_what_was_given(event: Event) -> None:
    """An answer left: the articles that were put in it were given."""
    answer_left(event.subject, now=event.at)


REACTIONS = {"message.written": [count_what_was_given]}
