"""What every response has in common: who is told, in which language, by which patterns."""

from collections.abc import Iterable, Sized
from datetime import datetime
from typing import Any

import msgspec

from gateway.model.identity import ItemId
from gateway.model.items import Item
from gateway.model.loans import Fee, Hold, Loan
from gateway.model.outcomes import Outcome
from gateway.model.problems import Notice, Problem
from gateway.model.wording import Tongue, tell
from gateway.translate.sip2 import terms
from gateway.translate.sip2.terminal import Terminal, eight_digits, masked
from protocols import sip2

#: What amounts are in.
CURRENCY = "CNY"

#: SIP2's four-digit counters hold no more.
MOST = 9999


def count(many: Sized) -> int:
    """How many there are, as far as a counter goes."""
    return min(len(many), MOST)


class Writing:
    """One response in the making: the request it answers, the terminal, the tongue and the time."""

    __slots__ = ("_noticed", "date", "now", "outcome", "request", "terminal", "tongue")

    def __init__(
        self,
        request: Any,  # noqa: ANN401 - each writer knows its own request and outcome by the table below
        outcome: Any,  # noqa: ANN401
        terminal: Terminal,
        tongue: Tongue,
        now: datetime,
    ) -> None:
        self.request = request
        self.outcome = outcome
        self.terminal = terminal
        self.tongue = tongue
        self.now = now
        self.date = sip2.format_date(now, terminal.zone)
        # Screen and receipt say the same.
        self._noticed = tuple(map(self.say, outcome.notices))

    def screen(self) -> tuple[str, ...]:
        """AF: the reasons, then what else there is to say."""
        outcome: Outcome = self.outcome
        said = (*map(self.say, outcome.problems), *self._noticed)
        return tuple(filter(None, said))

    def say(self, what: Problem | Notice) -> str:
        """A sentence, in which a location is named as people know it."""
        place = what.facts.get("place")
        if isinstance(place, str):
            named = self.terminal.place(place, self.tongue)
            what = msgspec.structs.replace(what, facts={**what.facts, "place": named})
        return tell(what, self.tongue)

    def receipt(self) -> tuple[str, ...]:
        """AG: what was done, in lines no wider than the printer."""
        outcome: Outcome = self.outcome
        if not outcome.ok:
            return ()
        said, columns = self._noticed, self.terminal.columns
        return tuple(line for text in said for line in sip2.wrap(text, columns)) if columns else said

    def name(self, name: str) -> str:
        """A person's name as this terminal may show it."""
        return masked(name) if self.terminal.mask_names else name

    def institution(self, item: ItemId | None) -> str:
        """AO: the terminal's library, or the owner of the item where the terminal reads owners from tags."""
        if self.terminal.owner_from_tag and item is not None:
            return str(item.owner)
        return str(self.terminal.agency)

    def extension(self, tag: str, value: str | None) -> str | None:
        """The value of a tag beyond the standard, where this terminal wants it and there is one."""
        return value if value and tag in self.terminal.extensions else None

    def line(self, pattern: str, **values: str) -> str:
        """One entry of a list of items, by the terminal's own pattern."""
        return pattern.format_map({**_NO_VALUES, **values})

    def loan_line(self, loan: Loan, item: Item) -> str:
        """A loan in a list."""
        return self.line(self.terminal.item_line, **_item_values(item), due=self.terminal.day(loan.due))

    def hold_line(self, hold: Hold, item: Item | None) -> str:
        """A hold in a list; one on a title that has caught no copy yet is named by its title."""
        values = _item_values(item) if item else {"barcode": hold.title, "title": hold.title}
        return self.line(self.terminal.item_line, **values)

    def fine_line(self, fee: Fee) -> str:
        """A fee in a list."""
        barcode = fee.item.barcode if fee.item else ""
        return self.line(
            self.terminal.fine_line, barcode=barcode, title=fee.title, amount=sip2.yuan(fee.owed)
        ).strip()

    def fee_lines(self, fees: Iterable[Fee]) -> tuple[sip2.FeeLine, ...]:
        """FA to FG for each fee, where this terminal wants them."""
        if "fees" not in self.terminal.extensions:
            return ()
        return tuple(
            sip2.FeeLine(
                fee_identifier=fee.id,
                fee_remaining=sip2.yuan(fee.owed),
                fee_item=fee.item.barcode if fee.item else None,
                fee_date=eight_digits(fee.created.astimezone(self.terminal.zone).date()),
                fee_title=fee.title or None,
                fee_type_code=terms.FEE_TYPE[fee.kind],
                fee_paid=sip2.yuan(fee.paid),
            )
            for fee in fees
        )


_NO_VALUES = dict.fromkeys(("barcode", "owner", "title", "author", "call_number", "due", "amount"), "")


def _item_values(item: Item) -> dict[str, str]:
    return {
        "barcode": item.id.barcode,
        "owner": str(item.id.owner),
        "title": item.title,
        "author": item.author,
        "call_number": item.call_number,
    }
