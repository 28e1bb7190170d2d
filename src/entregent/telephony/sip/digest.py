"""Digest authentication (RFC 8760, RFC 7616, RFC 3261 § 22), asked and answered. Pure: time and chance are arguments."""

import hashlib
import hmac
import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LIFE = 300.0  # seconds of a nonce
REMEMBERED = 4096  # nonces whose counts are kept
_ALGORITHMS = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}
_PARAMETER = re.compile(r'\s*([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))\s*(?:,|$)')


class Malformed(ValueError):
    """Not a digest."""


def read(text: str) -> dict[str, str]:
    """The parameters of a challenge or of an answer, names in lower case. Raises Malformed."""
    scheme, _, rest = text.strip().partition(" ")
    if scheme.lower() != "digest":
        raise Malformed("another scheme")
    found: dict[str, str] = {}
    at = 0
    while at < len(rest):
        match = _PARAMETER.match(rest, at)
        if match is None or match[1].lower() in found:
            raise Malformed("parameters that are none")
        found[match[1].lower()] = match[3] if match[3] is not None else re.sub(r"\\(.)", r"\1", match[2])
        at = match.end()
    return found


def ha1(user: str, realm: str, password: str, algorithm: str = "MD5") -> str:
    """What stands for a password."""
    return _hash(algorithm, f"{user}:{realm}:{password}")


def answer(challenges: Iterable[str], method: str, uri: str, user: str, password: str, *, cnonce: str) -> str | None:
    """The answer to the first challenge that we can answer, None without one."""
    for text in challenges:
        try:
            asked = read(text)
        except Malformed:
            continue
        algorithm = asked.get("algorithm", "MD5").upper()
        qops = {word.strip().lower() for word in asked.get("qop", "").split(",") if word.strip()}
        if algorithm not in _ALGORITHMS or "nonce" not in asked or "realm" not in asked or (qops and "auth" not in qops):
            continue
        given = {"username": user, "realm": asked["realm"], "nonce": asked["nonce"], "uri": uri}
        if qops:
            given |= {"qop": "auth", "nc": "00000001", "cnonce": cnonce}
        given["response"] = _response(ha1(user, asked["realm"], password, algorithm), given, method, algorithm)
        given |= {"opaque": asked["opaque"]} if "opaque" in asked else {}
        bare = {"qop", "nc"}
        written = [f"{name}={value}" if name in bare else f'{name}="{_quoted(value)}"' for name, value in given.items()]
        return "Digest " + ", ".join([*written, f"algorithm={algorithm}"])
    return None


def matches(given: Mapping[str, str], ha1: str, method: str) -> bool:
    """Whether an answer was made with that password."""
    if given.get("algorithm", "MD5").upper() != "MD5" or given.get("qop", "").lower() != "auth":
        return False
    if any(name not in given for name in ("nonce", "uri", "response", "nc", "cnonce")):
        return False
    return hmac.compare_digest(_response(ha1, given, method, "MD5").encode(), given["response"].lower().encode())


def _response(ha1: str, given: Mapping[str, str], method: str, algorithm: str) -> str:
    ha2 = _hash(algorithm, f"{method}:{given['uri']}")
    middle = f":{given['nc']}:{given['cnonce']}:auth" if "qop" in given else ""
    return _hash(algorithm, f"{ha1}:{given['nonce']}{middle}:{ha2}")


def _hash(algorithm: str, text: str) -> str:
    return hashlib.new(_ALGORITHMS[algorithm], text.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()


def _quoted(value: str) -> str:
    return "".join(f"\\{c}" if c in '"\\' else c for c in value if c.isprintable())


@dataclass
class Nonces:
    """Challenges of ours: each lives a while, and each count of it serves once."""

    secret: bytes

    def __post_init__(self) -> None:
        self._counts: OrderedDict[str, int] = OrderedDict()

    def issue(self, now: float, salt: str) -> str:
        """A nonce; ``salt`` is never the same twice."""
        stamp = f"{int(now * 1000):x}.{salt}"
        return f"{stamp}.{self._seal(stamp)}"

    def challenge(self, realm: str, now: float, salt: str, *, stale: bool = False) -> str:
        """The header's value."""
        more = ", stale=true" if stale else ""
        return f'Digest realm="{realm}", nonce="{self.issue(now, salt)}", algorithm=MD5, qop="auth"{more}'

    def ours(self, nonce: str) -> bool:
        """Whether we made it."""
        stamp, _, seal = nonce.rpartition(".")
        return hmac.compare_digest(self._seal(stamp).encode(), seal.encode())

    def fresh(self, nonce: str, now: float) -> bool:
        """Whether one of ours still lives."""
        made = nonce.partition(".")[0]
        return bool(re.fullmatch(r"[0-9a-f]{1,16}", made)) and 0 <= now - int(made, 16) / 1000 <= LIFE

    def count(self, nonce: str, nc: str) -> bool:
        """Take a count; False when it, or a later one, was taken before."""
        if not re.fullmatch(r"[0-9a-fA-F]{8}", nc) or int(nc, 16) <= self._counts.get(nonce, 0):
            return False
        self._counts[nonce] = int(nc, 16)
        self._counts.move_to_end(nonce)
        if len(self._counts) > REMEMBERED:
            self._counts.popitem(last=False)
        return True

    def _seal(self, stamp: str) -> str:
        return hmac.new(self.secret, stamp.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:24]
