import pytest

from protocols.sip2.charset import Charset, cut, encode, guess


def test_a_configured_character_set_holds() -> None:
    charset = Charset("GBK")
    charset.settle("张三".encode())
    assert charset.name == "gbk"
    assert charset.out == "gbk"
    assert charset.encode("张三") == "张三".encode("gbk")


def test_utf8_until_something_decides() -> None:
    charset = Charset()
    charset.settle(b"9900302.00")
    assert charset.name is None
    assert charset.encode("张三") == "张三".encode()


@pytest.mark.parametrize(("sent", "name"), [("utf-8", "utf-8"), ("gbk", "gb18030"), ("gb18030", "gb18030")])
def test_the_first_other_letters_decide(sent: str, name: str) -> None:
    charset = Charset()
    data = "AA张三|".encode(sent)
    assert charset.decode(data) == "AA张三|"
    assert charset.out == "utf-8", "reading alone decides nothing: the line may be damaged"
    charset.settle(data)
    assert charset.name == name
    charset.settle("AA张三|".encode("gbk" if sent == "utf-8" else "utf-8"))
    assert charset.name == name, "once decided it stays"


@pytest.mark.parametrize("noise", [b"\xff\xfd\x18\xff\xfb\x01", b"\xff\xfe", b"\xef\xbb\xbf", b"\0\x99 "])
def test_noise_before_the_code_decides_nothing(noise: bytes) -> None:
    assert guess(noise + b"9900802.00") is None
    assert guess(noise + "23019AA张三|".encode()) == "utf-8"
    assert guess(noise + "23019AA张三|".encode("gbk")) == "gb18030"


def test_bytes_that_mean_nothing_are_replaced() -> None:
    assert Charset("utf-8").decode(b"AA\xff|") == "AA\ufffd|"
    assert Charset().decode(b"AA\xff|").startswith("AA")


@pytest.mark.parametrize("name", ["utf-16", "utf-7", "cp037", "hz"])
def test_a_character_set_in_which_no_frame_is_found_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        Charset(name)


def test_an_unknown_character_set_is_refused() -> None:
    with pytest.raises(LookupError):
        Charset("klingon")


@pytest.mark.parametrize(
    ("text", "charset", "data"),
    [
        ("Prüfung", "ascii", b"Prufung"),
        ("张三", "cp850", b"??"),
        ("ﬁn", "ascii", b"fin"),
        ("a｜b", "ascii", b"a/b"),
        ("a｜b", "gbk", "a｜b".encode("gbk")),
        ("\ud800x", "utf-8", b"?x"),
        ("😀", "gbk", b"?"),
        ("😀", "gb18030", "😀".encode("gb18030")),
    ],
)
def test_writing_what_the_character_set_lacks(text: str, charset: str, data: bytes) -> None:
    assert encode(text, charset) == data


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"abc", None), ("é".encode(), "utf-8"), (b"\xe9", "gb18030"), ("陈".encode("gbk"), "gb18030")],
)
def test_guessing(data: bytes, name: str | None) -> None:
    assert guess(data) == name


def test_cutting_on_characters() -> None:
    assert cut("张三李四", 2) == "张三"
    assert cut("abc", 3) == "abc"
    assert cut("abc", 0) == ""
    assert cut("abe\u0301", 3) == "ab", "a letter goes with its accent"
    assert cut("\u0301\u0301", 1) == ""
