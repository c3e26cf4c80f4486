"""Where a reader's numbers stand written: in messages with their answers, and in events.

No index leads from a reader to all of them, and none is worth its cost to every kiosk: he asks once, and is
answered after a look through everything, a stretch at a time.
"""

import re
from collections.abc import Iterable
from typing import Final

import msgspec
import sqlalchemy as sa

from gateway.model.cards import readings
from gateway.model.identity import PatronId
from gateway.store import tables as t
from gateway.store.compiled import Statement
from gateway.store.order import ask
from gateway.store.shapes import Row
from gateway.store.shelf import SqlShelf

#: Rows looked through at once: a few milliseconds of reading.
STRETCH: Final = 2000

_ESCAPE: Final = "/"


class Names(msgspec.Struct, frozen=True):
    """What a reader is named by.

    `reader` is his id as events write it, `numbers` are his number and cards in every spelling; `said` the
    same and, where it is told as a field of a message (``AE``, ``DA``), his name.
    """

    reader: str
    numbers: frozenset[str]
    said: re.Pattern[str]


def names_of(reader: PatronId, cards: Iterable[str], *, name: str = "") -> Names:
    """What names that reader. `name` takes his namesakes' messages too: to erase, never to tell."""
    numbers = frozenset(
        spelling for card in (reader.number, *cards) for spelling in (card, *readings(card)) if spelling
    )
    # A field's two letters may stand right before its value; zeros pad a decimal number.
    number = "|".join(re.escape(each) for each in sorted(numbers))
    said = rf"(?:(?<![0-9A-Za-z])|(?<=A[A-Z])|(?<=C[A-Z]))0*(?:{number})(?![0-9A-Za-z])"
    if name:
        said += rf"|(?:(?<=\|AE)|(?<=\|DA)){re.escape(name)}(?=\|)"
    return Names(str(reader), numbers, re.compile(said, re.IGNORECASE))


def _like(column: sa.ColumnElement[str], name: str) -> sa.ColumnElement[bool]:
    return column.like(sa.bindparam(name), escape=_ESCAPE)


def _holding(text: str) -> str:
    """A pattern of LIKE for what holds that text."""
    for special in (_ESCAPE, "%", "_"):
        text = text.replace(special, _ESCAPE + special)
    return f"%{text}%"


def _stretch(table: sa.Table) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.seq > sa.bindparam("after"), table.c.seq <= sa.bindparam("upto")


_message = t.inbox.c
MESSAGES: Final = Statement(
    sa.select(
        *(_message.seq, _message.ref, _message.at, _message.terminal, _message.kind),
        *(_message.patron, _message.reply, _message.text),
    )
    .where(
        *_stretch(t.inbox),
        sa.or_(_like(_message.text, "holding"), _like(_message.reply, "holding")),
    )
    .order_by(_message.seq),
    *("after", "upto", "holding"),
)
EVENTS: Final = Statement(
    sa.select(
        t.event.c.seq,
        t.event.c.subject,
        t.event.c.data,
        *(t.event.c[name] for name in t.EVENT.names),
    )
    .where(
        *_stretch(t.event),
        sa.or_(t.event.c.subject == sa.bindparam("subject"), _like(t.event.c.data, "holding")),
    )
    .order_by(t.event.c.seq),
    *("after", "upto", "holding", "subject"),
)


def messages(shelf: SqlShelf, names: Names, after: int, *, name: str = "") -> list[Row]:
    """Messages in the stretch after a place that name the reader, with their answers.

    A row is seq, ref, at, terminal, kind, patron, reply, text. `name` is looked for as well.
    """
    found: dict[int, Row] = {}
    for each in (*_shortest(names.numbers), *([name] if name else [])):
        for row in ask(shelf, MESSAGES, after, after + STRETCH, _holding(each)):
            if (
                names.said.search(f"|{row[6]}|")
                or names.said.search(f"|{row[7]}|")
                or row[5] in names.numbers
            ):
                found[row[0]] = row
    return [found[seq] for seq in sorted(found)]


def events(shelf: SqlShelf, names: Names, after: int) -> list[Row]:
    """Events in the stretch after a place that are about the reader or name him.

    A row is seq, subject, data, and then the event's own columns.
    """
    found: dict[int, Row] = {}
    subject, his = f"patron {names.reader}", {names.reader, *names.numbers}
    for each in _shortest(names.numbers):
        for row in ask(shelf, EVENTS, after, after + STRETCH, _holding(each), subject):
            facts = msgspec.json.decode(row[2], type=dict[str, object])
            if row[1] == subject or any(fact in his for fact in facts.values() if isinstance(fact, str)):
                found[row[0]] = row
    return [found[seq] for seq in sorted(found)]


def _shortest(numbers: Iterable[str]) -> list[str]:
    """Those that hold no other: whatever holds a longer one holds the shorter too."""
    every = sorted(numbers, key=len)
    return [each for place, each in enumerate(every) if not any(other in each for other in every[:place])]
