"""What a measurement says: a table, printed for people or, for `make bench`, as JSON."""

import sys
from collections.abc import Callable

import msgspec


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A title, what was done in a sentence, the heads of the columns and the rows."""

    title: str
    said: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def markdown(self) -> str:
        """The table as it stands in docs/performance.md: names to the left, figures to the right."""
        rules = ("---", *("---:" for _ in self.heads[1:]))
        lines = [self.heads, rules, *self.rows]
        drawn = (f"| {' | '.join(line)} |" for line in lines)
        return "\n".join((f"### {self.title}", "", self.said, "", *drawn))


def main(measure: Callable[[], Table]) -> None:
    """Measure, and print what came of it."""
    table = measure()
    shown = msgspec.json.encode(table).decode() if "--json" in sys.argv else table.markdown()
    sys.stdout.write(shown + "\n")
