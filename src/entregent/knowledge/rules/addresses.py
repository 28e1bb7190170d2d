"""Addresses of the help sites: which are taken, which were asked for in vain."""

import re
from urllib.parse import unquote, urlsplit

LANGUAGES = frozenset({"fr", "en", "de"})
"""Those in which a help site can be opened: the words of the site itself and the stems of its search are known in them."""

RESERVED = LANGUAGES | {"recherche", "votes"}
"""Words that follow a brand's in an address of its help site: no page may be called so."""

LONGEST = 255
_MACHINES = re.compile(
    r"\.(?:php\d?|aspx?|jsp|cgi|env|git|sql|bak|ini|ya?ml|zip|gz|tar|rar|exe|sh)(?:/|$)|/(?:wp-|\.|cgi-bin)", re.I
)
_ROBOTS = re.compile(r"bot\b|crawl|spider|slurp|preview|monitor|curl|wget|python-|httpx|headless", re.I)


def worth_keeping(path: str) -> bool:
    """Whether an address that leads nowhere may have been meant for a page: not what machines try everywhere."""
    return len(path) <= LONGEST and not _MACHINES.search(path)


def is_robot(user_agent: str) -> bool:
    """Whether a program says that it is one; it is not counted among the readers."""
    return not user_agent or bool(_ROBOTS.search(user_agent))


def without_question(address: str) -> str:
    """Host and path of an address: what follows a ? may name somebody."""
    parts = urlsplit(address)
    return f"{parts.netloc}{unquote(parts.path)}"[:LONGEST]


def tidy(path: str) -> str:
    """A path as it is kept and compared: unquoted, one slash at its end, none doubled."""
    plain = re.sub(r"/{2,}", "/", unquote(path).split("?")[0].split("#")[0].strip())
    return f"/{plain.strip('/')}/" if plain.strip("/") else "/"
