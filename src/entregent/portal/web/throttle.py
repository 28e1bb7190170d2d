"""How often a stranger may try: counted for all processes together (see ``access.shared_cache``)."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times in so many seconds."""

    name: str
    times: int
    seconds: int

    def passes(self, *who: object) -> bool:
        """Count one more for whom these words name; whether it is within the limit. Two statements.

        The words are digested: a list of who tried would be personal data.
        """
        digest = hashlib.sha256("\0".join(map(str, who)).encode()).hexdigest()[:32]
        key = f"portal:{self.name}:{digest}"
        cache.add(key, 0, self.seconds)
        try:
            return cache.incr(key) <= self.times
        except ValueError:  # it ended between the two
            return True


LINKS_TO_AN_ADDRESS = Limit("link", 5, 3600)
LINKS_FROM_A_MACHINE = Limit("links", 40, 3600)
PASSWORDS_OF_AN_ADDRESS = Limit("password", 5, 300)
PASSWORDS_FROM_A_MACHINE = Limit("passwords", 60, 600)
SECRETS_FROM_A_MACHINE = Limit("secrets", 60, 600)
FACTS_ABOUT_AN_ADDRESS = Limit("facts", 5, 86_400)
REQUESTS_OF_AN_ACCOUNT = Limit("requests", 20, 3600)
CALLBACKS_OF_AN_ACCOUNT = Limit("callbacks", 20, 3600)
VOTES_OF_AN_ACCOUNT = Limit("votes", 20, 3600)
ANSWERS_OF_AN_ACCOUNT = Limit("answers", 60, 3600)
TEN_MINUTES = 600


def machine(request: HttpRequest) -> str:
    """Where the visitor comes from, as the proxy that is set tells it."""
    return str(get_adapter(request).get_client_ip(request))


def first_time(account: UUID, form: UUID | None) -> bool:
    """Whether this form of an account was not sent already: a button pressed twice says it once."""
    return form is None or cache.add(f"portal:sent:{account}:{form}", 1, TEN_MINUTES)
