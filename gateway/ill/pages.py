"""The machines as pages for people: tables, diagrams, and what we send, receive and act on (PICS).

The pages under docs/protocols are these texts; `python -m tests.ill_pages` writes them anew.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, get_args

from gateway.ill.events import ASKED, Action, Event
from gateway.ill.reasons import SERVICES
from gateway.ill.relaying import INSTEAD, RELAYS, Relay
from gateway.ill.tables import TABLES, IllTable
from gateway.machine.drawing import listing, matrix, mermaid
from gateway.model.ill.services import AnyService
from gateway.model.ill.states import Role
from gateway.model.ill.words import Service

_GENERATED: Final = (
    "<!-- Written by `python -m tests.ill_pages` from the tables in gateway/ill; do not edit by hand. -->"
)

_HOW_TO_READ: Final = """\
An event that ends in `req` is asked by our own side, every other one is an APDU that arrived. `+` and `-`
are yes and no; two letters after `ANS` are the kind of answer (CO conditional, RY retry, UN unfilled, LP
locations provided, WS will supply, HP hold placed, ES estimate). `=` leaves the state as it is, an empty cell
means that there is no row: an APDU is then answered with state-transition-prohibited, a librarian is told why
not. Of several outcomes in a cell the first whose condition (in brackets) holds is taken. Repeats are
absorbed before the table is asked."""

_HOW_IT_RELAYS: Final = """\
To the library that asked an intermediary is the [responder](ill-responder.md), to each lender the
[requester](ill-requester.md): two machines. What one of them hears is asked of the other by this table; the
first line that fits is taken. States are those after it was heard, an empty cell is any state. `IDLE`
downstream means that nobody was asked yet."""

_WHAT_IS_STATED: Final = """\
The statement that ISO 10161-2 asks for, as far as services go. *acts* means that some state has a row that
changes the state, answers, or calls staff; what is merely *taken* is kept and shown. All elements of all
APDUs are received and kept; the last column names those that decisions, lists and translations know as fields
of their own."""

_BESIDES: Final = """\
FORWARD has no APDU: the responder sends the ILL-REQUEST onward and a FORWARD-NOTIFICATION back. A
STATUS-OR-ERROR-REPORT goes out by itself as an answer to a query, and for what is in error; one that arrives
settles which of our letters arrived, and an error is a case for staff. Protocol versions 1 and 2 are
understood, 2 is sent unless a partner speaks 1.
"""

#: Services that rows send without anybody asking.
_BY_ITSELF: Final[Mapping[Action, Service]] = {
    Action.SEND_REFUSED_CONDITION: Service.CONDITIONAL_REPLY,
    Action.SEND_UNFILLED: Service.ILL_ANSWER,
    Action.SEND_EXPIRED: Service.EXPIRED,
    Action.SEND_REPORT: Service.STATUS_OR_ERROR_REPORT,
    Action.ALLOW_CANCEL: Service.CANCEL_REPLY,
    Action.REFUSE_CANCEL: Service.CANCEL_REPLY,
    Action.REFUSE_RENEWAL: Service.RENEW_ANSWER,
    Action.CANCEL_AGAIN: Service.CANCEL,
    Action.SEND_ONWARD: Service.FORWARD_NOTIFICATION,
    Action.SAY_FORWARDED: Service.STATUS_OR_ERROR_REPORT,
}

#: What an arriving service is, by the service that asking for the same would send.
_ARRIVING: Final[Mapping[Event, Service]] = {
    **{come: SERVICES[asked] for come, asked in ASKED.items() if asked in SERVICES},
    Event.FWD: Service.FORWARD_NOTIFICATION,
    Event.EXP: Service.EXPIRED,
    Event.STR: Service.STATUS_OR_ERROR_REPORT,
}

_APDUS: Final = tuple(service for service in Service if service is not Service.FORWARD)


def pages() -> dict[str, str]:
    """Each page by its file name."""
    roles = {f"ill-{role}.md": _machine(TABLES[role]) for role in Role}
    return {**roles, "ill-intermediary.md": _intermediary(), "ill-pics.md": _pics()}


def _machine(table: IllTable) -> str:
    return "\n\n".join(
        (
            f"# The {table.name}'s machine",
            _GENERATED,
            _HOW_TO_READ,
            "## States and events",
            matrix(table),
            "## What changes the state",
            f"```mermaid\n{mermaid(table)}\n```",
            "## Every row",
            "The source names the reference that the row is from, with its evidence letter, or says *ours*.",
            listing(table) + "\n",
        )
    )


def _intermediary() -> str:
    return "\n\n".join(
        (
            "# The intermediary",
            _GENERATED,
            _HOW_IT_RELAYS,
            _table(
                ("heard", "event", "upstream is", "downstream is", "library left", "asked"),
                (_relayed(line) for line in RELAYS),
            ),
            "Where the other machine can't do it, "
            + "; ".join(f"`{event}` is answered with {ask} {side}" for event, (side, ask) in INSTEAD.items())
            + "; for the rest staff get a case.\n",
        )
    )


def _relayed(line: Relay) -> tuple[str, ...]:
    left = {None: "", True: "yes", False: "no"}[line.more]
    asks = ", then ".join(f"{side}: {ask}" for side, ask in line.asks)
    return (line.heard, line.event, ", ".join(line.up), ", ".join(line.down), left, asks)


def _pics() -> str:
    q, p = TABLES[Role.REQUESTER], TABLES[Role.RESPONDER]
    sends_q, sends_p = set(_sends(q)), set(_sends(p))
    hears_q, hears_p = _hears(q), _hears(p)
    return "\n\n".join(
        (
            "# What we send, receive and act on",
            _GENERATED,
            _WHAT_IS_STATED,
            _table(
                (
                    "APDU",
                    "requester sends",
                    "requester receives",
                    "responder sends",
                    "responder receives",
                    "elements",
                ),
                (
                    (
                        service,
                        _mark(service in sends_q),
                        hears_q.get(service, "–"),
                        _mark(service in sends_p),
                        hears_p.get(service, "–"),
                        ", ".join(_elements(service)),
                    )
                    for service in _APDUS
                ),
            ),
            _BESIDES,
        )
    )


def _sends(table: IllTable) -> Iterator[Service]:
    yield Service.STATUS_OR_ERROR_REPORT
    for row in table.rows:
        if row.event in SERVICES and row.event is not Event.FWD_REQ:
            yield SERVICES[row.event]
        yield from (_BY_ITSELF[action] for action in row.actions if action in _BY_ITSELF)


def _hears(table: IllTable) -> dict[Service, str]:
    heard: dict[Service, str] = {}
    for row in table.rows:
        service = _ARRIVING.get(row.event)
        if service is not None:
            report = row.event is Event.STR  # judged beside the table (gateway.ill.confirmation)
            acts = report or bool(row.actions) or any(row.reaches(state) is not state for state in row.states)
            heard[service] = "acts" if acts or heard.get(service) == "acts" else "taken"
    return heard


def _elements(service: Service) -> tuple[str, ...]:
    kinds = {kind.service: kind for kind in get_args(AnyService)}
    names: tuple[str, ...] = kinds[service].__struct_fields__
    return tuple(name.replace("_", "-") for name in names)


def _mark(yes: bool) -> str:  # noqa: FBT001 - a cell
    return "yes" if yes else "–"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
