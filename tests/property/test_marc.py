"""MARC records: what holds for every record, however damaged, and for the reader's time and memory."""

import pymarc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.config.holdings import Holdings
from gateway.model.identity import AgencyId
from gateway.translate.marc import holdings
from protocols.marc import Damage, Parsed, Raw, Record, iso2709, read, write
from protocols.marc.raw import RECORD_LIMIT
from tests.marc_records import BOOK, MARC21_BOOK
from tests.marc_records import iso2709 as made
from tests.shared_data import shared

MAPPING = Holdings().mapping()

LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"])
VALUES = st.text(LETTERS, max_size=30) | st.sampled_from(["人工智能", "镕喆·—", "㙍𠮷", "00236515-9"])
SUBFIELDS = st.lists(st.tuples(st.sampled_from("abdefghis4"), VALUES), min_size=1, max_size=5)
DATA = st.tuples(
    st.sampled_from(["010", "200", "210", "690", "701", "905", "906"]),
    SUBFIELDS.map(lambda pairs: "  " + "".join(f"\x1f{code}{value}" for code, value in pairs)),
)
CONTROL = st.tuples(st.sampled_from(["001", "005"]), VALUES)
FIELDS = st.lists(CONTROL | DATA, max_size=12)

#: A file of sound records, to be damaged.
FILE = b"\r\n".join([made(BOOK), made(BOOK, "gb18030"), made(MARC21_BOOK), made(BOOK)])


def sound(found: list[Record | Damage]) -> list[Record]:
    return [entry for entry in found if not isinstance(entry, Damage)]


@given(FIELDS, st.integers(1, 200))
def test_what_is_written_is_read_back(fields: list[tuple[str, str]], step: int) -> None:
    written = write(Parsed("00000nam0 2200000   450 ", fields)) * 2
    found = list(read([written[at : at + step] for at in range(0, len(written), step)], charset="utf-8"))
    assert [list(zip(one.tags, one.texts(), strict=True)) for one in sound(found)] == [fields, fields]
    assert [one.mended for one in sound(found)] == [(), ()]


@given(FIELDS.filter(bool))  # pymarc knows no record without fields
def test_pymarc_reads_what_we_write(fields: list[tuple[str, str]]) -> None:
    (judged,) = pymarc.MARCReader(write(Parsed("00000nam0 2200000   450 ", fields)), force_utf8=True)
    assert judged is not None
    assert [field.tag for field in judged.fields] == [tag for tag, _ in fields]


@given(FIELDS)
def test_gb18030_says_the_same_as_utf_8(fields: list[tuple[str, str]]) -> None:
    samples = [(tag, text.replace("$", "＄")) for tag, text in fields]
    (one,) = sound(list(read([made(samples)], charset="utf-8")))
    (other,) = sound(list(read([made(samples, "gb18030")], charset="gb18030")))
    assert one.texts() == other.texts()


@given(st.lists(st.tuples(st.integers(0, len(FILE)), st.integers(0, 40), st.binary(max_size=40)), max_size=4))
def test_damage_is_told_and_what_is_whole_is_read(wounds: list[tuple[int, int, bytes]]) -> None:
    data = FILE
    for at, length, instead in wounds:
        data = data[:at] + instead + data[at + length :]
    found = list(read([data]))
    end = 0
    for entry in found:
        assert entry.offset >= end
        end = entry.offset + entry.length
    assert end <= len(data)
    for record in sound(found):
        holdings.read(record, MAPPING, AgencyId("CUMT"))
    assert len(found) >= 1
    assert len(sound(found)) >= 4 - 2 * len(wounds)


@given(st.binary(max_size=400))
def test_any_bytes_are_records_or_damage(data: bytes) -> None:
    for entry in read([data]):
        assert entry.length >= 0


@pytest.mark.parametrize(
    "piece",
    [
        b"00000nam0 2200025   450 ",  # leaders without end
        b"00000nam0 2200025   450 \x1e",
        b"99999nam0 2200037   450 0010001000000\x1e\x1e\x1d",
        b"no record at all, but an end mark \x1e\x1d",
        b"0010003",
        b"     ",
    ],
)
def test_what_never_makes_sense_takes_no_more_memory_than_a_record(piece: bytes) -> None:
    reader = iso2709.Reader()
    chunk = (piece * (65536 // len(piece) + 1))[:65536]
    events = 0
    for _ in range(20):
        reader.receive_data(chunk)
        events += sum(1 for _ in reader)
        assert len(reader._data) <= RECORD_LIMIT + 2 * len(chunk)
    reader.close()
    assert events + sum(1 for _ in reader) >= 0
    assert not reader._data


# --- judged by others' records -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "count"),
    [("marc.dat", 20), ("test.dat", 10), ("regression45.dat", 12), ("multi_isbn.dat", 1)],
)
def test_pymarc_reads_the_same(name: str, count: int) -> None:
    file = shared(f"data/marc/pymarc/{name}")
    ours = sound(list(read([file.read_bytes()])))
    theirs = [record for record in pymarc.MARCReader(file.read_bytes()) if record]
    assert len(ours) == len(theirs) == count
    for one, other in zip(ours, theirs, strict=True):
        assert isinstance(one, Raw)
        assert list(one.tags) == [field.tag for field in other.fields]
        for (_, mine), field in zip(one.everything(), other.fields, strict=True):
            if isinstance(mine, str):
                assert mine == field.data
            else:
                # What stands before the first subfield beyond two indicators, pymarc leaves out.
                assert [pair for pair in mine.subfields if pair[0]] == list(field.subfields)


def test_marc_8_reads_as_pymarc_reads_it() -> None:
    data = shared("data/marc/pymarc/marc8.dat").read_bytes()
    (ours,) = sound(list(read([data])))
    (theirs,) = pymarc.MARCReader(data)
    assert theirs is not None
    assert ours.charset == "marc-8"
    mine, other = ours.first("245"), theirs["245"]
    assert mine is not None
    assert mine.get("a") == other["a"]


def test_real_cnmarc_says_the_same_in_both_character_sets() -> None:
    unicode = sound(list(read([shared("data/marc/cnmarc/cnmarc_utf8.mrc").read_bytes()])))
    chinese = sound(list(read([shared("data/marc/cnmarc/cnmarc_gb18030.iso").read_bytes()])))
    assert len(unicode) == len(chinese) == 16
    assert [one.texts() for one in unicode] == [one.texts() for one in chinese]
    assert {one.charset for one in chinese} == {"gb18030"}


@pytest.mark.parametrize("name", ["cnmarcxml", "unimarcxml", "kormarcxml", "marcxml"])
def test_real_responses_of_a_server_are_files_of_records(name: str) -> None:
    found = list(read([shared(f"data/marc/cnmarc/sample_{name}.xml").read_bytes()]))
    assert len(sound(found)) == len(found) == 10


def test_real_holdings_are_found() -> None:
    found = sound(list(read([shared("data/marc/cnmarc/cnmarc_utf8.mrc").read_bytes()])))
    held = {item.id.barcode for one in found for item in holdings.read(one, MAPPING, AgencyId("CUMT")).items}
    assert {"00236515", "00236519", "1683011", "1708903", "1667203"} <= held


@pytest.mark.parametrize(("name", "count"), [("rec21/marc21.mrc", 2067), ("reccn/cnmarc.mrc", 4016)])
def test_a_catalogue_of_thousands_is_read_whole(name: str, count: int) -> None:
    with shared(f"data/zebra/{name}").open("rb") as file:
        found = list(read(file))
    assert len(sound(found)) == len(found) == count
    assert all(one.mended == () for one in sound(found))
