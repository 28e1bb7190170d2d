"""Which pages are asked for: a name, who may ask, and the addresses, each time another ticket, person or place in a list."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import urlencode

import psycopg

BOTH, AGENT, SUPERVISOR = ("agent", "supervisor"), ("agent",), ("supervisor",)
VIEWS = ("mine", "unassigned", "soon", "broken", "pending", "open", "resolved")
COUNTED = ("mine", "unassigned", "soon", "broken")
SETTLED, ALL = "resolved,closed", "all"
TAGS = {"10 %": "facture", "1 %": "tempête", "0.1 %": "presse", "only old ones": "migration", "nobody’s": "inconnue"}
BRANDS = """(SELECT of_brand_id FROM access_membership JOIN access_staff s ON s.id = staff_id
    WHERE s.email = 'agent0@altiphone.example')"""


@dataclass(frozen=True)
class Page:
    """A line of the table."""

    name: str
    addresses: Iterator[str]
    visitors: tuple[str, ...] = BOTH


def pages(connection: psycopg.Connection) -> Iterator[Page]:
    """Every page that is measured. The samples are of brands that both visitors see."""
    yield from _lists(connection)
    yield from _searches(connection)
    yield from _tickets(connection)
    yield from _persons(connection)
    yield from _desk(connection)


def _lists(connection: psycopg.Connection) -> Iterator[Page]:
    for view in VIEWS:
        yield Page(f"tickets: view “{view}”", _same("/tickets/", view=view))
    for view in COUNTED:
        yield Page(f"tickets: count of “{view}”", _same("/tickets/count/", view=view))
    for order, key in (
        ("-updated_at", "updated_at"),
        ("-opened_at", "opened_at"),
        ("next_due_at", "next_due_at"),
        ("-priority", "priority"),
    ):
        where = f"status IN ('new', 'open', 'pending', 'on_hold') AND {key} IS NOT NULL"
        yield Page(f"tickets: all open by {order}", _same("/tickets/", view="open", order=order))
        places = _cursors(connection, key, where)
        yield Page(
            f"tickets: all open by {order}, deep", (_to("/tickets/", view="open", order=order, after=at) for at in places)
        )
    for name, status in (("open", ""), ("settled", SETTLED), ("every one", ALL)):
        for share, tag in TAGS.items():
            yield Page(f"tickets: {name}, tag {share}", _same("/tickets/", status=status, tag=tag, order="-updated_at"))
        for field, values in _values(connection).items():
            yield Page(
                f"tickets: {name}, {field}",
                (_to("/tickets/", status=status, order="-updated_at", **{field: value}) for value in values),
            )
    places = _cursors(connection, "updated_at", "status = 'closed'")
    yield Page("tickets: settled, deep", (_to("/tickets/", status=SETTLED, order="-updated_at", after=at) for at in places))
    places = _cursors(connection, "updated_at", "status = 'closed' AND 'tempête' = ANY (tags)")
    deep = (_to("/tickets/", status=SETTLED, tag="tempête", order="-updated_at", after=at) for at in places)
    yield Page("tickets: settled, tag 1 %, deep", deep)


def _values(connection: psycopg.Connection) -> dict[str, Iterator[str]]:
    return {
        "priority": cycle(["-1", "0", "1", "2"]),
        "type": cycle(["question", "incident", "request", "complaint"]),
        "queue": _sample(connection, f"SELECT id FROM routing_queue WHERE brand_id IN {BRANDS}"),
        "reason": _sample(connection, f"SELECT id FROM tickets_reason WHERE parent_id IS NOT NULL AND brand_id IN {BRANDS}"),
        "assignee": _sample(connection, "SELECT id FROM access_staff WHERE email LIKE 'agent%' ORDER BY email LIMIT 20"),
    }


def _searches(connection: psycopg.Connection) -> Iterator[Page]:
    numbers = _sample(connection, f"SELECT number FROM tickets_ticket WHERE brand_id IN {BRANDS} LIMIT 40 OFFSET 300000")
    yield Page("tickets: a number", (_to("/tickets/", q=number) for number in numbers))
    yield Page(
        "tickets: words of a title",
        (_to("/tickets/", q=text) for text in cycle(["remboursement", "colis non reçu", "carte perdue 7"])),
    )
    names = _names(connection)
    yield Page("tickets: a person’s name", (_to("/tickets/", q=name) for name in names))
    yield Page("palette: a misspelt name", (_to("/desk/search/", q=_slip(name)) for name in names))
    yield Page("persons: a name", (_to("/people/", q=name) for name in names))
    yield Page("persons: a misspelt name", (_to("/people/", q=_slip(name)) for name in names))
    yield Page("persons: a misspelt family name", (_to("/people/", q=_slip(name.split()[-1])) for name in names))
    yield Page("persons: a name begun", (_to("/people/", q=name[: len(name.split()[0]) + 4]) for name in names))
    mails = _sample(
        connection, f"SELECT value FROM people_handle WHERE kind = 'mail' AND brand_id IN {BRANDS} LIMIT 40 OFFSET 200000"
    )
    yield Page("persons: a mail", (_to("/people/", q=mail) for mail in mails))
    yield Page("persons: a misspelt mail", (_to("/people/", q=_slip(mail)) for mail in mails))
    phones = cycle([f"06 39 98 {n:02d} {n + 7:02d}" for n in range(1, 90, 5)])
    yield Page("persons: a phone", (_to("/people/", q=phone) for phone in phones))
    yield Page("persons: the end of a phone", (_to("/people/", q=phone[-5:].replace(" ", "")) for phone in phones))


def _tickets(connection: psycopg.Connection) -> Iterator[Page]:
    what = "SELECT id, conversation_id, person_id FROM tickets_ticket"
    kinds = {
        "closed": f"{what} WHERE status = 'closed' AND brand_id IN {BRANDS} LIMIT 40 OFFSET 400000",
        "open": f"{what} WHERE status = 'open' AND brand_id IN {BRANDS} LIMIT 40",
        "300 messages": f"""{what} WHERE conversation_id IN (SELECT conversation_id FROM conversations_message
            WHERE at > now() - interval '2 days' GROUP BY conversation_id HAVING count(*) > 100)""",
    }  # fmt: skip
    for name, statement in kinds.items():
        rows = connection.execute(statement).fetchall()
        yield Page(f"ticket, {name}: page", (f"/desk/ticket/{id}/" for id, _c, _p in cycle(rows)))
        yield Page(f"ticket, {name}: head and composer", (f"/tickets/{id}/pane/" for id, _c, _p in cycle(rows)))
        yield Page(f"ticket, {name}: conversation", (f"/conversations/{c}/thread/?ticket={id}" for id, c, _p in cycle(rows)))
        yield Page(f"ticket, {name}: history", (f"/tickets/{id}/history/" for id, _c, _p in cycle(rows)))
        yield Page(f"ticket, {name}: customer’s card", (f"/people/{p}/card/" for _id, _c, p in cycle(rows)))
        yield Page(f"ticket, {name}: customer’s tickets", (f"/tickets/of-person/{p}/?open={id}" for id, _c, p in cycle(rows)))


def _persons(connection: psycopg.Connection) -> Iterator[Page]:
    kinds = {
        "usual": f"SELECT person_id FROM tickets_ticket WHERE brand_id IN {BRANDS} LIMIT 40 OFFSET 500000",
        "2,000 messages": "SELECT person_id FROM tickets_ticket GROUP BY person_id HAVING count(*) >= 500",
    }
    for name, statement in kinds.items():
        rows = connection.execute(statement).fetchall()
        yield Page(f"person, {name}: 360° page", (f"/people/{id}/" for (id,) in cycle(rows)))
        places = cycle(["2026-01-15T10:00:00+00:00~1", "2026-06-15T10:00:00+00:00~1", "2025-08-15T10:00:00+00:00~1"])
        next_pages = (_to(f"/people/{id}/timeline/", after=next(places)) for (id,) in cycle(rows))
        yield Page(f"person, {name}: timeline, next page", next_pages)
    yield Page("persons: list", _same("/people/"))
    places = _sample(
        connection, f"SELECT updated_at, id FROM people_person WHERE brand_id IN {BRANDS} LIMIT 40 OFFSET 300000", _key
    )
    yield Page("persons: list, deep", (_to("/people/", after=at) for at in places))
    yield Page("persons: stage at risk", _same("/people/", stage="at_risk"))
    for share, tag in {
        "10 %": "fidèle",
        "1 %": "vip",
        "0.1 %": "presse",
        "only old ones": "ancien",
        "nobody’s": "inconnu",
    }.items():
        yield Page(f"persons: tag {share}", _same("/people/", tag=tag))
    places = _sample(
        connection,
        f"SELECT updated_at, id FROM people_person WHERE 'vip' = ANY (tags) AND brand_id IN {BRANDS} LIMIT 40 OFFSET 3000",
        _key,
    )
    yield Page("persons: tag 1 %, deep", (_to("/people/", tag="vip", after=at) for at in places))
    yield Page("persons: tag 1 %, stage at risk", _same("/people/", tag="vip", stage="at_risk"))


def _desk(connection: psycopg.Connection) -> Iterator[Page]:
    for name, address in (
        ("page", "/"), ("my work", "/desk/my-work/"), ("bandeau", "/desk/bandeau/"), ("ringing", "/desk/ringing/"),
        ("figures", "/desk/figures/"), ("presence", "/routing/presence/"), ("my queues", "/routing/queues/"),
    ):  # fmt: skip
        yield Page(f"desk: {name}", _same(address), AGENT)
    for name, address in (
        ("page", "/supervision/"), ("figures", "/supervision/figures/"), ("queues", "/routing/board/"),
        ("agents", "/routing/agents/"), ("waits", "/supervision/waiting/?days=90"), ("rights", "/rights/"),
    ):  # fmt: skip
        yield Page(f"supervision: {name}", _same(address), SUPERVISOR)
    queues = _sample(connection, f"SELECT id FROM routing_queue WHERE brand_id IN {BRANDS}")
    yield Page("supervision: what waits in a queue", (f"/routing/board/{id}/" for id in queues), SUPERVISOR)


def _names(connection: psycopg.Connection) -> Iterator[str]:
    statement = f"SELECT given_name || ' ' || family_name FROM people_person WHERE brand_id IN {BRANDS} LIMIT 60 OFFSET 150000"
    return _sample(connection, statement)


def _slip(text: str) -> str:
    """The text with the two letters in its middle swapped, or the second one left out when they are the same."""
    middle = len(text) // 2
    before, one, other, after = text[: middle - 1], text[middle - 1], text[middle], text[middle + 1 :]
    return before + (other + one if one != other else one) + after


def _cursors(connection: psycopg.Connection, column: str, where: str) -> Iterator[str]:
    statement = (
        f"SELECT {column}, id FROM tickets_ticket WHERE {where} AND brand_id IN {BRANDS} ORDER BY md5(id::text) LIMIT 40"
    )
    return _sample(connection, statement, _key)


def _key(row: tuple) -> str:
    value, id = row
    return f"{value if isinstance(value, int) else value.isoformat()}~{id}"


def _sample(connection: psycopg.Connection, statement: str, make=lambda row: str(row[0])) -> Iterator[str]:
    return cycle([make(row) for row in connection.execute(statement).fetchall()])


def _same(path: str, **parameters: str) -> Iterator[str]:
    return cycle([_to(path, **parameters)])


def _to(path: str, **parameters: str) -> str:
    asked = {name: value for name, value in parameters.items() if value}
    return f"{path}?{urlencode(asked)}" if asked else path
