"""The facts of call tracking. A lending is told without its visitor."""

from entregent.journal.kinds import kind

number_lent = kind(
    "number.lent", "A visitor of the site who agreed to it sees a number of their own for a while.",
    source="where they came from, if it is one that is told apart", free="numbers that could still be lent",
)  # fmt: skip
number_exhausted = kind(
    "number.exhausted", "A visitor who agreed was lent none: all are lent.",
    source="where they came from, if it is one that is told apart",
)  # fmt: skip
