"""The JSON Schema of a tree's form, made from its types: for editors, for git, for programs that write trees."""

from functools import cache
from typing import Any

from entregent.scenarios.tree.form import VERSION, Form

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@cache
def schema() -> dict[str, Any]:
    """The schema. The one who serves it adds its address (``$id``)."""
    found = _closed(Form.model_json_schema(by_alias=True))
    return {
        "$schema": DIALECT,
        "title": f"Entregent scenario, form {VERSION}",
        **{k: v for k, v in found.items() if k != "title"},
    }


def _closed(value: Any) -> Any:
    """Maps whose keys have a form take no others."""
    if isinstance(value, list):
        return [_closed(one) for one in value]
    if not isinstance(value, dict):
        return value
    closed = {name: _closed(one) for name, one in value.items()}
    return {**closed, "additionalProperties": False} if "patternProperties" in closed else closed
