import io

import pytest

from protocols.marc import marcxml as module
from protocols.marc.errors import UnknownCharset
from protocols.marc.found import Damage, DamageReason
from protocols.marc.marcxml import Reader, records
from protocols.marc.record import Parsed

BOOK = """<record xmlns="http://www.nlc.cn/">
  <leader>01576nam0-2200409---4500</leader>
  <controlfield tag="001">X1</controlfield>
  <datafield tag="200" ind1="1" ind2=" ">
    <subfield code="a">中国发展
      报告</subfield>
    <subfield code="f">A &amp; B</subfield>
  </datafield>
  <datafield tag="905"><subfield code="b">1</subfield><subfield code="b"/></datafield>
</record>"""


def read(document: str | bytes, charset: str | None = None, step: int = 1 << 20) -> list[Parsed | Damage]:
    data = document.encode() if isinstance(document, str) else document
    return list(records([data[at : at + step] for at in range(0, len(data), step)], charset=charset))


def reasons(found: list[Parsed | Damage]) -> list[DamageReason | str]:
    return [one.reason if isinstance(one, Damage) else one.control("001") for one in found]


@pytest.mark.parametrize("step", [1, 13, 1 << 20])
@pytest.mark.parametrize(
    "document",
    [
        BOOK,
        '<?xml version="1.0" encoding="UTF-8"?>\n<collection>' + BOOK + "</collection>",
        '<s:record xmlns:s="http://www.loc.gov/zing/srw/"><s:recordData>'
        + BOOK
        + "</s:recordData></s:record>",
    ],
)
def test_records_are_found_at_any_depth(document: str, step: int) -> None:
    (found,) = read(document, step=step)
    assert isinstance(found, Parsed)
    assert found.leader == "01576nam0-2200409---4500"
    assert found.tags == ["001", "200", "905"]
    assert found.texts() == ["X1", "1 \x1fa中国发展 报告\x1ffA & B", "  \x1fb1\x1fb"]
    assert found.ordinal == 1
    assert found.length == len(BOOK.encode()) - len("</record>")
    assert found.offset == document.encode().index(b'<record xmlns="http://www.nlc.cn/">')


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "gb18030", "GBK", "big5", "iso-8859-1"])
def test_the_declared_character_set_is_read(charset: str) -> None:
    said = "é" if charset == "iso-8859-1" else "中"
    field = f'<controlfield tag="001">{said}</controlfield>'
    document = f'<?xml version="1.0" encoding="{charset}"?><record>{field}</record>'
    assert reasons(read(document.encode(charset), step=50)) == [said]


def test_another_character_set_can_be_asked_for() -> None:
    document = '<record><controlfield tag="001">中</controlfield></record>'.encode("gbk")
    assert reasons(read(document, charset="gb18030")) == ["中"]
    assert reasons(read(document)) == [DamageReason.XML_SYNTAX]
    with pytest.raises(UnknownCharset):
        read(document, charset="klingon")
    with pytest.raises(UnknownCharset):
        Reader("base64")


@pytest.mark.parametrize("declared", ["klingon", "base64", "idna"])
def test_a_declared_character_set_that_is_none_ends_the_reading(declared: str) -> None:
    document = f'<?xml version="1.0" encoding="{declared}"?>' + BOOK
    assert reasons(read(document)) == [DamageReason.XML_SYNTAX]


def test_a_document_type_is_refused() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><record><leader>&b;</leader></record>'
    (found,) = read(bomb)
    assert isinstance(found, Damage)
    assert (found.reason, found.detail) == (DamageReason.XML_DOCTYPE, "r")


def test_what_comes_before_the_fault_is_read() -> None:
    assert reasons(read("<c>" + BOOK + "<record><leader></c>")) == ["X1", DamageReason.XML_SYNTAX]
    assert reasons(read("<c>" + BOOK)) == ["X1", DamageReason.XML_SYNTAX]
    assert reasons(read(b"<c>" + BOOK.encode() + b"\xff</c>" + b" " * 200_000, step=100)) == [
        "X1",
        DamageReason.XML_SYNTAX,
    ]


def test_a_reader_that_has_ended_takes_nothing_more() -> None:
    reader = Reader()
    reader.receive_data(b"<a></b>" + b" " * 300)
    assert reader.ended
    reader.receive_data(b"<a/>")
    reader.close()
    assert len(list(reader)) == 1


def test_elements_may_not_nest_without_end() -> None:
    assert reasons(read("<a>" * 65)) == [DamageReason.XML_TOO_DEEP]


def test_a_record_may_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECORD_LIMIT", 2000)
    long = "<record><leader>x</leader>" + '<controlfield tag="005">' + "y" * 3000 + "</controlfield></record>"
    assert reasons(read("<c>" + long + BOOK + "</c>", step=100)) == [DamageReason.TOO_LONG, "X1"]


def test_a_record_may_not_have_fields_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIELDS_LIMIT", 3)
    many = "<record>" + '<controlfield tag="005">y</controlfield>' * 6 + "</record>"
    assert reasons(read("<c>" + many + BOOK + "</c>")) == [DamageReason.TOO_MANY_FIELDS, "X1"]


def test_a_tag_may_not_be_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECORD_LIMIT", 2000)
    assert reasons(read(b"<record " + b"a" * 5000, step=100)) == [DamageReason.TOO_LONG]


def test_elements_that_mean_nothing_here_are_passed_over() -> None:
    document = "<record><junk>text</junk><leader>short</leader><datafield tag='300'/></record>"
    (found,) = read(document)
    assert isinstance(found, Parsed)
    assert found.leader == "short".ljust(24)
    assert found.texts() == ["  "]
    assert read("<record><junk/></record>") == []


def test_a_document_may_be_a_file() -> None:
    assert reasons(list(records(io.BytesIO(BOOK.encode())))) == ["X1"]
    assert reasons(read(b"")) == [DamageReason.XML_SYNTAX]
