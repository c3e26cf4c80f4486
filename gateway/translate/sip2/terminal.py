"""A terminal as the translation sees it: who it is, what it may do, and how it wants to be spoken to."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Final

import msgspec

from gateway.model.cards import CardReading
from gateway.model.commands import Origin
from gateway.model.identity import AgencyId
from gateway.model.wording import Sentence, Tongue
from protocols.sip2.codes import SupportedMessages

#: The place where whatever no machine offers is done; it is no location and has no code of its own.
DESK = ""
_DESK_NAMES: Sentence = ("服务台", "the desk")

#: Due dates kept written: most loans of a day fall due on the same few days.
DAYS_KEPT: Final = 512

#: Every service of BX.
ALL_SERVICES = ~SupportedMessages(0)


class Terminal(msgspec.Struct, frozen=True, kw_only=True):
    """One kiosk's side of the translation.

    `tongue` is its language, None where the reader's own (the language of 23 and 63) decides, with
    `default_tongue` before that. `due_format` is a `strftime` pattern for AH. `item_line` and `fine_line` are
    the patterns of the lists in 64 and 66, with `{barcode}` `{owner}` `{title}` `{author}` `{call_number}`
    `{due}` `{amount}`. `extensions` are the tags beyond the standard that it is sent (`fees` for the fee
    lines). `services` is what is offered at its place; `elsewhere` gives the location where another is
    offered. `columns` is the width of its printer, 0 for no limit. `owner_from_tag`: AO of an item message is
    the owner read from the item's tag, and AO of the answer names the owner. `issues_cards` marks a
    card-issuing machine: no other terminal may create or change readers. `places` maps the codes of locations
    to the names that people know, in Chinese and in English.
    """

    origin: Origin
    zone: tzinfo
    tongue: Tongue | None = None
    default_tongue: Tongue = Tongue.ZH
    library_name: str = ""
    location_name: str = ""
    due_format: str = "%Y-%m-%d"
    item_line: str = "{barcode}"
    fine_line: str = "{barcode}"
    extensions: frozenset[str] = frozenset()
    services: SupportedMessages = ALL_SERVICES
    elsewhere: Mapping[SupportedMessages, str] = {}
    columns: int = 40
    mask_names: bool = False
    show_borrower: bool = False
    card_reading: CardReading = CardReading.NUMBER
    owner_from_tag: bool = False
    issues_cards: bool = False
    places: Mapping[str, Sentence] = {}
    timeout_tenths: int = 100
    retries: int = 3

    @property
    def agency(self) -> AgencyId:
        """The library whose terminal this is."""
        return self.origin.agency

    def day(self, instant: datetime | None) -> str:
        """A due date as this terminal prints it."""
        return "" if instant is None else _printed(instant, self.zone, self.due_format)

    def place(self, code: str, tongue: Tongue | None = None) -> str:
        """The name of a location, or its code where it has none.

        It is in the terminal's own language where no other is asked for: what a machine compares (AP, AQ, BS)
        must not change with the reader.
        """
        names = _DESK_NAMES if code == DESK else self.places.get(code, (code, code))
        return names[(tongue or self.default_tongue) is Tongue.EN]


@lru_cache(DAYS_KEPT)
def _printed(instant: datetime, zone: tzinfo, pattern: str) -> str:
    return instant.astimezone(zone).strftime(pattern)


def masked(name: str) -> str:
    """A name that its bearer knows again and others don't: ``张**``, ``J***``."""
    return name[:1] + "*" * min(len(name) - 1, 3) if name else ""


def eight_digits(day: date | None) -> str | None:
    """A date as ``YYYYMMDD``."""
    return None if day is None else day.strftime("%Y%m%d")
