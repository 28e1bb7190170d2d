"""What scenarios refuse, in words that can be shown."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from entregent.scenarios.models import Version
    from entregent.scenarios.tree.checks import Finding
    from entregent.scenarios.tree.form import Fault


class ScenarioRefusal(ValueError):
    """Base of the refusals: the message says what happened and what can be done."""


class NotAForm(ScenarioRefusal):
    """The document is no tree; ``faults`` say where and why."""

    def __init__(self, faults: "Sequence[Fault]") -> None:
        self.faults = list(faults)
        first = f"{faults[0].pointer or '/'}: {faults[0].message}" if faults else ""
        super().__init__(_("This is not a scenario that can be read (%(first)s).") % {"first": first})


class SavedMeanwhile(ScenarioRefusal):
    """Somebody saved the draft since it was read; ``theirs`` is what they saved. What was sent is still the sender's."""

    def __init__(self, theirs: "Version") -> None:
        self.theirs = theirs
        super().__init__(_("Someone saved this scenario meanwhile: look at the differences, then save again."))


class HasErrors(ScenarioRefusal):
    """The draft cannot be published; ``findings`` say why."""

    def __init__(self, findings: "Sequence[Finding]") -> None:
        self.findings = list(findings)
        count = sum(finding.stops for finding in findings)
        super().__init__(_("This scenario cannot be published yet: %(count)s points to correct.") % {"count": count})


class NothingToPublish(ScenarioRefusal):
    """There is no draft."""

    def __init__(self) -> None:
        super().__init__(_("There is no draft to publish."))


class NothingToUndo(ScenarioRefusal):
    """There is no change of one's own to take back; ``other`` made the last one, if anybody did."""

    def __init__(self, other: str) -> None:
        self.other = other
        super().__init__(
            _("The last change is by %(name)s: only they can undo it.") % {"name": other} if other else _("Nothing to undo.")
        )


class NothingToRedo(ScenarioRefusal):
    """Nothing of one's own was undone, or something was changed since."""

    def __init__(self) -> None:
        super().__init__(_("Nothing to redo."))


class NotPublished(ScenarioRefusal):
    """No version of the scenario is performed now, or not on this medium."""

    def __init__(self) -> None:
        super().__init__(_("This scenario is not published for this channel."))


class CannotComeBack(ScenarioRefusal):
    """Only a version that was published, and is not any more, may come back."""

    def __init__(self) -> None:
        super().__init__(_("Only a version that was withdrawn can come back."))


class SlugTaken(ScenarioRefusal):
    """The brand has a scenario of this short name."""

    def __init__(self) -> None:
        super().__init__(_("There is already a scenario with this short name."))


class Overtaken(ScenarioRefusal):
    """The answer is to a question that was answered meanwhile; ``queries.turn(session)`` says what is asked now."""

    def __init__(self, session: UUID) -> None:
        self.session = session
        super().__init__(_("This question was answered meanwhile: see what is asked now."))


class TooManyCodes(ScenarioRefusal):
    """Too many wrong codes were tried."""

    def __init__(self) -> None:
        super().__init__(_("Too many codes were tried: wait a few minutes."))


class NoAddress(ScenarioRefusal):
    """What was left is neither an address of mail nor a number of telephone."""

    def __init__(self) -> None:
        super().__init__(_("This is neither an e-mail address nor a phone number: check it, then send it again."))


class ConnectorRefused(ScenarioRefusal):
    """The program outside cannot be set up like that; ``field`` says what is wrong."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)
