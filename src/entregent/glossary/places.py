"""Where in the product a capability is met: its page, and the permission that opens it (None: everybody's)."""

PLACES: dict[str, tuple[str, str | None]] = {
    "A1": ("people:list", "people.read"),
    "A3": ("people:duplicates", "people.merge"),
    "A4": ("people:organisations", "people.read"),
    "A5": ("people:list", "people.read"),
    "A6": ("studio:brands", "administer"),
    "A8": ("people:list", "people.read"),
    "B1": ("mail:addresses", "administer"),
    "C1": ("supervision:board", "supervise"),
    "C7": ("studio:calendars", "administer"),
    "C8": ("desk:desk", "work"),
    "E1": ("tickets:list", "tickets.read"),
    "E2": ("tickets:list", "tickets.read"),
    "E4": ("tickets:list", "tickets.read"),
    "E9": ("desk:desk", "work"),
    "H5": ("supervision:board", "supervise"),
    "J5": ("studio:staff", "administer"),
    "K3": ("studio:brands", "administer"),
    "K5": ("studio:audit", "audit.read"),
    "L1": ("webhooks:listing", "administer"),
    "L2": ("glossary:glossary", None),
}
