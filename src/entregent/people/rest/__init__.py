"""Persons over REST."""

from entregent.people.rest import care, files, merging, organisations, persons
from entregent.people.rest.router import router

__all__ = ["care", "files", "merging", "organisations", "persons", "router"]
