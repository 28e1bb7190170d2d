"""What the address of a list of persons asks for."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, QueryDict

from entregent.people.models import Stage, View

NAMES = ("q", "stage", "tag", "brand")


@dataclass(frozen=True)
class Asked:
    """A list: its filters, the saved list it comes from, and whether something was changed since."""

    text: str
    stage: str
    tag: str
    brand: UUID | None
    view: View | None
    changed: bool

    def parameters(self) -> dict[str, str]:
        """The filters as an address or a saved list names them; those that filter nothing left out."""
        said = {"q": self.text, "stage": self.stage, "tag": self.tag, "brand": str(self.brand or "")}
        return {name: value for name, value in said.items() if value}

    def address(self, **more: str) -> str:
        """The query string that asks for this list again."""
        said = self.parameters()
        if self.view is not None:
            changed = {name: said.get(name, "") for name in NAMES} if self.changed else {}
            said = {"view": str(self.view.id), **changed}
        return "?" + urlencode(said | more)


def asked(request: HttpRequest, views: list[View]) -> Asked:
    """Read the address: ``view`` names a saved list that the visitor may open, the other parameters win over its filters."""
    view = next((view for view in views if str(view.id) == request.GET.get("view")), None)
    said = {name: request.GET[name] for name in NAMES if name in request.GET}
    kept = {name: value for name, value in view.filters.items() if name in NAMES} if view else {}
    values = kept | said
    found = Asked(
        text=_plain(values.get("q", ""), 200),
        stage=values["stage"] if values.get("stage") in Stage.values else "",
        tag=_plain(values.get("tag", ""), 40).lower(),
        brand=_uuid(values.get("brand", "")),
        view=view,
        changed=False,
    )
    changed = view is not None and found.parameters() != {name: value for name, value in kept.items() if value}
    return Asked(found.text, found.stage, found.tag, found.brand, view, changed)


def filters_of(form: QueryDict) -> dict[str, str]:
    """The filters that a form sends along, to be kept with a saved list."""
    return {name: _plain(form.get(name, ""), 200) for name in NAMES}


def _plain(text: str, longest: int) -> str:
    return text.replace("\x00", "").strip()[:longest]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
