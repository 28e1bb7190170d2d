"""A connector's request made of its parameters, and what its answer says. Pure: the exchange itself is ``egress``'s."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from entregent.egress.client import Answer

SECONDS = 3.0
MOST_BYTES = 256 * 1024
PLACE = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")
HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,60}")
FORBIDDEN = frozenset({"host", "content-length", "connection", "transfer-encoding"})
_PATH = re.compile(r"[^.]{1,60}(\.[^.]{1,60}){0,9}")


@dataclass(frozen=True)
class Request:
    """What is sent."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None


def request(method: str, url: str, headers: Mapping[str, str], by: Mapping[str, str]) -> Request:
    """The request of a connector: parameters fill its address, where none can leave its place (each is quoted whole); the
    others are its JSON body when it POSTs, its query when it GETs."""
    named = set(PLACE.findall(url))
    address = PLACE.sub(lambda match: quote(by.get(match[1], ""), safe=""), url)
    rest = {name: value for name, value in by.items() if name not in named}
    sent = {"Accept": "application/json", "User-Agent": "Entregent", **headers}
    if method == "POST":
        return Request(method, address, {**sent, "Content-Type": "application/json"}, json.dumps(rest).encode())
    if rest:
        query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in rest.items())
        address += ("&" if urlsplit(address).query else "?") + query
    return Request(method, address, sent, None)


def fields_of(answer: Answer, fields: Mapping[str, str]) -> tuple[str, dict[str, Any] | None]:
    """(why there is no answer, the fields found in it): a 404 found nothing, which is an answer (``""``, None)."""
    if answer.error:
        return answer.error, None
    if answer.status == 404:
        return "", None
    if answer.status is None or not 200 <= answer.status < 300:
        return "redirect" if answer.status is not None and 300 <= answer.status < 400 else "status", None
    try:
        document = json.loads(answer.body)
    except (ValueError, RecursionError):
        return "json", None
    return "", {name: at(document, path) for name, path in fields.items()}


def at(document: Any, path: str) -> Any:
    """What stands at a path (``order.items.0.status``); None where it leads nowhere, or to no plain value."""
    for step in path.split("."):
        if isinstance(document, dict):
            document = document.get(step)
        elif isinstance(document, list) and step.isdecimal() and int(step) < len(document):
            document = document[int(step)]
        else:
            return None
    return document if isinstance(document, str | int | float | bool) else None


def headers_of(text: str) -> dict[str, str]:
    """Headers written a line each, ``Name: value``. Raises ValueError naming the line."""
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, value = line.partition(":")
        value = value.strip()
        sound = HEADER.fullmatch(name) and name.lower() not in FORBIDDEN and value.isascii() and value.isprintable()
        if not colon or not sound:
            raise ValueError(name)
        found[name] = value
    return found


def path_is_sound(path: str) -> bool:
    """Whether a path may be followed in an answer."""
    return _PATH.fullmatch(path) is not None


def fills_only_the_end(url: str) -> bool:
    """Whether parameters stand in the path or in the query alone, never in what says where the request goes."""
    host, slash, _rest = url.partition("://")[2].partition("/")
    return bool(slash) and "{" not in host and "}" not in host
