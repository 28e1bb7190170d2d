"""What customers say against it and what is answered, as the settings of a tree write it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from entregent.kernel.text import fold
from entregent.scenarios.tree.edits import EditRefused
from entregent.scenarios.tree.form import Document, Form, written
from entregent.scenarios.web.panel import TextBlock, block

LONGEST = 80


@dataclass(frozen=True)
class Shown:
    """An objection with the fields of its answer."""

    id: str
    title: str
    answer: TextBlock
    next: str


def shown(form: Form) -> list[Shown]:
    """Every objection of a tree, in its order."""
    return [
        Shown(id, one.title, block(form, f"/objections/{id}", one.title, one.answer), one.next or "")
        for id, one in form.objections.items()
    ]


def with_objection(form: Form, title: str) -> Document:
    """One more, whose answer is still to be written. Raises EditRefused without a title."""
    title = title.strip()[:LONGEST]
    name = re.sub(r"[^a-z0-9]+", "_", fold(title)).strip("_")[:36]
    if not re.match(r"[a-z]", name):
        raise EditRefused("objection")
    document = written(form)
    found = document.setdefault("objections", {})
    id = next(one for place in range(1, 1000) if (one := name if place == 1 else f"{name}_{place}") not in found)
    found[id] = {"title": title, "answer": {}}
    return document


def changed_objection(form: Form, id: str, posted: Mapping[str, str]) -> Document:
    """With what was posted of it: ``title``, ``next``, ``answer/<language>``. An empty title keeps what it was; an answer that
    is emptied is missing in its language. Raises EditRefused for one that is not there."""
    document = written(form)
    found = document.get("objections", {}).get(id)
    if found is None:
        raise EditRefused("gone")
    found["title"] = posted.get("title", "").strip()[:LONGEST] or found["title"]
    for language in form.languages:
        if (words := posted.get(f"answer/{language}")) is not None:
            _answer(found["answer"], language, words.replace("\r\n", "\n").replace("\0", "").strip()[:4000])
    if posted.get("next") in form.nodes:
        found["next"] = posted["next"]
    elif "next" in posted:
        found.pop("next", None)
    return document


def without_objection(form: Form, id: str) -> Document:
    """One less. Raises EditRefused for one that is not there."""
    document = written(form)
    if id not in document.get("objections", {}):
        raise EditRefused("gone")
    del document["objections"][id]
    return document


def _answer(answer: Document, language: str, words: str) -> None:
    before = answer.get(language)
    if not words:
        answer.pop(language, None)
    elif isinstance(before, dict):
        before["written"] = words
    else:
        answer[language] = words
