"""What is answered to bytes that are no APDU: a Status-Or-Error-Report with as much of theirs as can be read.

Each member is read by itself, as far as the bytes are BER at all, so that one bad element, or an end that is
missing, does not cost the transaction-id. Source: reference file ill.md §2.7.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from gateway.model.ill.reports import ErrorReport, General
from gateway.model.ill.services import IllMessage, StatusOrErrorReport
from gateway.model.ill.terms import UTF_8
from gateway.model.ill.words import GeneralProblem
from gateway.translate.iso10161.messages import VERSIONS, to_model
from protocols.ber import BerError, Codec
from protocols.ber.errors import Fault, TooMuch
from protocols.ber.octets import header
from protocols.ber.walk import walk
from protocols.iso10161.apdus import NUMBERS, StatusQuery
from protocols.iso10161.apdus import StatusOrErrorReport as ErrorApdu
from protocols.iso10161.reports import IllApduType
from protocols.iso10161.systems import DateTime, ServiceDateTime, SystemId, TransactionId

#: Members that are looked at: the five that every APDU begins with stand before all others.
_LOOKED_AT: Final = 50

_SEQUENCE: Final = b"\x30"

_MEMBERS: Final[dict[int, tuple[str, Codec[Any]]]] = {
    0xA1: ("transaction_id", Codec(TransactionId)),
    0xA2: ("service_date_time", Codec(ServiceDateTime)),
    0xA3: ("requester_id", Codec(SystemId)),
    0xA4: ("responder_id", Codec(SystemId)),
}
"""By their identifiers: ``[1]`` to ``[4]``, IMPLICIT, so each is a SEQUENCE under another tag."""

_VERSION: Final = 0x80
"""The identifier of protocol-version-num."""


class Fragment(msgspec.Struct, frozen=True):
    """What can be read of bytes that are no APDU.

    * ``number``   which APDU it would be, by ILL-APDU-Type; 0 where that can't be seen;
    * ``whole``    whether the bytes are BER, whatever they say;
    * ``version``  its protocol-version-num; None where that can't be read;
    * ``opening``  its first members, as a Status-Query would have them.
    """

    number: int
    whole: bool
    version: int | None
    opening: StatusQuery


def fragment(raw: bytes, charset: str) -> Fragment:
    """Read what can be read."""
    members = dict(_members(raw))
    found: dict[str, Any] = {
        "transaction_id": TransactionId(transaction_group_qualifier="", transaction_qualifier=""),
        "service_date_time": ServiceDateTime(date_time_of_this_service=DateTime(date="")),
    }
    for tag, (field, codec) in _MEMBERS.items():
        try:
            found[field] = codec.decode(_SEQUENCE + members[tag][1:], charset=charset)
        except (KeyError, BerError):
            continue
    opening = StatusQuery(protocol_version_num=VERSIONS[-1], **found)
    return Fragment(_number(raw), _is_ber(raw), _version(members), opening)


def _number(raw: bytes) -> int:
    applied, number = (raw[0] & _CLASS, raw[0] & _NUMBER) if raw else (0, 0)
    return number if applied == _APPLICATION and number in NUMBERS.values() else 0


_CLASS: Final = 0xE0
_NUMBER: Final = 0x1F
_APPLICATION: Final = 0x60
"""Of an identifier octet: class and form, the number, and ``[APPLICATION]``, constructed."""


def _is_ber(raw: bytes) -> bool:
    try:
        return sum(1 for _ in walk(raw)) > 0
    except Fault:
        return False


def _version(members: dict[int, bytes]) -> int | None:
    if _VERSION not in members:
        return None
    _, contents, _ = header(members[_VERSION], 0, len(members[_VERSION]))
    return int.from_bytes(members[_VERSION][contents:], "big", signed=True)


def _members(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """The members of an APDU, each with its identifier octet, until something is wrong."""
    try:
        for _ in _LAYERS:
            _, contents, _ = header(raw, 0, _NO_END)
            raw = raw[contents:]
        start = 0
        for number, piece in enumerate(piece for piece in walk(raw) if not piece.level):
            if number >= _LOOKED_AT:
                return
            if not piece.ends:
                start = piece.start
            if piece.ends or not piece.constructed:
                yield raw[start], raw[start : piece.stop]
    except (Fault, IndexError):
        return


_LAYERS: Final = ("[APPLICATION n]", "SEQUENCE")
_NO_END: Final = 1 << 62
"""Further than any length reaches: how much of an APDU is there is another question."""


# ------------------------------------------------------------------------------------- the answer


def problem(found: Fragment, why: Exception) -> GeneralProblem:
    """Which of the general problems it is, in the order in which APDUs are looked at."""
    if found.version is not None and found.version not in VERSIONS:
        return GeneralProblem.PROTOCOL_VERSION_NOT_SUPPORTED
    if isinstance(why, TooMuch):
        return GeneralProblem.OTHER
    if not found.whole:
        return GeneralProblem.BADLY_STRUCTURED_APDU
    return GeneralProblem.MISTYPED_APDU if found.number else GeneralProblem.UNRECOGNIZED_APDU


def answer(raw: bytes, why: Exception, charset: str = UTF_8) -> IllMessage | None:
    """The error report that answers bytes that are no APDU; None for a broken report, which has no answer.

    `why` is what was wrong, for people. Its `said` is empty: whoever sends it knows the time. Where their
    transaction-id can't be read it is two empty qualifiers.
    """
    found = fragment(raw, charset)
    if found.number == NUMBERS[ErrorApdu]:
        return None
    read = to_model(found.opening, charset)
    about = f"{_words(found.number)} {read.said}".strip()
    report = ErrorReport(correlation=about, problem=General(problem=problem(found, why)))
    return msgspec.structs.replace(
        read, said="", original="", rest={}, body=StatusOrErrorReport(error=report, note=str(why))
    )


def _words(number: int) -> str:
    return IllApduType(number).spelling.upper() if number else ""
