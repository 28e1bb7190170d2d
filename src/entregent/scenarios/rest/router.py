"""The one router of the room: two with the same address would hide each other's methods."""

from ninja import Router

router = Router(tags=["scenarios"])
