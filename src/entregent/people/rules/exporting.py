"""Cells that a spreadsheet opens as text, whatever they hold."""

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: object) -> str:
    """A cell's text; what a spreadsheet would run as a formula (OWASP, CSV injection) begins with an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_DANGEROUS) else text
