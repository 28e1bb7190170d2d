"""What every part of a tree's form is: unchangeable, and refusing what it does not know."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""Names a node within its tree, or a thing of a node."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$")]
"""Names a scenario of the brand."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?$")]
"""Names a variable, alone (``motif``) or within a thing (``commande.statut``)."""

Key = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}$")]
"""What is pressed for an option; one digit on a telephone."""

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""A word for figures and for programs: an outcome, a reason, a parameter."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=r"^[^\x00]*$")]
Line = Annotated[str, StringConstraints(max_length=250, pattern=r"^[^\x00]*$")]
"""U+0000 cannot be stored."""


class Part(BaseModel):
    """A part of a form."""

    model_config = ConfigDict(frozen=True, extra="forbid")
