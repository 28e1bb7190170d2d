"""The tree, performed on a telephone: what it says is said, what it asks is answered by keys, or by voice."""

import asyncio
from uuid import uuid4

from entregent.channels.voice.exchange.conversing import MOST_MISHEARD, converse
from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.keys import ALONE, BY_VOICE, answer_of, is_whole, keys_of
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.exchange.signals import Order, Pressed
from entregent.channels.voice.exchange.speaking import speak
from entregent.scenarios import actions as scenarios
from entregent.scenarios import queries as performed
from entregent.scenarios.errors import Overtaken
from entregent.scenarios.medium import Answer, Ask, Heard, Input, Interrupt, Outcome, Silence, Turn

FIRST_KEY = 7.0
"""Seconds for which an answer is waited for once the question was said."""
MOST_TURNS = 200
"""Whoever goes round for ever goes to an agent."""


async def perform(desk: Desk, call: LiveCall, turn: Turn) -> Outcome:
    """Perform from this turn to the end of the tree. Raises Gone when the caller hangs up."""
    for round in range(MOST_TURNS + 1):
        call.language = turn.language
        if turn.outcome is not None:
            await speak(desk, call, [said.text for said in turn.said])
            return turn.outcome
        if turn.waits:
            turn = await _while_asking(desk, call, turn)
            continue
        input = await _ask(desk, call, turn) if round < MOST_TURNS else Interrupt("agent")
        turn = await _answer(desk, call, turn, input)
        _count(call, input, turn)
    return Outcome("handed", "asked")


def _count(call: LiveCall, input: Input, turn: Turn) -> None:
    """How often in a row nothing was made of what they said."""
    if call.spoken_to and isinstance(input, Answer):
        call.misheard = call.misheard + 1 if turn.missed and input.text else 0


async def _answer(desk: Desk, call: LiveCall, turn: Turn, input: Input) -> Turn:
    try:
        return await desk.ledger.ask(
            call.brand, scenarios.answer, turn.session, input, desk.now(), key=uuid4().hex, number=turn.number
        )
    except Overtaken:  # a program outside moved it, or they went on elsewhere with their code
        return await desk.ledger.ask(call.brand, performed.turn, turn.session)


async def _while_asking(desk: Desk, call: LiveCall, turn: Turn) -> Turn:
    """What the tree says before a program outside is asked, while it is."""
    asked = asyncio.ensure_future(desk.ledger.off(scenarios.attend, call.brand, turn.session, desk.now()))
    try:
        await speak(desk, call, [said.text for said in turn.said], cut_by="")
        while not asked.done():
            if isinstance(signal := await call.next(0.25), Order):
                signal.answer("busy")
    finally:
        asked.cancel()
    return asked.result()


async def _ask(desk: Desk, call: LiveCall, turn: Turn) -> Input:
    """Say what is said, ask what is asked, and wait for what comes."""
    asks, said = turn.asks, [one for one in turn.said if not one.mandatory]
    for mention in (one for one in turn.said if one.mandatory):
        await speak(desk, call, [mention.text], cut_by="")
    if asks is None or asks.kind == "acknowledge":
        await speak(desk, call, [one.text for one in said], cut_by="")
        return Heard()
    aloud = [*(one.text for one in said), *(option.spoken for option in asks.options)]
    if call.spoken_to and call.misheard < MOST_MISHEARD and asks.kind != "carry":
        answer = await converse(desk, call, asks, aloud)
        if isinstance(answer, Pressed):
            return _input(await _keys(call, asks, answer.digit), asks)
        if call.spoken_to:
            return answer or Silence()
    if call.misheard >= MOST_MISHEARD:
        if asks.kind in BY_VOICE:  # keys cannot say it
            return Interrupt("agent")
        aloud = [phrase("keys", call.language), *aloud]
    pressed = await speak(desk, call, aloud)
    return _input(await _keys(call, asks, pressed), asks)


async def _keys(call: LiveCall, asks: Ask, pressed: str) -> str:
    keys = keys_of(asks)
    while not (pressed and is_whole(pressed, asks)):
        match await call.next(keys.pause if pressed else FIRST_KEY):
            case None:
                break
            case Pressed(digit):
                pressed += digit
            case Order() as order:
                order.answer("busy")
    return pressed


def _input(pressed: str, asks: Ask) -> Input:
    if not pressed:
        return Silence()
    if asks.kind in BY_VOICE:
        return Interrupt(ALONE[pressed]) if pressed in ALONE else Silence()
    return Answer(key=answer_of(pressed, asks))
