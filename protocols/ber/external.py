"""EXTERNAL as it was in 1988, which ISO 10161 and Z39.50 still use. Source: X.208 (1988) clause 34."""

from typing import Annotated, ClassVar

from protocols.ber.declare import Choice, Sequence, Tagging, explicit, implicit, named, universal
from protocols.ber.leaves import BitString, ObjectDescriptor, ObjectIdentifier, OctetString, Raw


class Encoding(Choice, frozen=True, kw_only=True):
    """How the value stands in an EXTERNAL: as BER, as octets of its own, or as bits."""

    single_asn1_type: Annotated[Raw | None, explicit(0), named("single-ASN1-type")] = None
    octet_aligned: Annotated[OctetString | None, implicit(1)] = None
    arbitrary: Annotated[BitString | None, implicit(2)] = None


class External(Sequence, frozen=True, kw_only=True):
    """EXTERNAL: a value of a type that the object identifier names."""

    asn1_name: ClassVar[str] = "EXTERNAL"
    asn1_tag: ClassVar[Tagging | None] = implicit(universal(8))

    direct_reference: ObjectIdentifier | None = None
    indirect_reference: int | None = None
    data_value_descriptor: ObjectDescriptor | None = None
    encoding: Encoding
