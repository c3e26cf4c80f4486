"""A terminal for tests: the kiosk in the hall of `tests.library`, plainly configured."""

from typing import Any

import msgspec

from gateway.model.commands import Origin
from gateway.translate.sip2.terminal import Terminal
from tests.library import KIOSK, ZONE

PLACES = {
    "hall": ("一楼大厅", "Entrance hall"),
    "stacks": ("三楼科技", "Third floor"),
    "gate": ("文昌大厅", "Wenchang hall"),
}


def terminal(origin: Origin = KIOSK, **changes: Any) -> Terminal:  # noqa: ANN401 - fields of Terminal
    """The kiosk with these settings."""
    own = Terminal(
        origin=origin,
        zone=ZONE,
        library_name="云龙图书馆",
        location_name="一楼大厅",
        places=PLACES,
    )
    return msgspec.structs.replace(own, **changes)


def sip_date(day: str = "20260302", time: str = "100000", zone: str = "    ") -> str:
    """A SIP2 date; Monday ten o'clock where nothing else is said."""
    return f"{day}{zone}{time}"


BLANK = " " * 18
