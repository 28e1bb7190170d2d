"""Scenarios over REST: trees, sessions performed by other programs, connectors."""

from entregent.scenarios.rest import connectors, sessions, trees
from entregent.scenarios.rest.router import router

__all__ = ["connectors", "router", "sessions", "trees"]
