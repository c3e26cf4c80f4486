"""APDU ⇄ message: the service with what every service has, both ways, for all twenty.

``to_apdu(to_model(apdu), terms)`` gives the APDU again where it was valid and the terms are those it came by;
an invalid one gives its nearest valid neighbour. Source: reference file ill.md §1.1, §1.2, §1.4.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import UNSET

from gateway.model.ill.services import AnyService, IllMessage
from gateway.model.ill.terms import UTF_8, Terms
from gateway.model.ill.words import Results, Service
from gateway.translate.iso10161.amends import amend
from gateway.translate.iso10161.charsets import expressible, legible
from gateway.translate.iso10161.forms import TOP, Notes, Wire, Writing
from gateway.translate.iso10161.identities import NOT_KEPT, NOT_SAID, without_identities
from gateway.translate.iso10161.leaves import NUMBER
from gateway.translate.iso10161.parts import SYSTEM, TRANSACTION
from gateway.translate.iso10161.passwords import without_passwords
from gateway.translate.iso10161.services import BODIES, ILL_ANSWER
from gateway.translate.iso10161.tables import Always, Entries, Joint, Pair, Record
from protocols.errors import LocalProtocolError
from protocols.iso10161.apdus import Apdu, IllApdu
from protocols.iso10161.json_form import UNKNOWN, from_json, to_json
from protocols.iso10161.members import by_element
from protocols.iso10161.objects import unknown_critical


class Unintelligible(Exception):
    """An APDU that could be read, and whose one essential element means nothing: `element` had `value`."""

    def __init__(self, element: str, value: object) -> None:
        super().__init__(f"{element}: {value} is not in the list")
        self.element = element
        self.value = value


class Understood(msgspec.Struct, frozen=True):
    """What an APDU means.

    `described` is the APDU as `describe` gives it, `remarks` are the elements that mean nothing and are kept
    as they came, each with the reason.
    """

    message: IllMessage
    described: dict[str, Any]
    remarks: tuple[str, ...]


class Translated(msgspec.Struct, frozen=True):
    """A message as an APDU, the same as `describe` gives it, and the elements that it could not say."""

    apdu: Apdu
    described: dict[str, Any]
    losses: tuple[str, ...]


# ------------------------------------------------------------------------------------- what all have


def _said(wire: Wire) -> tuple[str, str]:
    times = {} if wire is UNSET else wire
    this, original = (times.get(f"date-time-of-{which}-service", {}) for which in ("this", "original"))
    return _together(this), _together(original)


def _together(when: Mapping[str, str]) -> str:
    return f"{when.get('date', '')}{when.get('time', '')}"


#: The versions that there are (protocol-version-num).
VERSIONS: Final = (1, 2)

#: Where the time begins in ``YYYYMMDDHHMMSS``.
_TIME: Final = 8


def _in_ascii(text: str) -> str:
    """ISO-Date and ISO-Time are VisibleStrings, whatever character set the partner has."""
    return text.encode("ascii", "replace").decode()


def _date_time(said: str) -> Wire:
    text = _in_ascii(said)
    return {"date": text[:_TIME], **({"time": text[_TIME:]} if text[_TIME:] else {})}


def _times(said: str, original: str) -> tuple[Wire]:
    this = {"date-time-of-this-service": _date_time(said)}
    return ({**this, "date-time-of-original-service": _date_time(original)} if original else this,)


_ENVELOPE: Final = Entries(
    Pair("protocol-version-num", "version", NUMBER),
    Pair("transaction-id", "transaction", Always(TRANSACTION)),
    Joint(
        elements=("service-date-time",),
        fields=("said", "original"),
        reads=_said,
        writes=_times,
        sayable=lambda wire: "".join(_said(wire)).isascii(),
    ),
    Pair("requester-id", "requester", SYSTEM),
    Pair("responder-id", "responder", SYSTEM),
)
_ENVELOPED: Final = frozenset(element for entry in _ENVELOPE.entries for element in entry.elements)

NAMES: Final = {Service(name.upper()): name for name in BODIES}
"""The standard's name of each service's APDU."""

_MEMBERS: Final = {name: tuple(by_element(member.of)) for name, member in by_element(IllApdu).items()}


def _table(name: str, results: Results | None) -> Record:
    return BODIES[name] if results is None else ILL_ANSWER[results]


# ------------------------------------------------------------------------------------- in


def to_model(apdu: Apdu, charset: str = UTF_8) -> IllMessage:
    """What an APDU means. `charset` is the one it was read in. Raises `Unintelligible`."""
    return understand(apdu, charset).message


def describe(apdu: Apdu, charset: str = UTF_8) -> dict[str, Any]:
    """An APDU for a transaction's history, by the standard's names, without passwords and identity cards.

    Octets that are no text show as U+FFFD: the history keeps the bytes beside it.
    """
    described: dict[str, Any] = without_identities(legible(to_json(apdu, charset=charset)), NOT_KEPT, [])
    return described


def understand(apdu: Apdu, charset: str = UTF_8) -> Understood:
    """The same with what is remarked. Raises `Unintelligible`."""
    remarks: Notes = []
    form = without_identities(legible(to_json(apdu, charset=charset), remarks), NOT_KEPT, remarks)
    ((name, wire),) = form.items()
    at = (TOP, name)
    table = _table(name, _results(wire) if name == "ILL-Answer" else None)
    envelope: dict[str, Any] = {}
    body: dict[str, Any] = {}
    rest = _ENVELOPE.take(wire, at, envelope, remarks)
    rest = table.entries.take(rest, at, body, remarks)
    rest = without_passwords(rest, at, remarks)
    critical = tuple(each.oid or each.element for each in unknown_critical(apdu))
    said: Any = table.of(**body)  # one of the services, as `BODIES` has it
    message = IllMessage(**envelope, body=said, rest=rest, critical=critical)
    return Understood(message, form, tuple(remarks))


def _results(wire: Mapping[str, Wire]) -> Results:
    """Which of the seven answers it is: what is none of them can't be acted upon."""
    said = wire["transaction-results"]
    try:
        return Results(said)
    except ValueError:
        raise Unintelligible("ILL-Answer.transaction-results", said) from None


# ------------------------------------------------------------------------------------- out


def to_apdu(message: IllMessage, terms: Terms) -> Translated:
    """The APDU that says what a message says, as far as the partner's version and characters go.

    It is valid whatever the message holds (transaction-ids are the exception: they are written as they are).
    """
    losses: Notes = []
    form = _form(message, message.rest, terms, losses)
    try:
        return Translated(from_json(form, charset=terms.charset), form, tuple(losses))
    except LocalProtocolError as misfit:
        # What was kept beside the model came from elsewhere, or was tampered with.
        losses = [f"{NAMES[message.service]}: what was kept beside it does not fit: {misfit}"]
        form = _form(message, {}, terms, losses)
        return Translated(from_json(form, charset=terms.charset), form, tuple(losses))


def _form(message: IllMessage, kept: Mapping[str, Wire], terms: Terms, losses: Notes) -> dict[str, Wire]:
    name = NAMES[message.service]
    at = (TOP, name)
    table = _table(name, getattr(message.body, "results", None))
    writing = Writing(_in_ascii(message.said[:_TIME]), losses)
    wire = _ENVELOPE.put(message, {each: kept[each] for each in kept if each in _ENVELOPED}, at, writing)
    beside = {each: kept[each] for each in kept if each not in _ENVELOPED}
    wire |= table.entries.put(message.body, beside, at, writing)
    losses += _unsaid(name, message.body, table)
    spoken = message.version if message.version in VERSIONS else terms.version
    wire["protocol-version-num"] = min(spoken, terms.version)
    amend(name, wire, losses)
    said = without_identities({name: _in_order(name, wire, losses)}, NOT_SAID, losses)
    form: dict[str, Wire] = expressible(said, terms.charset, losses)
    return form


def _in_order(name: str, wire: dict[str, Wire], losses: Notes) -> dict[str, Wire]:
    """The members in the standard's order, without those that are another APDU's."""
    order = (*_MEMBERS[name], UNKNOWN)
    losses += [f"{name}.{each}: has no place here" for each in wire if each not in order]
    return {each: wire[each] for each in order if each in wire}


def _unsaid(name: str, body: AnyService, table: Record) -> list[str]:
    """The fields of a service that the APDU has no element for, and that hold something all the same."""
    return [
        f"{name}: {field} has no place here" for field, empty in table.unsaid if getattr(body, field) != empty
    ]
