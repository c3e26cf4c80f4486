"""An APDU for people."""

from protocols.ber import Null
from protocols.iso10161.apdus import Damaged
from protocols.iso10161.delivery import DamagedDetails, DamagedPortion
from protocols.iso10161.objects import make_extension, make_object
from protocols.iso10161.objects_ipig import InternalReference
from protocols.iso10161.text_form import lines
from tests.unit.protocols.iso10161.samples import ENVELOPE, UNKNOWN_OBJECT, message, request


def test_a_message_is_printed() -> None:
    assert lines(message("岩石\x1b[2J力学")) == [
        "Message",
        "  protocol-version-num: 2",
        "  transaction-id",
        "    initial-requester-id",
        "      person-or-institution-symbol",
        "        institution-symbol: CN-JS-CUMT",
        "    transaction-group-qualifier: CUMT-2026-000017",
        "    transaction-qualifier: 1",
        "  service-date-time",
        "    date-time-of-this-service",
        "      date: 20261122",
        "      time: 101530",
        "  note: 岩石�[2J力学",
    ]


def test_lists_enumerations_truth_and_objects() -> None:
    known = make_object("1.0.10161.13.8", InternalReference())
    printed = lines(
        request(
            place_on_hold=7,
            ill_request_extensions=(make_extension(UNKNOWN_OBJECT), make_extension(known)),
            supplemental_item_description=(),
        )
    )
    for line in (
        "  iLL-service-type[1]: loan (1)",
        "  place-on-hold: 7",
        "  retry-flag: FALSE",
        "  supplemental-item-description: -",
        "  iLL-request-extensions[2]",
        "        direct-reference: 2.999.7",
        "          single-ASN1-type: 0403616263",
        "            Internal-Reference-Number",
    ):
        assert line in printed


def test_nothing_to_say_is_said_without_a_value() -> None:
    details = DamagedDetails(damaged_portion=DamagedPortion(complete_document=Null()))
    assert lines(Damaged(**ENVELOPE, damaged_details=details))[-1] == "      complete-document"
