"""One step under way: the state in the making, what comes out of it, and how nodes are entered and left."""

from collections.abc import Sequence

from entregent.scenarios.tree import effects as out
from entregent.scenarios.tree.conditions import holds
from entregent.scenarios.tree.form import Tree
from entregent.scenarios.tree.inputs import Means
from entregent.scenarios.tree.nodes import (
    ASKED_AGAIN,
    AnyNode,
    Callback,
    Choice,
    Collect,
    Deflect,
    Knowledge,
    Option,
    Question,
    Say,
    Survey,
)
from entregent.scenarios.tree.phrases import phrase
from entregent.scenarios.tree.state import Manner, Place, State, Waits
from entregent.scenarios.tree.texts import Text, fill, has_spoken, inside, short, spoken, written
from entregent.scenarios.tree.variables import GIVEN, Type, made, shown

LONGEST_TRAIL = 10
OURS = "@"
"""Marks an end of our own in ``State.then``: the reason for which an agent takes over."""
SILENT = "@silent"


class Run:
    """The state in the making. Nothing here reads or writes anything else."""

    def __init__(self, tree: Tree, state: State, means: Means) -> None:
        self.tree, self.means = tree, means
        self.manner: Manner = state.manner
        self.language, self.scenario, self.node = state.language, state.scenario, state.node
        self.waits: Waits = state.waits
        self.serial = state.serial
        self.missed, self.lost, self.pending = state.missed, state.lost, state.pending
        self.then, self.heard, self.frames, self.trail = state.then, state.heard, state.frames, state.trail
        self.slots = state.slots
        self.variables = dict(state.variables)
        self.effects: list[out.Effect] = []
        self.goal = ""

    def state(self) -> State:
        """The state as it now is."""
        return State(
            manner=self.manner, language=self.language, scenario=self.scenario, node=self.node, waits=self.waits,
            serial=self.serial, missed=self.missed, lost=self.lost, pending=self.pending, then=self.then, heard=self.heard,
            frames=self.frames, trail=self.trail, slots=self.slots, variables=self.variables,
        )  # fmt: skip

    def current(self) -> AnyNode:
        """The node where it stands."""
        return self.tree.of(self.scenario).nodes[self.node]

    def emit(self, effect: out.Effect) -> None:
        self.effects.append(effect)

    # What is said

    def words(self, text: Text) -> str:
        """A text in the language and manner of this session, with the values of the variables."""
        words = spoken(text, self.language) if self.manner.speaks else written(text, self.language)
        return fill(words, self.value)

    def value(self, name: str) -> str:
        """A variable as it stands in a sentence."""
        return shown(self.variables.get(name), self.type(name), self.language, aloud=self.manner.speaks)

    def type(self, name: str) -> Type:
        """The type of a variable; text for one that nobody declared."""
        declared = self.tree.variable(name)
        return declared.type if declared is not None else GIVEN.get(name, Type.TEXT)

    def say(self, words: str, *, mandatory: bool = False, links: tuple[out.Link, ...] = ()) -> None:
        if words or links:
            self.emit(out.Said(words, mandatory, links))

    def own(self, name: str) -> str:
        """A sentence of our own."""
        return phrase(name, self.language)

    def put(self, name: str, value: object) -> None:
        """Set a variable; what does not fit its type is not kept."""
        self.variables[name] = made(value, self.type(name))

    # Where it goes

    def go(self, node: str) -> None:
        self.goal, self.missed, self.pending, self.slots = node, 0, None, ()

    def understood(self) -> None:
        """What was last asked got its answer: one may come back to it."""
        here = Place(self.scenario, self.node, self.frames)
        self.trail = (*self.trail, here)[-LONGEST_TRAIL:]
        self.missed, self.lost = 0, False

    def give_up(self, to: str | None, reason: str = "misunderstood") -> None:
        """The question stays without an answer: elsewhere once, then an agent."""
        if to is not None and not self.lost:
            self.lost = True
            self.go(to)
        else:
            self.hand_over(reason)

    def hand_over(self, reason: str) -> None:
        """An agent takes over, without a node that says so."""
        if not self.mention_first(OURS + reason):
            self.say(self.own("handing"))
            self.close(out.Over("handed", reason, scenario=self.scenario, node=self.node))

    def stop(self) -> None:
        """Nobody answers any more, and nothing was asked for: it ends."""
        if not self.mention_first(SILENT):
            self.close(out.Over("ended", "silent", scenario=self.scenario, node=self.node))

    def close(self, over: out.Over) -> None:
        self.emit(over)
        self.waits, self.goal, self.missed, self.trail, self.frames = "over", "", 0, (), ()

    def perform(self, effect: out.Performed) -> None:
        """Leave it to the host, and wait for what comes of it."""
        self.emit(effect)
        self.waits = "result"

    # Mentions

    def mention_first(self, then: str) -> bool:
        """Before an end: go to the first mention that must have been heard and was not."""
        form = self.tree.form
        missing = next((id for id in form.mentions if id not in self.heard), None)
        if missing is None:
            return False
        self.then, self.scenario, self.frames = then, "", ()
        self.go(missing)
        return True

    def after_mention(self) -> None:
        """The mention was heard: on to where it stood in the way of, or to what follows it."""
        node = self.current()
        if isinstance(node, Say) and self.scenario == "" and self.node not in self.heard:
            self.heard = (*self.heard, self.node)
        then, self.then = self.then, ""
        if not then:
            self.go(node.next if isinstance(node, Say) else "")
        elif then == SILENT:
            self.stop()
        elif then.startswith(OURS):
            self.hand_over(then[1:])
        else:
            self.scenario, _, goal = then.partition(":")
            self.go(goal)

    # Asking

    def ask(self, *, again: bool = False) -> None:
        """Ask what the node asks, or say again what it waits for."""
        node = self.current()
        if self.waits == "mention" and isinstance(node, Say):
            self.say(self.words(node.text), mandatory=True)
            self.emit(self._asks("acknowledge", (self._our_option("1", "read"),)))
        elif self.waits == "confirm" and isinstance(node, Collect) and node.confirm is not None:
            self.say(self.words(node.confirm))
            self.emit(self._asks("choice", self._yes_or_no()))
        elif self.waits == "doubt":
            self.say(self.own("doubt").format(words=self._pending(node)))
            self.emit(self._asks("choice", self._yes_or_no()))
        elif self.waits == "number" and isinstance(node, Callback):
            self.say(self.words(node.number))
            self.emit(self._asks("phone"))
        elif self.waits == "slot" and isinstance(node, Callback):
            self.say(self.own("when"))
            self.emit(self._asks("slot", self.times()))
        elif self.waits == "carry" and isinstance(node, Deflect):
            self.say(self.words(node.given))
            self.emit(self._asks("carry"))
        elif isinstance(node, Question | Knowledge):
            self.waits = "answer"
            if not again:
                self.say(self.words(node.text))
            self.emit(self._question(node))

    def _pending(self, node: AnyNode) -> str:
        """What was heard, in words."""
        if isinstance(node, Choice):
            label = next((short(one.label, self.language) for one in node.options if one.key == self.pending), "")
            return fill(label, self.value)
        type = self.type(node.saves) if isinstance(node, Collect) else Type.TEXT
        return shown(self.pending, type, self.language, aloud=self.manner.speaks)

    def _question(self, node: Question | Knowledge) -> out.Asks:
        if isinstance(node, Choice):
            return self._asks("choice", tuple(map(self._shown, self.offered(node))))
        if isinstance(node, Collect):
            return self._asks(node.what.value)
        if isinstance(node, Survey) and node.maximum is not None:
            return self._asks("scale", minimum=node.minimum or 0, maximum=node.maximum)
        if isinstance(node, Deflect | Callback):
            return self._asks("choice", self._yes_or_no())
        return self._asks("text")

    def _asks(
        self, kind: str, options: tuple[out.Shown, ...] = (), minimum: int | None = None, maximum: int | None = None
    ) -> out.Asks:
        return out.Asks(kind, options, minimum, maximum, back=bool(self.trail) and self.waits != "mention")

    def offered(self, node: Choice) -> list[Option]:
        """The options whose conditions hold."""
        return [one for one in node.options if one.when is None or holds(one.when, self.variables)]

    def _shown(self, option: Option) -> out.Shown:
        label = fill(short(option.label, self.language), self.value)
        if has_spoken(option.label, self.language):
            aloud = fill(spoken(option.label, self.language), self.value)
        else:
            aloud = self.own("option").format(
                label=inside(fill(written(option.label, self.language), self.value)), key=option.key
            )
        return out.Shown(option.key, label, aloud)

    def _our_option(self, key: str, name: str) -> out.Shown:
        label = self.own(name)
        return out.Shown(key, label, self.own("option").format(label=label.lower(), key=key))

    def times(self) -> tuple[out.Shown, ...]:
        """The times at which one may be called back, and that none of them suits."""
        labels = [shown(slot, Type.MOMENT, self.language) if slot else self.own("soon") for slot in self.slots]
        options = [*zip(labels, self.slots, strict=True), (self.own("no_time"), "")]
        aloud = self.own("option")
        return tuple(
            out.Shown(str(place), label, aloud.format(label=inside(label), key=place), at)
            for place, (label, at) in enumerate(options, 1)
        )

    def _yes_or_no(self) -> tuple[out.Shown, ...]:
        return self._our_option("1", "yes"), self._our_option("2", "no")

    def miss(self, *, silent: bool = False, near: Sequence[Option] = ()) -> None:
        """The answer was not understood, or none came: ask again, twice at most; between two options where it was ``near``."""
        node = self.current()
        self.missed += 1
        self.emit(out.Missed(self.scenario, self.node))
        if self.waits == "mention":
            if self.missed > ASKED_AGAIN:  # it stands before everything else: there is nowhere to go
                self.close(out.Over("ended", "unheard", scenario=self.scenario, node=self.node))
            else:
                self.ask()
        elif isinstance(node, Survey):
            if self.missed > 1:
                self.skip(node)
            else:
                self.ask()
        elif self.missed > ASKED_AGAIN:
            if isinstance(node, Knowledge):
                self.give_up(node.missing)
            else:
                self.give_up(node.lost if isinstance(node, Question) else None)
        elif near:
            self.say(self.own("between"))
            self.emit(self._asks("choice", tuple(map(self._shown, near))))
        else:
            self._ask_again(node, silent)

    def _ask_again(self, node: AnyNode, silent: bool) -> None:
        if self.waits != "answer" or not isinstance(node, Question):
            self.say(self.own("silence" if silent else "again"))
            self.ask()
            return
        if silent and node.silence is not None:
            self.say(self.words(node.silence))
        elif len(node.retries) >= self.missed:
            self.say(self.words(node.retries[self.missed - 1]))
        elif node.retries:
            self.say(self.words(node.retries[-1]))
        else:
            self.say(self.own("silence" if silent else "again"))
            self.ask()
            return
        self.ask(again=True)

    def skip(self, node: Survey) -> None:
        """A question of a survey stays without an answer."""
        self.emit(out.Noted(node.question, None, node.maximum))
        if self.lost:
            self.stop()
        else:
            self.lost = True
            self.go(node.next)
