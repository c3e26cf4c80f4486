import codecs
from io import BytesIO

import pytest

from gateway.loading import charset
from gateway.loading.charset import Charset, charset_of
from gateway.loading.found import Unusable

TEXT = "证号,姓名\r\nP1,张三\r\n"
TABLE = "证号,姓名,学院\r\n" + "P1,张三丰,计算机科学与技术学院\r\n" * 500


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", Charset("utf-8")),
        (b"number\nP1\n", Charset("utf-8")),
        (TEXT.encode(), Charset("utf-8")),
        ("number,name\nP1,Müller\n".encode(), Charset("utf-8")),
        (TEXT.encode("utf-8-sig"), Charset("utf-8-sig")),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), Charset("utf-16")),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), Charset("utf-16")),
        (TEXT.encode("gb18030"), Charset("gb18030", guessed=True)),
        ((TEXT + "P2,朱镕基\nP3,王喆\n").encode("gb18030"), Charset("gb18030", guessed=True)),
        (TABLE.encode("gb18030") + b"P2,\xff\n", Charset("gb18030", guessed=True)),
    ],
)
def test_a_character_set_is_found_out(content: bytes, found: Charset) -> None:
    file = BytesIO(content)
    assert charset_of(file) == found
    assert file.tell() == 0


@pytest.mark.parametrize("stray", [b"\xff", b"M\xfcller", "张".encode()[:2], b"\xd5\xc5\xc8\xfd"])
def test_a_stray_makes_no_other_file_of_it(stray: bytes) -> None:
    for content in (TABLE.encode() + stray + b",x\n", stray + b"\n" + TABLE.encode()):
        assert charset_of(BytesIO(content)) == Charset("utf-8", guessed=True)
    assert charset_of(BytesIO(TEXT.encode() + b"P2,M\xfcller\n")) == Charset("utf-8", guessed=True)


@pytest.mark.parametrize("name", ["Müller", "Ñañez", "Gonçalves Pão"])
def test_latin_letters_are_not_taken_for_chinese(name: str) -> None:
    with pytest.raises(Unusable, match="no-guess"):
        charset_of(BytesIO(f"number,name\nP1,{name}\n".encode("latin-1")))


def test_big5_is_not_taken_for_gb18030() -> None:
    text = "證號,姓名,學院\n" + "P1,張三豐,計算機科學與技術學院\n" * 20
    with pytest.raises(Unusable, match="no-guess"):
        charset_of(BytesIO(text.encode("big5")))


@pytest.mark.parametrize("begin", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0\xa1\xb1"])
def test_a_workbook_is_called_one(begin: bytes) -> None:
    with pytest.raises(Unusable, match="workbook"):
        charset_of(BytesIO(begin))


def test_no_character_is_cut_between_two_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charset, "_PIECE", 7)
    assert charset_of(BytesIO(TABLE.encode())) == Charset("utf-8")
