"""What of each APDU we send, receive and act on, element by element: the PICS, out of the declarations.

The elements are those of `protocols.iso10161`, what becomes of each is what the tables of
`gateway.translate.iso10161` say. ``python -m gateway.app.pics`` writes docs/protocols/iso10161-pics.md anew.
"""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from gateway.ill.negotiation import sender
from gateway.model.ill import parts, reports, services
from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.states import Role
from gateway.translate.iso10161.messages import NAMES
from gateway.translate.iso10161.services import BODIES, ILL_ANSWER
from gateway.translate.iso10161.tables import Entries, Group, Joint, Record
from protocols.ber import Choice, Sequence
from protocols.iso10161.apdus import Apdu, IllApdu
from protocols.iso10161.enumeration import Enumeration
from protocols.iso10161.members import Member, by_element, members
from protocols.iso10161.module import TYPES

PAGE: Final = Path("docs/protocols/iso10161-pics.md")

DECIDES: Final[dict[type, frozenset[str]]] = {
    services.IllRequest: frozenset(
        {"service_types", "optional_messages", "search", "third_party", "cost", "item"}
    ),
    services.ForwardNotification: frozenset({"address"}),
    services.Shipped: frozenset(
        {"shipped_service", "optional_messages", "date_shipped", "due", "chargeable_units", "cost"}
        | {"conditions", "supplier"}
    ),
    services.IllAnswer: frozenset({"results", "reason", "day", "optional_messages"}),
    services.ConditionalReply: frozenset({"answer"}),
    services.CancelReply: frozenset({"answer"}),
    services.Received: frozenset({"shipped_service"}),
    services.Overdue: frozenset({"due"}),
    services.RenewAnswer: frozenset({"answer", "due"}),
    services.StatusOrErrorReport: frozenset({"status", "error"}),
    parts.RequesterMessages: frozenset(parts.RequesterMessages.__struct_fields__),
    parts.ResponderMessages: frozenset(parts.ResponderMessages.__struct_fields__),
    parts.SearchType: frozenset({"expiry_flag", "expiry_date", "need_before"}),
    parts.ThirdParty: frozenset({"permission_to_forward", "permission_to_chain", "already_tried"}),
    parts.CostInfo: frozenset({"account", "reciprocal_agreement"}),
    parts.IllItem: frozenset({"author", "title", "author_of_article", "title_of_article"}),
    parts.DateDue: frozenset({"day", "renewable"}),
    reports.StatusReport: frozenset({"history", "state"}),
    reports.HistoryReport: frozenset({"most_recent", "most_recent_day", "initiator"}),
    reports.ErrorReport: frozenset({"problem"}),
    SystemId: frozenset({"symbol", "name"}),
    TransactionId: frozenset({"initial_requester", "group", "qualifier", "sub"}),
}
"""Fields that a decision looks at, or that the transaction keeps of its own: costs, dates, titles."""

_HEAD: Final = """\
# ISO 10161: what we send, receive and act on, element by element

<!-- Written by `python -m gateway.app.pics` from the declarations and tables; do not edit by hand. -->

The statement of conformance (PICS, ISO 10161-2) for elements; [ill-pics.md](ill-pics.md) has it for services.

* **presence**: `M` mandatory, `O` optional, or what stands there by default.
* **send**: `yes` where a field of ours becomes this element; `passed on` where we write it only as it came.
* **receive**: every element is received and shown, its bytes are kept; `kept` where it is no field of ours.
* **act**: `yes` where what is decided, or what the transaction keeps of its own, depends on it. All else is
  for people.

Members of unknown tags are kept and passed on; an unknown extension that is critical has the APDU refused. A
type that has a table below is named in the last column.
"""

_COLUMNS: Final = "| element | presence | send | receive | act | as |\n|---|---|---|---|---|---|"

_TYPE_NAMES: Final = {id(kind): name for name, kind in TYPES.items()}


class _Part(NamedTuple):
    """A type of the standard with the Struct and the table that it is translated by."""

    kind: type[Any]
    of: type[Any] | None
    entries: Entries


def page() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    found: dict[str, _Part] = {}
    yield _HEAD
    yield "## Every APDU\n"
    yield _COLUMNS
    for member in members(Apdu):
        yield _envelope(member)
    for name, kind in by_element(IllApdu).items():
        yield f"\n## {name}\n"
        yield f"Sent by {_sender(name)}.\n"
        yield _COLUMNS
        yield from _apdu(name, kind.of, found)
    done: set[str] = set()
    while left := [name for name in found if name not in done]:
        name = left[0]
        done.add(name)
        yield f"\n## {name}\n"
        yield _COLUMNS
        yield from _rows(found[name], found)


_ROLES: Final = {
    Role.REQUESTER: "the requester",
    Role.RESPONDER: "the responder",
    None: "the requester and the responder",
}


def _sender(name: str) -> str:
    service = next(service for service, said in NAMES.items() if said == name)
    return _ROLES[sender(service)]


def _envelope(member: Member) -> str:
    """What all APDUs begin with: each of it decides whose and which transaction it is."""
    fields = {
        "protocol-version-num": "version",
        "transaction-id": "transaction",
        "service-date-time": "said, original",
        "requester-id": "requester",
        "responder-id": "responder",
    }
    return _row(member, "yes", "yes", "yes", fields[member.element])


def _apdu(name: str, kind: type[Any], found: dict[str, _Part]) -> Iterator[str]:
    common = set(by_element(Apdu))
    record = BODIES[name]
    if name == "ILL-Answer":
        yield from _rows(_Part(kind, record.of, record.entries), found, common, explained=True)
        for answer in ILL_ANSWER.values():
            _remember_explanation(answer, found)
    else:
        yield from _rows(_Part(kind, record.of, record.entries), found, common)


def _remember_explanation(answer: Record, found: dict[str, _Part]) -> None:
    """The arm of results-explanation that goes with one of the seven results."""
    outer = next(entry for entry in answer.entries.entries if isinstance(entry, Group))
    (arm,) = (entry for entry in outer.entries.entries if isinstance(entry, Group))
    explanation = by_element(by_element(IllApdu)["ILL-Answer"].of)["results-explanation"].of
    kind = by_element(explanation)[arm.element].of
    found.setdefault(_name(kind), _Part(kind, answer.of, arm.entries))


def _rows(
    part: _Part, found: dict[str, _Part], leave_out: Collection[str] = (), *, explained: bool = False
) -> Iterator[str]:
    """The members of a type, each with what becomes of it; types met on the way are remembered."""
    table = {element: entry for entry in part.entries.entries for element in entry.elements}
    for member in members(part.kind):
        if member.element in leave_out:
            continue
        entry = table.get(member.element)
        if entry is None:
            yield _row(member, "passed on", "kept", "–", "")
        elif explained and isinstance(entry, Group):
            yield _row(member, "yes", "yes", "yes", "by transaction-results")
        else:
            acts = _acts(part.of, entry.fields)
            inner = _inner(entry, part.of)
            if inner is not None and issubclass(member.of, Sequence | Choice):
                found.setdefault(_name(member.of), _Part(member.of, *inner))
                named = f" ({_name(member.of)})"
            else:
                named = ""
            yield _row(member, "yes", "yes", acts, _fields(entry.fields) + named)


def _acts(of: type[Any] | None, fields: tuple[str, ...]) -> str:
    decides = DECIDES.get(of, frozenset()) if of is not None else frozenset()
    return "yes" if decides & {*fields} else "–"


def _inner(entry: Any, of: type[Any] | None) -> tuple[type[Any] | None, Entries] | None:  # noqa: ANN401 - an Entry
    """The table of what is within an element, with its Struct; None where it is taken as a whole."""
    if isinstance(entry, Group):
        return of, entry.entries
    return None if isinstance(entry, Joint) else _table(entry.form)


def _table(form: Any) -> tuple[type[Any] | None, Entries] | None:  # noqa: ANN401 - a Form
    """The table behind a form, if it has one; forms around a record hold it by one of these names."""
    if isinstance(form, Record):
        return form.of, form.entries
    for name in ("record", "_record", "form"):
        within = getattr(form, name, None)
        if within is not None:
            return _table(within)
    return None


def _fields(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in dict.fromkeys(names) if name != "explained")


def _row(member: Member, *cells: str) -> str:
    return f"| {' | '.join((member.element, _presence(member), *cells))} |"


def _presence(member: Member) -> str:
    default = member.default
    if isinstance(default, Enumeration):
        return f"`{default.spelling}`"
    if default is not None:
        return f"`{str(default).upper()}`"
    return "O" if member.optional else "M"


def _name(kind: type[Any]) -> str:
    return _TYPE_NAMES.get(id(kind), kind.__name__)


def rewrite(root: Path) -> None:
    """Write the page anew."""
    (root / PAGE).write_text(page(), "utf-8")


if __name__ == "__main__":
    rewrite(Path())
