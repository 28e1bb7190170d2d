"""The JSON Schema of a tree's form, made from its types: for editors, for git, for programs that write trees."""

from functools import cache
from typing import Any

from entregent.scenarios.tree.form import VERSION, Form

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@cache
def schema() -> dict[str, Any]:
    """The schema. The one who serves it adds its address (``$id``)."""
    found = Form.model_json_schema(by_alias=True)
    return {
        "$schema": DIALECT,
        "title": f"Entregent scenario, form {VERSION}",
        **{k: v for k, v in found.items() if k != "title"},
    }
