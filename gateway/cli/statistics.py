"""``guanji statistics``: figures read from the database itself, beside a server that may run."""

import csv
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from gateway.cli.asking import json_option, print_json
from gateway.cli.failure import MISUSED, Failure
from gateway.cli.options import config_option
from gateway.cli.speak import Say

if TYPE_CHECKING:
    from gateway.model.keeping import LoanCount

COLUMNS: Final = ("month", "category", "college", "lent-at", "loans", "renewals")


def commands(say: Say) -> click.Command:
    """The group."""
    return say.group(
        "statistics",
        say.command(
            "statistics loans",
            loans,
            say.option("--from", "first", key="first-month", metavar="MONTH"),
            say.option("--to", "last", key="last-month", metavar="MONTH"),
            json_option(say),
            say.option("--csv", "as_csv", is_flag=True),
            config_option(say),
        ),
    )


@click.pass_obj
def loans(
    say: Say,
    first: str | None,
    last: str | None,
    as_json: bool,  # noqa: FBT001 - as click calls it
    as_csv: bool,  # noqa: FBT001 - the same
    config: Path,
) -> None:
    """Print loans by month, category, college and place."""
    import msgspec

    counts = _counted(config, first, last)
    if as_json:
        rows = [msgspec.to_builtins(count) | {"month": f"{count.month:%Y-%m}"} for count in counts]
        print_json({"loans": rows})
    elif as_csv:
        _csv(say, counts)
    elif counts:
        from gateway.cli.render import print_table

        print_table([say.phrase(column) for column in COLUMNS], _rows(counts))
    else:
        click.echo(say.phrase("no-loans"))


def _rows(counts: "Sequence[LoanCount]") -> Iterator[tuple[str, ...]]:
    for count in counts:
        yield (
            f"{count.month:%Y-%m}",
            *(count.category, count.college, count.place),
            *(str(count.loans), str(count.renewals)),
        )


def _csv(say: Say, counts: "Sequence[LoanCount]") -> None:
    sys.stdout.write("\N{BYTE ORDER MARK}")  # or Excel reads Chinese as something else
    lines = csv.writer(sys.stdout)
    lines.writerow([say.phrase(column) for column in COLUMNS])
    lines.writerows(_rows(counts))


def _counted(path: Path, first: str | None, last: str | None) -> "tuple[LoanCount, ...]":
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from gateway.app.keeping import counted
    from gateway.config.load import load

    config = load(path)
    file = config.database.path
    if file is not None and not file.exists():
        raise Failure("no-database", path=file)
    today = datetime.now(ZoneInfo(config.zone)).date().replace(day=1)
    end = _month(last) or today
    begin = _month(first) or end.replace(year=end.year - 1)
    if begin > end:
        raise Failure("months-turned", MISUSED, first=f"{begin:%Y-%m}", last=f"{end:%Y-%m}")
    return counted(config, begin, end)


def _month(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Failure("bad-month", MISUSED, value=text) from None
