"""Answers of the server as lines and tables for people."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from gateway.cli.speak import Say
from gateway.model.wording import yuan
from gateway.web.shapes import Answer, LoanShown, PatronShown

#: Columns of a table that no terminal limits: what a program reads is not broken into lines.
_UNLIMITED: Final = 1000

#: The code of `ProblemCode.PATRON_UNKNOWN`.
_UNKNOWN: Final = "patron_unknown"


def minute(instant: datetime | None) -> str:
    """An instant to the minute, in the library's time, which is how the server tells it."""
    return instant.strftime("%Y-%m-%d %H:%M") if instant else ""


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table without lines; Chinese characters take two columns."""
    from rich.console import Console
    from rich.table import Table

    table = Table(*headings, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else _UNLIMITED
    Console(file=sys.stdout, width=width, markup=False, highlight=False).print(table)


def answer_lines(say: Say, answer: Answer) -> Iterator[str]:
    """What came of a request, the reasons of a refusal first.

    When a loan is due and where a returned item goes stands in the notices.
    """
    for sentence in answer.problems:
        yield f"✗ {sentence.text}"
    if answer.fee and not answer.ok:
        yield say.phrase("fee-wanted", yuan=yuan(answer.fee))
    if answer.item is not None:
        yield f"{answer.item.id}  {answer.item.title}"
    for loan in answer.renewed:
        yield f"✓ {_loan(say, loan)}"
    for each in answer.unrenewed:
        yield f"✗ {_loan(say, each.loan)}: {each.problem.text}"
    for sentence in answer.notices:
        yield sentence.text


def patron_lines(say: Say, patron: PatronShown) -> Iterator[str]:
    """A patron from top to bottom."""
    if not patron.found:
        # What a reader is told of an unknown card sends him to the desk; here is the desk.
        told = [sentence.text for sentence in patron.problems if sentence.code != _UNKNOWN]
        yield from (f"✗ {text}" for text in told)
        if not told:
            yield say.phrase("not-found")
        return
    yield "  ".join(part for part in (patron.id, patron.name, patron.category, patron.college) if part)
    if patron.expires is not None:
        yield say.phrase("expires", day=patron.expires.isoformat())
    yield from (f"✗ {sentence.text}" for sentence in patron.problems)
    for card in patron.cards:
        yield say.phrase("card-lost" if card.lost else "card", value=card.value, kind=card.kind)
    for block in patron.blocks:
        yield say.phrase("block", reason=block.reason, text=block.text).rstrip()
    yield from (_loan(say, loan) for loan in patron.loans)
    for hold in patron.holds:
        yield say.phrase("hold", title=hold.title or hold.item, state=hold.state, pickup=hold.pickup).rstrip()
    for fee in patron.fees:
        yield say.phrase("owes-of", yuan=yuan(fee.owed), kind=fee.kind, title=fee.title or fee.item).rstrip()
    if patron.owed:
        yield say.phrase("owes", yuan=yuan(patron.owed))


def _loan(say: Say, loan: LoanShown) -> str:
    due = say.phrase("overdue" if loan.overdue else "due", due=minute(loan.due))
    return f"{loan.item}  {loan.title}  {due}"
