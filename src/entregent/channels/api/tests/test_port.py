"""An answer to a program is there to be read."""

from entregent.channels.api.port import ApiChannel
from entregent.conversations.models import Message


def test_an_answer_is_sent_by_being_there() -> None:
    message = Message(text="Bonjour")
    sent = ApiChannel().prepare(message)()
    assert (sent.external_id, sent.delivered) == (str(message.id), False)
