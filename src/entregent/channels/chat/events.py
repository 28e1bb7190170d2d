"""The facts of live chats. Their subject is the chat."""

from entregent.journal.kinds import kind

_TICKET = "its ticket; nothing while an assistant answers"

chat_begun = kind(
    "chat.begun", "A visitor of a site began to chat, or went on after an end.",
    ticket=_TICKET, widget="by which widget", queue="where they wait", resumed="whether it had ended before",
    forecast="seconds of waiting that were told, nothing when nobody could tell", proven="whether the site vouches for them",
)  # fmt: skip
chat_handed = kind(
    "chat.handed", "The assistant that answered first handed a chat over to agents.",
    ticket="its ticket; nothing when it is closed and a message is left", widget="by which widget", queue="where they wait",
    reason="why, as the scenario names it", forecast="seconds of waiting that were told, nothing when nobody could tell",
)  # fmt: skip
chat_ended = kind(
    "chat.ended", "A chat is over.",
    ticket=_TICKET, widget="by which widget", staff="who had it in hand, if anybody",
    why="visitor, staff, idle, abandoned, left, merged, blocked or assistant", lasted="seconds since it began",
)  # fmt: skip
chat_rated = kind(
    "chat.rated", "A visitor said how satisfied they were.",
    ticket=_TICKET, widget="by which widget", staff="whose ticket it is", score="1 to 5", worded="whether they said why",
)  # fmt: skip
chat_blocked = kind(
    "chat.visitor_blocked", "Staff blocked a visitor, or let them in again. The subject is the visitor.",
    ticket="the request from which it was done, if any", blocked="whether they are blocked now",
)  # fmt: skip
