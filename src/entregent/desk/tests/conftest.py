"""The desk shows what other rooms keep: a help site with a few articles, as knowledge tries it."""

from entregent.knowledge.tests.conftest import home, shelf, write

__all__ = ["home", "shelf", "write"]
