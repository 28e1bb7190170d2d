"""Entregent, the art of dealing with people: a self-hosted platform for customer relations."""

from importlib.metadata import version

__version__ = version("entregent")
