"""Types of values that the rooms' schemas share: what PostgreSQL cannot store is refused at the door."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Schema
from pydantic import AfterValidator

from entregent.access.models import Staff
from entregent.rest.cursor import LONGEST
from entregent.rest.problems import invalid


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("the character U+0000 cannot be stored")
    return text


def _storable_tree(value: Any) -> Any:
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, dict):
        return {_storable(str(key)): _storable_tree(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_storable_tree(item) for item in value]
    return value


Text = Annotated[str, AfterValidator(_storable)]
Line = Annotated[str, Field(max_length=250), AfterValidator(_storable)]
Word = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^\S(.*\S)?$"), AfterValidator(_storable)]
Custom = Annotated[dict[str, Any], AfterValidator(_storable_tree)]


class Listing(Schema):
    """What every list takes in its query."""

    cursor: Annotated[str, Field(max_length=1000, description="`next` of the page before")] | None = None
    limit: Annotated[int, Field(ge=1, le=LONGEST)] = 50


Listed = Annotated[Listing, Query(...)]


def brand_of(request: HttpRequest, wanted: Any, permission: str) -> Any:
    """The brand that a new thing is made for: the key's, or the one named by staff who serve several. Raises Refusal."""
    brands = request.rights.brands_where(permission)
    if wanted is None and len(brands) == 1:
        return brands[0]
    if wanted not in brands:
        raise invalid("/brand", "name one of your brands")
    return wanted


def author_of(request: HttpRequest, wanted: Any, brand: Any, pointer: str = "/author") -> Staff:
    """The member of staff in whose name a thing is done: who is signed in, or whom a program names. Raises Refusal."""
    if request.caller.staff is not None:
        return request.caller.staff
    staff = Staff.objects.filter(id=wanted, is_active=True, memberships__of_brand=brand).first() if wanted else None
    if staff is None:
        raise invalid(pointer, "name an active member of staff of this brand by id: a program answers in someone's name")
    return staff
