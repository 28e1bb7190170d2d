"""The one router of tickets: addresses shared by several methods must be in the same one."""

from ninja import Router

router = Router(tags=["tickets"])
