import pytest

from protocols.xml.charset import utf_8
from protocols.xml.errors import XmlError

TEXT = "<a>徐州\N{GRINNING FACE}</a>"


def declared(name: str) -> str:
    return f'<?xml version="1.0" encoding="{name}"?>{TEXT}'


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (TEXT.encode(), None),
        (TEXT.encode("utf-8-sig"), None),
        (TEXT.encode("utf-16"), None),
        (TEXT.encode("utf-16-le"), None),
        (TEXT.encode("utf-16-be"), None),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("gb18030"), "GB18030"),
        (TEXT.encode(), "utf8"),
    ],
)
def test_what_marks_or_the_transport_say_is_read(data: bytes, charset: str | None) -> None:
    assert utf_8(data, charset) == TEXT.encode()


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("utf-16", "utf-16"),
        ("GB18030", "gb18030"),
        ("gbk", "gb18030"),
        ("GB2312", "gb18030"),
    ],
)
def test_what_is_declared_is_read(name: str, codec: str) -> None:
    assert utf_8(declared(name).encode(codec)) == declared(name).encode()


@pytest.mark.parametrize(
    ("data", "charset", "said"),
    [
        (declared("Shift_JIS").encode(), None, "expected UTF-8, UTF-16 or GB18030, found 'Shift_JIS'"),
        (b"<a/>", "latin-1", "expected UTF-8, UTF-16 or GB18030, found 'latin-1'"),
        (declared("utf-16").encode(), None, "expected UTF-8 throughout, found 'UTF-16 declared'"),
        (declared("utf-8").encode("utf-16"), None, "expected UTF-16 throughout, found 'UTF-8 declared'"),
        (declared("gbk").encode("utf-8-sig"), None, "expected UTF-8 throughout, found 'GB18030 declared'"),
        (declared("gb18030").encode(), "utf-8", "expected UTF-8 throughout, found 'GB18030 declared'"),
        (b"\n<a>\xff\xff</a>", "gb18030", "line 2: expected text in GB18030, found 'ff ff 3c 2f 61 3e'"),
        (b"\xff\xfe<\0a\0>", None, "line 1: expected text in UTF-16, found '3e'"),
        (b"\xff\xfe<\0\0\xd8>\0", None, "line 1: expected text in UTF-16, found '00 d8 3e 00'"),
    ],
)
def test_what_contradicts_itself_is_refused(data: bytes, charset: str | None, said: str) -> None:
    with pytest.raises(XmlError) as refused:
        utf_8(data, charset)
    assert str(refused.value) == said
