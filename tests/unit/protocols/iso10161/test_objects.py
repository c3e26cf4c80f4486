"""External objects, opened by their object identifiers."""

import msgspec
import pytest

from protocols.ber import Encoding, External, Raw
from protocols.errors import LocalProtocolError
from protocols.iso10161.answers import ReasonUnfilled, UnfilledResults
from protocols.iso10161.extension import Extension
from protocols.iso10161.objects import (
    OBJECTS,
    UnknownCritical,
    extensions,
    external_of,
    make_extension,
    make_object,
    open_object,
    unknown_critical,
)
from protocols.iso10161.objects_ipig import ApduDeliveryInfo, ApduDeliveryParameters, ApduEncoding
from protocols.iso10161.systems import SystemAddress
from tests.unit.protocols.iso10161.samples import CUMT, UNKNOWN_OBJECT, message, request

FORWARDED = "1.0.10161.13.5"
DELIVERY = "1.0.10161.13.3"

# Written down from the register's text: sender-info with an address for BER by TCP; nobody to receive.
BY_TCP = bytes.fromhex(
    "301f a01b 3019 a003 0a0103 a112 a005 1b03 544350 a109 1b07 683a31363131 2e a100".replace(" ", "")
)


def test_an_object_is_made_and_opened() -> None:
    value = UnfilledResults(reason_unfilled=ReasonUnfilled.ON_HOLD)
    external = make_object(FORWARDED, value)
    assert external.direct_reference == FORWARDED
    assert external.encoding.single_asn1_type == b"\x30\x03\x80\x01\x13"
    assert open_object(external) == value


def test_the_octets_are_those_of_the_register() -> None:
    info = open_object(External(direct_reference=DELIVERY, encoding=Encoding(single_asn1_type=Raw(BY_TCP))))
    assert info == ApduDeliveryInfo(
        sender_info=(
            ApduDeliveryParameters(
                encoding=(ApduEncoding.BER,),
                transport=SystemAddress(telecom_service_identifier="TCP", telecom_service_address="h:1611."),
            ),
        ),
        recipient_info=(),
    )
    assert make_object(DELIVERY, info).encoding.single_asn1_type == BY_TCP


def test_its_strings_are_of_the_peers_character_set() -> None:
    value = OBJECTS["1.0.10161.13.7"].type(supplier_authority="馆", supplier_reference="1")  # type: ignore[call-arg]
    external = make_object("1.0.10161.13.7", value, "gb18030")
    assert open_object(external, "gb18030") == value


def test_an_object_may_stand_in_it_as_octets() -> None:
    results = UnfilledResults(reason_unfilled=ReasonUnfilled.OTHER)
    content = make_object(FORWARDED, results).encoding.single_asn1_type
    external = External(direct_reference=FORWARDED, encoding=Encoding(octet_aligned=content))
    assert open_object(external) == results
    critical = make_extension(external, critical=True)
    assert unknown_critical(request(ill_request_extensions=(critical,))) == ()


@pytest.mark.parametrize(
    "external",
    [
        UNKNOWN_OBJECT,
        External(direct_reference=FORWARDED, encoding=Encoding(octet_aligned=b"x")),
        External(direct_reference=FORWARDED, encoding=Encoding(single_asn1_type=Raw(b"\x04\x01x"))),
        External(encoding=Encoding(octet_aligned=b"x")),
    ],
)
def test_what_is_not_known_or_not_readable_is_not_opened(external: External) -> None:
    assert open_object(external) is None


def test_only_registered_objects_are_made() -> None:
    with pytest.raises(LocalProtocolError, match=r"2\.999\.7"):
        make_object("2.999.7", CUMT)


def test_every_registered_object_has_a_type_that_can_be_read() -> None:
    for oid, known in OBJECTS.items():
        external = External(direct_reference=oid, encoding=Encoding(single_asn1_type=Raw(b"\x04\x00")))
        assert known.oid == oid
        assert open_object(external) is None


def test_an_extension_carries_an_external() -> None:
    extension = make_extension(UNKNOWN_OBJECT)
    assert (extension.identifier, extension.critical) == (1, False)
    assert external_of(extension.item) == UNKNOWN_OBJECT
    assert external_of(Raw(b"\x04\x01x")) is None


def test_the_extensions_of_an_apdu() -> None:
    extension = make_extension(UNKNOWN_OBJECT)
    assert extensions(message()) == ()
    assert extensions(msgspec.structs.replace(message(), message_extensions=(extension,))) == (extension,)
    assert extensions(request(ill_request_extensions=(extension,))) == (extension,)


def test_unknown_critical_extensions_are_found() -> None:
    known = make_object(FORWARDED, UnfilledResults(reason_unfilled=ReasonUnfilled.OTHER))
    garbled = External(direct_reference=FORWARDED, encoding=Encoding(octet_aligned=b""))
    apdu = request(
        ill_request_extensions=(
            make_extension(UNKNOWN_OBJECT),
            make_extension(UNKNOWN_OBJECT, critical=True),
            make_extension(known, critical=True),
            Extension(identifier=7, critical=True, item=Raw(b"\x04\x01x")),
            make_extension(garbled, critical=True),
        )
    )
    place = "ILL-Request.iLL-request-extensions"
    assert unknown_critical(apdu) == (
        UnknownCritical(f"{place}[2]", "2.999.7"),
        UnknownCritical(f"{place}[4]", ""),
        UnknownCritical(f"{place}[5]", FORWARDED),
    )
