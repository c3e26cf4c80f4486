from datetime import datetime

import msgspec
import pytest

from protocols.errors import LocalProtocolError
from protocols.iso18626.codec import CODEC, decode, encode
from protocols.iso18626.codes import Action, ErrorType, Status
from protocols.iso18626.messages import Iso18626Message, Message, RequestConfirmation, RequestingAgencyMessage
from protocols.iso18626.parts import BibliographicItemId
from protocols.iso18626.request import Request
from protocols.iso18626.supplying import StatusInfo, SupplyingAgencyMessage
from protocols.iso18626.versions import URI, V1_2, V2021_2, VERSIONS
from protocols.xml import Limits, TooMuch, Why, XmlError
from tests.shared_data import shared
from tests.unit.protocols.iso18626.samples import (
    NOW,
    both,
    newer,
    older,
    request,
    requesting,
    retry,
    supplying,
    value,
)

OTHER = [("other-version", name) for name in ("multipleItemRequestId", "sentVia", "deliveredFormat")]
"""What of `supplying` in 1.2 is not so in 2021-2."""


def rules(data: bytes) -> list[tuple[str, str]]:
    return [(each.rule.value, each.element.rpartition("/")[2]) for each in decode(data).remarks]


def text(message: Message, version: str = V1_2) -> bytes:
    return encode(message, version).data


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("message", both(), ids=lambda each: type(each).__name__)
def test_what_is_written_is_read_again(message: Message, version: str) -> None:
    data, losses = encode(message, version)
    read = decode(data)
    assert (read.version, read.said, read.remarks) == (version, version, ())
    if not losses:
        assert read.message == message


@pytest.mark.parametrize(("message", "version"), [(older(), V1_2), (newer(), V2021_2)])
def test_each_version_holds_all_that_it_has(message: Message, version: str) -> None:
    data, losses = encode(message, version)
    assert losses == ()
    assert decode(data).message == message


def test_what_2021_has_no_place_for() -> None:
    assert [
        (each.element.partition("/")[2], each.why, each.found) for each in encode(older(), V2021_2).losses
    ] == [
        ("supplyingAgencyMessage/header/multipleItemRequestId", Why.NO_PLACE, "M"),
        ("supplyingAgencyMessage/header/requestingAgencyAuthentication", Why.NO_PLACE, "x"),
        ("supplyingAgencyMessage/messageInfo/offeredCosts", Why.NO_PLACE, "CNY 12.50"),
        ("supplyingAgencyMessage/messageInfo/retryAfter", Why.NO_PLACE, "2026-11-23 02:30:00+00:00"),
        ("supplyingAgencyMessage/messageInfo/retryBefore", Why.NO_PLACE, "2026-11-23 02:30:00+00:00"),
    ]
    scheme = supplying().return_info
    assert scheme
    assert scheme.physical_address
    region = msgspec.structs.replace(scheme.physical_address, region=value("JS", "ISO 3166-2"))
    wrote = encode(supplying(return_info=msgspec.structs.replace(scheme, physical_address=region)), V2021_2)
    assert b"<region>JS</region>" in wrote.data
    assert [each.element.rpartition("/")[2] for each in wrote.losses] == ["@scheme"]


def test_what_1_2_has_no_place_for() -> None:
    status = StatusInfo(status=Status.LOANED, last_change=NOW)
    wrote = encode(msgspec.structs.replace(retry(), status_info=status), V1_2)
    assert [each.element.partition("/")[2].partition("/")[2] for each in wrote.losses] == [
        "deliveryInfo/itemId[2]",
        "deliveryInfo/URL",
        "deliveryInfo/address",
        "retryInfo",
        "shippingInfo",
    ]
    header = request().header
    wrote = encode(msgspec.structs.replace(newer(), header=header), V1_2)
    assert [each.element.partition("/")[2].partition("/")[2] for each in wrote.losses] == [
        "bibliographicInfo/volume[2]",
        "bibliographicInfo/authorId",
        "publicationInfo/publisherId",
        "serviceInfo/preferredEdition",
        "serviceInfo/loanCondition",
        "serviceInfo/loanCondition[2]",
        "requestedDeliveryInfo/deliveryMethod",
        "requestedDeliveryInfo/courierName",
    ]


@pytest.mark.parametrize(
    ("message", "version", "said"),
    [
        (requesting(Action.LOST), V1_2, "requestingAgencyMessage/action: 'Lost' is no code of version 1.2"),
        (retry(), V1_2, "statusInfo/status: 'ReleaseHoldReturn' is no code of version 1.2"),
        (newer(), V1_2, "request/header/supplyingAgencyId: is missing, and version 1.2 has it always"),
        (request(service_info=None), V2021_2, "request/serviceInfo: is missing, and version 2021-2 has it"),
        (requesting("Explode"), V2021_2, "action: 'Explode' is no code of version 2021-2"),
        (supplying(status_info=None), V1_2, "statusInfo: is missing"),
        (Iso18626Message(), V1_2, "Iso18626Message is no message of ISO 18626"),
        (request(), "1.0", "1.0 is no version of ISO 18626 that can be written"),
    ],
)
def test_what_cannot_be_valid_is_refused(message: Message, version: str, said: str) -> None:
    with pytest.raises(LocalProtocolError, match=said):
        encode(message, version)


def test_both_orders_of_an_identifier_are_written_and_read() -> None:
    old, new = text(request()), text(request(), V2021_2)
    assert old.index(b"<bibliographicItemIdentifier>") < old.index(b"<bibliographicItemIdentifierCode>")
    assert new.index(b"<bibliographicItemIdentifier>") > new.index(b"<bibliographicItemIdentifierCode>")
    wrong = new.replace(b'version="2021-2"', b'version="1.2"')
    assert ("order", "bibliographicItemIdentifier") in rules(wrong)
    read = decode(wrong).message
    assert isinstance(read, Request)
    assert read.bibliographic_info
    assert read.bibliographic_info.bibliographic_item_id == (
        BibliographicItemId(
            bibliographic_item_identifier_code=value("ISBN"), bibliographic_item_identifier="9787030376534"
        ),
    )


def test_names_of_the_other_version_are_read() -> None:
    old = text(supplying())
    assert b"<sentVia>Mail</sentVia>" in old
    wrong = old.replace(b'version="1.2"', b'version="2021-2"')
    assert rules(wrong) == OTHER
    read = decode(wrong).message
    assert isinstance(read, SupplyingAgencyMessage)
    assert read.delivery_info == supplying().delivery_info


@pytest.mark.parametrize(
    ("wrote", "sent", "remarks"),
    [
        # Who leaves the attribute unqualified: mod-rs in some templates, small systems.
        (b'ill:version="1.2"', b'version="1.2"', [("unqualified", "@version")]),
        (b' ill:version="1.2"', b"", [("missing", "@version")]),
        # Koha: a version that nobody has published, which is read as 2021-2.
        (b'"1.2"', b'"2021-3"', [("version", "@version"), *OTHER]),
        # ReShare, Alma: no multipleItemRequestId, which 1.2 made mandatory by mistake.
        (b"<multipleItemRequestId></multipleItemRequestId>", b"", [("missing", "multipleItemRequestId")]),
        # ReShare: everything that it might say, empty.
        (b"<answerYesNo>Y</answerYesNo>", b"<answerYesNo/>", [("empty", "answerYesNo")]),
        (b"<answerYesNo>Y</answerYesNo>", b"<answerYesNo>y</answerYesNo>", [("spelling", "answerYesNo")]),
        # Alma: a notification without a status.
        (b"<status>Loaned</status>", b"<status/>", [("empty", "status"), ("missing", "status")]),
        (b"<status>Loaned</status>", b"<status>Shipped</status>", [("foreign-code", "status")]),
        (b"2013/iso18626", b"2021/iso18626", [("namespace", "ISO18626Message")]),
        (f' xmlns="{URI}"'.encode(), b"", [("namespace", "ISO18626Message")]),
        (b'ill:scheme="', b'scheme="', [("unqualified", "@scheme")]),
        (b"<messageInfo>", b"<messageInfo><x/>", [("unknown", "x")]),
    ],
)
def test_what_others_send_is_understood(wrote: bytes, sent: bytes, remarks: list[tuple[str, str]]) -> None:
    data = text(supplying())
    assert wrote in data
    read = decode(data.replace(wrote, sent))
    assert rules(data.replace(wrote, sent)) == remarks
    assert isinstance(read.message, SupplyingAgencyMessage)
    assert read.message.header.requesting_agency_request_id == "CUMT-17"


def test_foreign_error_types_are_kept() -> None:
    data = text(both()[3])
    for sent, found, remark in (
        (b"UnrecognizedDataValue", ErrorType.UNRECOGNISED_DATA_VALUE, "spelling"),
        (b"NoActiveRequest", "NoActiveRequest", "foreign-code"),
    ):
        wrong = data.replace(b"UnrecognisedDataValue", sent)
        read = decode(wrong).message
        assert isinstance(read, RequestConfirmation)
        assert read.error_data[0].error_type == found
        assert rules(wrong) == [(remark, "errorType")]


def test_a_foreign_action_is_kept() -> None:
    read = decode(text(requesting()).replace(b">Received<", b">Explode<")).message
    assert isinstance(read, RequestingAgencyMessage)
    assert read.action == "Explode"


def test_a_date_without_zone_has_none() -> None:
    data = text(supplying()).replace(b"<dueDate>2026-11-23T02:30:00Z", b"<dueDate>2026-12-24T00:00:00")
    read = decode(data)
    assert isinstance(read.message, SupplyingAgencyMessage)
    assert read.message.status_info
    assert read.message.status_info.due_date == datetime(2026, 12, 24)  # noqa: DTZ001
    assert read.remarks == ()


@pytest.mark.parametrize(
    ("data", "answer", "said"),
    [
        (b"", "BadlyFormedMessage", "expected well-formed XML"),
        (b"<a/>", "UnrecognisedDataElement", "a: expected ISO18626Message in name space"),
        (b"<ISO18626Message xmlns='urn:x'/>", "UnrecognisedDataElement", "found 'ISO18626Message in urn:x'"),
        (b"<!DOCTYPE x><ISO18626Message/>", "BadlyFormedMessage", "expected no document type"),
        (b"<ISO18626Message/>", "UnrecognisedDataElement", "expected one of request, requestConfirmation"),
        (b"<ISO18626Message><request/></ISO18626Message>", "UnrecognisedDataElement", "request/header"),
    ],
)
def test_what_is_refused_says_how_to_answer(data: bytes, answer: str, said: str) -> None:
    with pytest.raises(XmlError, match=said) as refused:
        decode(data)
    assert refused.value.answer == answer


def test_a_value_that_is_none_is_refused() -> None:
    data = text(supplying()).replace(b"<dueDate>2026-11-23T02:30:00Z", b"<dueDate>soon")
    with pytest.raises(
        XmlError, match="statusInfo/dueDate: expected a date and time, found 'soon'"
    ) as refused:
        decode(data)
    assert refused.value.answer == ErrorType.UNRECOGNISED_DATA_VALUE


def test_character_sets_and_limits() -> None:
    data = text(request()).replace(b"UTF-8", b"GB18030").decode().encode("gb18030")
    assert decode(data).message == decode(text(request())).message
    assert decode(data.replace(b' encoding="GB18030"', b""), charset="gb18030").remarks == ()
    with pytest.raises(TooMuch):
        decode(data, limits=Limits(size=100))


def test_samples_that_others_have_published() -> None:
    folder = shared("data/iso18626/samples/mod-rs")
    seen = {}
    for file in sorted(folder.glob("*.xml")):
        data = file.read_bytes()
        for hole in (b"_TIMESTAMP_", b"timestamp_holder"):
            data = data.replace(hole, b"2026-11-23T02:30:00Z")
        seen[file.name] = {rule for rule, _ in rules(data)}
    assert seen == {
        "cancelResponseReplyNoTemplate.xml": {"empty", "missing"},
        "case1_request.xml": {"version", "missing"},
        "illmockrequest.xml": set(),
        "iso18626_req_1.xml": {"version", "missing"},
        "patronRequest.xml": {"unqualified", "missing", "other-version", "order", "empty"},
        "patronRequestRetry.xml": {"unqualified", "missing", "other-version", "order", "empty"},
        "statusChangeExpectToSupplyTemplate.xml": {"namespace", "unqualified", "missing"},
        "statusChangeUnfilledTemplate.xml": {"namespace", "unqualified", "missing"},
        "supplyingAgencyMessage_statusChange.xml": {
            "version",
            "missing",
            "empty",
            "foreign-code",
            "other-version",
        },
        "unfilledNotification.xml": {"unqualified", "version", "missing", "empty"},
    }


def test_everything_can_be_made_before() -> None:
    CODEC.prepare()
    assert "def read_Request(e, x):" in CODEC.source(Request, V1_2)
