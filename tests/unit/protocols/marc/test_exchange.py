import pymarc

from protocols.marc.exchange import from_pymarc, to_pymarc
from protocols.marc.record import Parsed
from tests.marc_records import BOOK, text


def test_a_record_goes_to_pymarc_and_back() -> None:
    fields = [(tag, text(sample)) for tag, sample in BOOK]
    made = to_pymarc(Parsed("00000nam0 2200000   450 ", fields))
    assert made["200"]["a"] == "人工智能导论"
    assert made["905"].get_subfields("b") == ["0000001", "0000002"]
    assert made["001"].data == "CUMT000001"
    back = from_pymarc(made)
    assert back.texts() == [sample for _, sample in fields]
    assert back.tags == [tag for tag, _ in fields]
    assert back.leader == "00000nam0 2200000   450 "


def test_what_pymarc_has_no_place_for_gets_one() -> None:
    made = to_pymarc(Parsed("x", [("200", "\x1faX"), ("330", "123 loose")]))
    assert made["200"].indicators == pymarc.Indicators(" ", " ")
    assert made["330"].get_subfields("") == ["3 loose"]
    assert len(str(made.leader)) == 24


def test_a_control_field_may_be_empty() -> None:
    record = pymarc.Record()
    record.fields.append(pymarc.Field(tag="001", data=""))
    assert from_pymarc(record).texts() == [""]
