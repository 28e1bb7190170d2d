"""A SIP telephone hands its call on by its own key (REFER): somebody is asked in, and has the call once they answer."""

from entregent.channels.voice.exchange.hearing import Part
from entregent.channels.voice.exchange.inviting import consult
from entregent.channels.voice.exchange.orders import give_to
from entregent.channels.voice.exchange.signals import Order, Refers
from entregent.channels.voice.exchange.talk import Talk


async def pass_on(talk: Talk, refers: Refers) -> None:
    """Ask in whom the telephone names: a colleague by the name of their telephone, or a number. The agent may hang up
    meanwhile: the caller hears music."""
    if refers.staff != talk.charge or talk.passing is not None:
        refers.tell(603)
        return
    colleague = talk.desk.outside.colleague(refers.to)
    more = {"to": str(colleague)} if colleague is not None else {"number": refers.to}
    if await consult(talk, Order("consult", refers.staff, more)) is not None:
        refers.tell(403)
        return
    refers.accept()
    talk.passing = refers


async def passed(talk: Talk) -> bool:
    """Whether nobody came, and nobody is there any more. Whoever came has the call in hand."""
    refers = talk.passing
    if refers is None:
        return False
    guest = next(iter(talk.those(Part.CONSULTED)), None)
    if guest is not None:
        talk.passing = None
        refers.tell(200)
        await give_to(talk, guest, "blind")
    elif not talk.rung:
        talk.passing = None
        refers.tell(486)
        if talk.agent is None:
            return True
        talk.hold(False)
    return False
