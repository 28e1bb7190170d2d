"""The word for a customer in force: that of a visitor's brands while a page is made, of one brand while we write about it.

Texts hold a form of it by name: ``worded(_("What %(customers)s see"))``. A translation may take another form than its
msgid, for languages decline differently: « Ce que %(the_customers)s voient ».
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language

from entregent.brands.rules import DEFAULT_WORD, PHRASES, customer_word

_word: ContextVar[str] = ContextVar("vocabulary", default=DEFAULT_WORD)


def in_force() -> str:
    """The vocabulary of what is being written now; a key of ``rules.WORDS``."""
    return _word.get()


def activate(vocabulary: str) -> None:
    """Speak so until the end of the block of ``speaking`` that is open: a request learns late whose it is."""
    _word.set(vocabulary)


@contextmanager
def speaking(vocabulary: str) -> Iterator[None]:
    """Speak so in the block."""
    token = _word.set(vocabulary)
    try:
        yield
    finally:
        _word.reset(token)


def worded(message: str | Promise, vocabulary: str | None = None) -> str:
    """A text with the word for a customer in its places (``rules.PHRASES``): the one in force, or that of a brand.

    Raises KeyError for a place that is no form of it.
    """
    return str(message) % _Forms(vocabulary or in_force())


worded_lazy = lazy(worded, str)
"""The same, said when it is shown: for labels and choices that are made once."""


class _Forms(dict[str, str]):
    """The forms by name, made when asked for."""

    def __init__(self, vocabulary: str) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def __missing__(self, name: str) -> str:
        return customer_word(self.vocabulary, PHRASES[name], get_language() or "en")  # none: texts are their msgids
