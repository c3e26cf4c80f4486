import pytest

from protocols.xml.errors import TooMuch, Wrong, XmlError
from protocols.xml.limits import Limits
from protocols.xml.reader import local, parse, written

SMALL = Limits(size=5000, depth=4, elements=8, children=4, attributes=2, text=10)


def test_a_document_is_read_with_places() -> None:
    document = parse(b"<a>\n <b/><b>\n  <c x='1'>t</c></b>\n</a>")
    (inner,) = document.root[1]
    assert (document.path(inner), document.line(inner), inner.text) == ("a/b[2]/c", 3, "t")
    assert (document.path(document.root), document.line(document.root)) == ("a", 1)
    error = document.error(Wrong.VALUE, inner, expected="x", found="y", inside="@z")
    assert str(error) == "line 3: a/b[2]/c/@z: expected x, found 'y'"


def test_comments_and_instructions_are_dropped() -> None:
    document = parse(
        b"<?xml version='1.0'?><!-- <!DOCTYPE a> --><?x y?> <a>1<!-- 2 -->3<?z?>4<![CDATA[<&]]></a><!-- -->"
    )
    assert (document.root.text, list(document.root)) == ("134<&", [])


@pytest.mark.parametrize("before", ["", "\n ", "<?xml version='1.0'?>\n", "<!-- x -->\n<?y?>\n"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_document_type_is_refused_wherever_it_can_stand(before: str, charset: str) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d SYSTEM "file:///etc/hostname">]><a>&b;&d;</a>'
    with pytest.raises(XmlError, match="expected no document type") as refused:
        parse((before + bomb).encode(charset))
    assert refused.value.line == before.count("\n") + 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  ",
        b"text",
        b"<a>",
        b"<a></b>",
        b"<a/><b/>",
        b"<a>&b;</a>",
        b"<a b='1' b='2'/>",
        b"<a>\x01</a>",
        b"<a>\xff</a>",
        b"<x:a/>",
        b"<!-- <a/>",
        b"<a/><!DOCTYPE a>",
        b"<a><!DOCTYPE a></a>",
        b"<a>" * 1000,
    ],
)
def test_what_is_no_xml_is_refused(data: bytes) -> None:
    with pytest.raises(XmlError, match="expected well-formed XML") as refused:
        parse(data)
    assert (refused.value.wrong, refused.value.line) == (Wrong.DOCUMENT, 1)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<a>" + b" " * 5000 + b"</a>", "at most 5000 bytes"),
        (b"<a><b><c><d><e/></d></c></b></a>", "a/b/c/d/e: expected at most 4 levels, found '5 levels'"),
        (b"<a><b/><b/><b/><b/><b/></a>", "a: expected at most 4 elements in one, found '5 elements in one'"),
        (
            b"<a>" + b"<b><c/><c/></b>" * 3 + b"</a>",
            "a: expected at most 8 elements, found '10 elements'",
        ),
        (b"<a x='1' y='1' z='1'/>", "a: expected at most 2 attributes, found '3 attributes'"),
        (b"<a>12345678901</a>", "a: expected at most 10 characters in one text"),
        (b"<a x='12345678901'/>", "a: expected at most 10 characters in one text"),
        (b"<a><b/>12345678901</a>", "a/b: expected at most 10 characters in one text"),
    ],
)
def test_limits_hold(data: bytes, said: str) -> None:
    with pytest.raises(TooMuch) as refused:
        parse(data, limits=SMALL)
    assert said in str(refused.value)


def test_what_looks_like_much_and_is_not_is_read() -> None:
    data = b"<a>" + b"<b><c/></b>" * 3 + b"<b>=====</b></a>"
    assert len(parse(data, limits=SMALL).root) == 4


def test_many_levels_are_refused_without_harm() -> None:
    with pytest.raises(TooMuch, match="at most 64 levels"):
        parse(b"<a>" * 100_000 + b"</a>" * 100_000)


def test_names_and_elements_as_text() -> None:
    document = parse(b"<a><b xmlns='urn:b' c='1'>x<d/>y</b>tail</a>")
    assert local(document.root[0].tag) == "b"
    assert written(document.root[0]) == '<ns0:b xmlns:ns0="urn:b" c="1">x<ns0:d />y</ns0:b>'
    assert document.root[0].tail == "tail"
