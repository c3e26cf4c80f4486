"""What staff did, as the control API shows it: ``GET /audit`` and ``POST /audit/verify``.

``GET /audit`` takes ``?actor=``, ``?subject=``, ``?from=`` and ``?to=`` (days, both included, in the
library's time) and ``?limit=``.
"""

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from gateway.dispatch.audit import Verdict
from gateway.model.audit import Entry, Wanted
from gateway.web import exchange, shapes
from gateway.web.exchange import Request
from gateway.web.refusals import Unaskable, Why
from gateway.web.shapes import Acts, ActShown, Verified
from gateway.web.shown import Reader

#: Acts shown where nobody says how many.
ACTS: Final = 50


def wanted(request: Request, zone: tzinfo) -> tuple[Wanted, int]:
    """Which acts a request asks for, and how many. Raises `Unaskable`."""
    first, last = _day(request, "from"), _day(request, "to")
    return (
        Wanted(
            actor=exchange.text(request, "actor"),
            subject=exchange.text(request, "subject"),
            first=None if first is None else datetime.combine(first, time(), zone),
            last=None if last is None else datetime.combine(last + timedelta(days=1), time(), zone),
        ),
        exchange.number(request, "limit", default=ACTS, most=shapes.MOST_ACTS),
    )


def acts(entries: tuple[Entry, ...], reader: Reader) -> Acts:
    """Acts as staff see them."""
    return Acts(acts=tuple(_shown(entry, reader) for entry in entries))


def verified(verdict: Verdict) -> Verified:
    """What going through them found."""
    last = verdict.last
    return Verified(
        ok=verdict.broken is None,
        acts=verdict.many,
        broken=verdict.broken,
        seq=0 if last is None else last.seq,
        seal="" if last is None else last.seal.hex(),
        renewed=0 if verdict.renewed is None else verdict.renewed.seq,
    )


def _shown(entry: Entry, reader: Reader) -> ActShown:
    act = entry.act
    return ActShown(
        seq=entry.seq,
        at=reader.local(act.at),
        account=act.account,
        actor=act.actor,
        action=act.action,
        subject=act.subject,
        request=act.request,
        outcome=act.outcome,
        facts=act.facts,
    )


def _day(request: Request, name: str) -> date | None:
    text = exchange.text(request, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Unaskable(Why.DAY, name=name) from None
