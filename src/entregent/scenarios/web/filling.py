"""What was typed in the form of a node, put into its document: what the form does not show stays as it is."""

import hashlib
import json
import re
from collections.abc import Mapping
from copy import deepcopy

from entregent.kernel.text import fold
from entregent.scenarios.tree.comparisons import comparisons_of
from entregent.scenarios.tree.edits import EditRefused, added
from entregent.scenarios.tree.form import Document, Form, read, written
from entregent.scenarios.tree.outline import Way
from entregent.scenarios.web.conditions import filled_in, kind

TEXTS = {"text", "number", "confirm", "given", "silence", "label"}
NUMBERS = {"minimum", "maximum", "priority", "minutes"}
CODES = {"outcome"}
OPTIONAL = {"lost", "agent", "intent", "calendar", "queue", "pattern", "title", "mandatory"}
NEW = "+"
"""Before a kind: a new node of it, made where it is chosen."""


def digest(form: Form, node: str) -> str:
    """Names what a node is now: another one says that somebody changed it."""
    document = written(form)["nodes"].get(node)
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:16]


def shape(form: Form, node: str) -> object:
    """What decides which fields the form of a node has: when it changes, the form is drawn again."""
    found = form.nodes.get(node)
    rows = (*getattr(found, "options", ()), *getattr(found, "cases", ()))
    compared = [[kind(form, line) for line in lines.lines] for row in rows if (lines := comparisons_of(row.when))]
    pairs = [len(getattr(found, name, ())) for name in ("by", "saves") if isinstance(getattr(found, name, None), dict)]
    return getattr(found, "what", ""), getattr(found, "mandatory", "") != "", compared, pairs


def filled(form: Form, node: str, posted: Mapping[str, str], filler: str) -> Document:
    """The form's document with what was posted (path → value) in this node. Raises EditRefused.

    An empty text takes the language away; what may not be empty keeps what it was.
    """
    document = written(form)
    if node not in document["nodes"]:
        raise EditRefused("gone")
    found = document["nodes"][node]
    for path, value in posted.items():
        steps = path.split("/")[1:]
        if steps:
            _put(found, steps, value.replace("\r\n", "\n").replace("\0", "").strip())
    _put_pairs(found, posted)
    _put_conditions(form, node, found, posted)
    _tidy(found)
    for way, new in _new_nodes(node, found):
        document = _with_new(document, way, new, dict(form.nodes[node].exits()), filler)
    return document


def _put(node: Document, steps: list[str], value: str) -> None:
    name = steps[0]
    if name in ("options", "cases") and len(steps) > 2 and steps[1].isdigit() and int(steps[1]) < len(node.get(name, ())):
        _put_row(node[name][int(steps[1])], steps[2:], value)
    elif name == "retries" and len(steps) == 4 and steps[1].isdigit() and int(steps[1]) < 2:
        retries = node.setdefault("retries", [])
        while len(retries) <= int(steps[1]):
            retries.append({})
        _put_text(retries[int(steps[1])], steps[2], steps[3], value)
    elif len(steps) == 3 and name in TEXTS:
        _put_text(node.setdefault(name, {}), steps[1], steps[2], value)
    elif len(steps) == 1:
        _put_field(node, name, value)


def _put_field(node: Document, name: str, value: str) -> None:
    kind = node["kind"]
    if name in NUMBERS:
        node.pop(name, None)
        if re.fullmatch(r"-?\d{1,9}", value):
            node[name] = int(value)
    elif name == "acknowledge":
        node[name] = bool(value)
    elif name == "tags":
        node[name] = [one for part in value.split(",") if (one := part.strip())][:10]
    elif name in CODES or (name == "reason" and kind == "hand"):
        if code := _code(value):
            node[name] = code
    elif value:
        node[name] = value
    elif name in OPTIONAL or (name == "saves" and kind != "collect") or (name == "reason" and kind == "ticket"):
        node.pop(name, None)


def _put_row(row: Document, steps: list[str], value: str) -> None:
    match steps:
        case ["label", language, variant]:
            _put_text(row["label"], language, variant, value)
        case ["synonyms", language]:
            said = row.setdefault("synonyms", {})
            said[language] = [one[:250] for part in value.split(",") if (one := part.strip())][:30]
            if not said[language]:
                del said[language]
        case ["key"] if re.fullmatch(r"\d{1,2}", value):
            row["key"] = value
        case ["next"] if value:
            row["next"] = value
        case ["intent"]:
            row["intent"] = value[:250]


def _put_pairs(node: Document, posted: Mapping[str, str]) -> None:
    """What a look-up goes by and what it keeps: a pair without one of its halves is not one (yet)."""
    for name in ("by", "saves"):
        places = sorted(int(path.split("/")[2]) for path in posted if re.fullmatch(rf"/{name}/\d{{1,2}}/to", path))
        if places and node["kind"] == "lookup":
            halves = [[posted.get(f"/{name}/{place}/{half}", "").strip() for half in ("from", "to")] for place in places]
            node[name] = {start: to for start, to in halves if start and to}


def _put_conditions(form: Form, node: str, document: Document, posted: Mapping[str, str]) -> None:
    for rows in ("options", "cases"):
        for place, row in enumerate(getattr(form.nodes[node], rows, ())):
            if condition := filled_in(form, row.when, posted, f"/{rows}/{place}/when"):
                document[rows][place]["when"] = condition


def _put_text(text: Document, language: str, variant: str, value: str) -> None:
    before = text.get(language, "")
    wording = dict(before) if isinstance(before, dict) else {"written": before}
    if variant in ("written", "spoken", "short"):
        wording[variant] = value[: 250 if variant == "short" else 4000]
    text[language] = wording


def _tidy(node: Document) -> None:
    """Texts in their plainest form, those that nobody wrote taken out."""
    for name in TEXTS:
        if name in node and isinstance(node[name], dict):
            node[name] = _plain(node[name])
    if "retries" in node:
        node["retries"] = [text for one in node["retries"] if (text := _plain(one))]
    for option in node.get("options", ()):
        option["label"] = _plain(option["label"])
    for name in ("confirm", "silence"):
        if node.get(name) == {}:
            del node[name]
    if node.get("text") == {} and node["kind"] in ("lookup", "end"):
        del node["text"]


def _plain(text: Document) -> Document:
    plain = {}
    for language, wording in text.items():
        kept = wording if isinstance(wording, dict) else {"written": wording}
        kept = {variant: words for variant, words in kept.items() if words}
        if kept and "written" not in kept:
            kept["written"] = kept.get("spoken") or kept["short"]
        if kept:
            plain[language] = kept["written"] if set(kept) == {"written"} else kept
    return plain


def _new_nodes(id: str, node: Document) -> list[tuple[Way, str]]:
    """The ways of a node on which a new one was asked for."""
    ways = [((id, name), value[1:]) for name, value in node.items() if isinstance(value, str) and value.startswith(NEW)]
    ways += [((id, one["key"]), one["next"][1:]) for one in node.get("options", ()) if one["next"].startswith(NEW)]
    cases = enumerate(node.get("cases", ()))
    return ways + [((id, f"cases/{at}"), one["next"][1:]) for at, one in cases if one["next"].startswith(NEW)]


WAYS = {"next", "lost", "found", "missing", "failed", "open", "closed", "short", "long", "accepted", "refused", "otherwise"}


def _with_new(document: Document, way: Way, kind: str, led: Mapping[str, str], filler: str) -> Document:
    """A new node on a way, which goes on to where the way ``led``; to nothing yet where it led nowhere."""
    if way[1] not in WAYS and not way[1].isdigit() and not way[1].startswith("cases/"):
        return document  # words that begin so
    blank = deepcopy(document)
    holder = blank["nodes"][way[0]]
    for exit, place in _ways(holder):
        name = "next" if exit not in place else exit
        if str(place[name]).startswith(NEW):
            place[name] = led.get(exit, "to_choose")
    try:
        return added(read(blank), way, kind, filler)[0]
    except KeyError as error:
        raise EditRefused("gone") from error


def _ways(node: Document) -> list[tuple[str, Document]]:
    """(exit, where its target is written) of all that a node's document leads to."""
    ways = [(name, node) for name in WAYS & set(node)]
    ways += [(one["key"], one) for one in node.get("options", ())]
    return ways + [(f"cases/{at}", one) for at, one in enumerate(node.get("cases", ()))]


def _code(words: str) -> str:
    """Words as figures name them."""
    found = re.sub(r"[^a-z0-9]+", "_", fold(words)).strip("_")[:40]
    return found if re.match(r"[a-z]", found) else ""
