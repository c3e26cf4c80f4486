"""External objects: what stands in an EXTERNAL, opened by its object identifier.

A registered object is opened into its type and made from it. Any other is kept as it came and passed on; one
that is an extension marked critical has to be refused, and `unknown_critical` finds it. An object that is
registered and yet does not read as its type is treated like an unknown one: somebody's dialect, not an error.
Source: reference file ill.md §1.4 (route on the object identifier, not on ``identifier``), §1.5.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import msgspec

from protocols.ber import BerError, Choice, Codec, Encoding, External, Raw, Sequence
from protocols.ber.schema import type_name
from protocols.errors import LocalProtocolError
from protocols.iso10161 import objects_ipig as ipig
from protocols.iso10161 import objects_oclc as oclc
from protocols.iso10161.answers import UnfilledResults
from protocols.iso10161.apdus import Apdu, IllApdu
from protocols.iso10161.extension import Extension
from protocols.iso10161.members import members

PROMPT: Final = "1.2.840.10003.8.1"
"""Prompt-1, which carries a password."""


class RegisteredObject(msgspec.Struct, frozen=True):
    """An object of the register: ``type`` is what it holds, ``place`` where it stands."""

    oid: str
    name: str
    type: type[Sequence | Choice]
    place: str


_REGISTER: Final = (
    RegisteredObject("1.0.10161.2.1", "ISO-10161-ILL-1", IllApdu, "EXTERNAL of a Z39.50 Item Order"),
    RegisteredObject("1.0.10161.13.1", "OCLC-Prism-ILL-Error", oclc.PrismIllErrors, "Status-Or-Error-Report"),
    RegisteredObject(
        "1.0.10161.13.2", "OCLCILLRequestExtension", oclc.OclcIllRequestExtension, "ILL-Request"
    ),
    RegisteredObject("1.0.10161.13.3", "APDU-Delivery-Info", ipig.ApduDeliveryInfo, "any APDU"),
    RegisteredObject(
        "1.0.10161.13.4", "Supplemental-Client-Info", ipig.SupplementalClientInfo, "ILL-Request"
    ),
    RegisteredObject("1.0.10161.13.5", "Forwarded-Additional-Info", UnfilledResults, "Forward-Notification"),
    RegisteredObject(
        "1.0.10161.13.6",
        "IPIG-Additional-User-Error-Information",
        ipig.AdditionalUserErrorInformation,
        "Status-Or-Error-Report",
    ),
    RegisteredObject("1.0.10161.13.7", "Suppliers-Reference", ipig.SuppliersReference, "any APDU"),
    # The register's text gives this number in a comment; both are in use.
    RegisteredObject("1.0.10161.13.17", "Suppliers-Reference", ipig.SuppliersReference, "any APDU"),
    RegisteredObject("1.0.10161.13.8", "Internal-Reference-Number", ipig.InternalReference, "any APDU"),
    RegisteredObject("1.0.10161.13.9", "IPIG-ILL-Request-Extension", ipig.IllRequestExtension, "ILL-Request"),
    RegisteredObject(
        "1.0.10161.13.10",
        "IPIG-Conditional-Reply-Extension",
        ipig.ConditionalReplyExtension,
        "Conditional-Reply",
    ),
    RegisteredObject("1.0.10161.6.1", "IPIG-System-Number", ipig.SystemNumbers, "Item-Id.system-no"),
    RegisteredObject(
        "1.0.10161.13.1000.2.3", "Requester-Notification-Extension", oclc.RequesterNotification, "ILL-Request"
    ),
    RegisteredObject("1.0.10161.13.1000.2.6", "OCLC-Shipped-Extension", oclc.OclcShipped, "Shipped"),
    RegisteredObject("1.0.10161.13.1000.2.7", "Intermediary-Control", oclc.IntermediaryControl, "any APDU"),
    RegisteredObject(
        "1.0.10161.4.1000.2.1",
        "OCLCILLService",
        oclc.OclcIllService,
        "ILL-Request.responder-specific-service",
    ),
    RegisteredObject(
        "1.0.10161.8.1000.2.1",
        "OCLCSpecificResults",
        oclc.OclcSpecificResults,
        "ILL-Answer.responder-specific-results",
    ),
    RegisteredObject(PROMPT, "Prompt-1", oclc.PromptObject, "ILL-Request"),
)

OBJECTS: Final[Mapping[str, RegisteredObject]] = {each.oid: each for each in _REGISTER}
"""What is known of each object identifier."""

_EXTERNAL: Final = Codec(External)


@cache
def _codec(oid: str) -> Codec[Any]:
    declared: Any = OBJECTS[oid].type
    return Codec(declared)


def open_object(external: External, charset: str = "utf-8") -> Any:  # noqa: ANN401 - as registered
    """What an EXTERNAL holds, in the type of its object identifier; None where that can't be said.

    BER's own types may stand in it as a type or as octets, as the sender likes (X.690 clause 8.18.4).
    """
    content = external.encoding.single_asn1_type or external.encoding.octet_aligned
    if content is None or external.direct_reference not in OBJECTS:
        return None
    try:
        return _codec(external.direct_reference).decode(content, charset=charset)
    except BerError:
        return None


def make_object(oid: str, value: object, charset: str = "utf-8") -> External:
    """The EXTERNAL that holds a value of a registered type. Raises LocalProtocolError."""
    if oid not in OBJECTS:
        raise LocalProtocolError(f"{oid} is no object that is registered here")
    content = Raw(_codec(oid).encode(value, charset=charset))
    return External(direct_reference=oid, encoding=Encoding(single_asn1_type=content))


def external_of(item: Raw) -> External | None:
    """The EXTERNAL that an extension's item is in practice; None where it is something else."""
    try:
        return _EXTERNAL.decode(item)
    except BerError:
        return None


def make_extension(external: External, *, critical: bool = False) -> Extension:
    """An extension that carries an EXTERNAL; critical ones are refused by who does not know them."""
    return Extension(identifier=1, critical=critical, item=item_of(external))


def item_of(external: External) -> Raw:
    """An EXTERNAL as an extension's item."""
    return Raw(_EXTERNAL.encode(external))


def extensions(apdu: Apdu) -> tuple[Extension, ...]:
    """The extensions of an APDU; each kind calls them by another name, and all have them last."""
    found: tuple[Extension, ...] | None = getattr(apdu, members(type(apdu))[-1].field)
    return found or ()


class UnknownCritical(msgspec.Struct, frozen=True):
    """A critical extension that we do not know: where it is, and its object identifier, or ``""``."""

    element: str
    oid: str


def unknown_critical(apdu: Apdu) -> tuple[UnknownCritical, ...]:
    """The extensions because of which an APDU has to be refused: critical, and not to be opened here."""
    return tuple(_unknown_critical(apdu))


def _unknown_critical(apdu: Apdu) -> Iterator[UnknownCritical]:
    place = f"{type_name(type(apdu))}.{members(type(apdu))[-1].element}"
    for number, extension in enumerate(extensions(apdu), 1):
        if not extension.critical:
            continue
        external = external_of(extension.item)
        if external is None or open_object(external) is None:
            oid = external.direct_reference if external else None
            yield UnknownCritical(f"{place}[{number}]", oid or "")
