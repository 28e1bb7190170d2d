"""What changed from one version to another, in words and with the texts as they were and are."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entregent.scenarios.tree.difference import difference
from entregent.scenarios.tree.form import Form
from entregent.scenarios.tree.texts import Text, Wording
from entregent.scenarios.web.wording import KINDS, Kind, exit_named, named, place_named

FIELDS: dict[str, str | Promise] = {
    "title": gettext_lazy("name"), "options": gettext_lazy("choices"), "cases": gettext_lazy("cases"),
    "retries": gettext_lazy("what is said when it was not understood"), "saves": gettext_lazy("what is kept"),
    "queue": gettext_lazy("queue"), "priority": gettext_lazy("priority"), "reason": gettext_lazy("reason"),
    "mandatory": gettext_lazy("whether it can be skipped"), "kind": gettext_lazy("kind"), "what": gettext_lazy("what is asked"),
    "media": gettext_lazy("channels"), "languages": gettext_lazy("languages"), "start": gettext_lazy("where it begins"),
    "agent": gettext_lazy("where it goes when an adviser is asked for"), "variables": gettext_lazy("information kept"),
    "objections": gettext_lazy("objections"),
}  # fmt: skip


@dataclass(frozen=True)
class Words:
    """A text as it was and as it is; either may be empty."""

    place: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """A node that came, went or changed. ``about``: sentences; ``words``: texts that changed."""

    name: str
    kind: Kind
    about: list[str]
    words: list[Words]


@dataclass(frozen=True)
class Comparison:
    """All that changed."""

    added: list[Step]
    removed: list[Step]
    changed: list[Step]
    settings: list[str]

    @property
    def empty(self) -> bool:
        """Whether nothing did."""
        return not (self.added or self.removed or self.changed or self.settings)


def compared(before: Form, after: Form) -> Comparison:
    """From one version to another, in words."""
    found = difference(before, after)
    about: dict[str, list[str]] = {}
    for change in found.changed:
        fields = [str(FIELDS.get(name, name)) for name in change.fields if name not in TEXTS]
        about.setdefault(change.node, []).extend([_("Changed: %(fields)s") % {"fields": ", ".join(fields)}] if fields else [])
    for moved in found.moved:
        way = exit_named(after if moved.after is not None else before, moved.node, moved.exit)
        about.setdefault(moved.node, []).append(_moved(before, after, way, moved.before, moved.after))
    return Comparison(
        [Step(named(after, id), KINDS[after.nodes[id].kind], [], _words(None, after, id)) for id in found.added],
        [Step(named(before, id), KINDS[before.nodes[id].kind], [], _words(before, None, id)) for id in found.removed],
        [
            Step(named(after, id), KINDS[after.nodes[id].kind], lines, _words(before, after, id))
            for id, lines in sorted(about.items())
        ],
        [str(FIELDS.get(name, name)) for name in found.settings],
    )


TEXTS = {"text", "number", "confirm", "given", "silence"}


def _moved(before: Form, after: Form, way: str, was: str | None, now: str | None) -> str:
    if was is None:
        return _("“%(way)s” is new and leads to “%(now)s”.") % {"way": way, "now": named(after, now or "")}
    if now is None:
        return _("“%(way)s” is gone; it led to “%(was)s”.") % {"way": way, "was": named(before, was)}
    return _("“%(way)s” led to “%(was)s”, and leads to “%(now)s”.") % {
        "way": way,
        "was": named(before, was),
        "now": named(after, now),
    }


def _words(before: Form | None, after: Form | None, id: str) -> list[Words]:
    was = _said(before, id) if before is not None else {}
    now = _said(after, id) if after is not None else {}
    return [
        Words(place, was.get(place, ""), now.get(place, ""))
        for place in dict.fromkeys((*was, *now))
        if was.get(place) != now.get(place)
    ]


def _said(form: Form, id: str) -> dict[str, str]:
    node = form.nodes[id]
    return {
        f"{place_named(node, place, '')} ({language})": _all(text, language)
        for place, text in node.texts()
        for language in text
    }  # fmt: skip


def _all(text: Text, language: str) -> str:
    found = text[language]
    if isinstance(found, Wording):
        return " / ".join(words for words in (found.written, found.spoken, found.short) if words)
    return found
