"""The one router to which the operations of this room belong."""

from ninja import Router

router = Router(tags=["people"])
