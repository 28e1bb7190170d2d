"""What the router refuses, in words for the agent who asked."""

from django.utils.translation import gettext as _


class RoutingError(ValueError):
    """The router refuses: the message says why."""


class AlreadyQueued(RoutingError):
    """The subject already waits, rings or is in someone's hands."""

    def __init__(self) -> None:
        super().__init__(_("It is already waiting for an agent."))


class AlreadyTaken(RoutingError):
    """Someone else was quicker; ``name`` is theirs."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(_("Already taken by %(name)s.") % {"name": name})


class OfferOver(RoutingError):
    """The offer rings no more."""

    def __init__(self) -> None:
        super().__init__(_("This offer is over: it was proposed to someone else or withdrawn."))


class NotInHand(RoutingError):
    """The item is not in the state that the act asks for."""

    def __init__(self) -> None:
        super().__init__(_("This item is no longer in anyone’s hands."))


class ItemOver(RoutingError):
    """The item is finished or cancelled."""

    def __init__(self) -> None:
        super().__init__(_("This item is finished."))


class CannotServe(RoutingError):
    """The agent may not work for the item's brand."""

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s does not work for this brand.") % {"name": name})


class Unknown(RoutingError):
    """No such item, offer, queue or agent behind the open walls."""

    def __init__(self) -> None:
        super().__init__(_("It does not exist, or not for the brands that you serve."))


class OverflowRing(RoutingError):
    """A queue would overflow into itself, through others or not; ``names`` are theirs, in order, the first again at the end."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(_("These queues would overflow into each other for ever: %(names)s.") % {"names": " → ".join(names)})
