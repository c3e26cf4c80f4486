import pytest

from protocols.xml import Codec, Complex, Remark, Unwritable, XmlError, only, parse
from protocols.xml.remarks import Rule
from tests.unit.protocols.xml.samples import CODEC, URI, Label, Place, Post, Street, document, parcel

BODY = "<parcel><town>B</town><name>A</name><colour>Red</colour></parcel>"


def test_the_version_is_told() -> None:
    remarks: list[Remark] = []
    assert CODEC.version(parse(document("", "2")), remarks) == "2"
    assert remarks == []
    assert CODEC.version(parse(f'<Post xmlns="{URI}" version="1"/>'.encode()), remarks) == "1"
    assert CODEC.version(parse(b"<Post/>"), remarks) == ""
    assert remarks == [Remark("Post/@version", 1, Rule.UNQUALIFIED, "1")]


@pytest.mark.parametrize("uri", ["", "urn:other"])
def test_another_name_space_is_put_right(uri: str) -> None:
    text = document(
        "<parcel><town>B</town><name>A</name><colour>Red</colour><label p:scheme='s'>x</label></parcel>"
    )
    read = parse(
        text.replace(URI.encode(), uri.encode())
        if uri
        else text.replace(b"p:", b"").replace(f' xmlns="{URI}" xmlns:p="{URI}"'.encode(), b"")
    )
    remarks: list[Remark] = []
    CODEC.settle(read, remarks, others=lambda found: found == uri)
    assert CODEC.version(read, remarks) == "1"
    value = CODEC.read(read, "1", remarks)
    assert value.parcel
    assert value.parcel.label == Label(value="x", scheme="s")
    assert remarks[0] == Remark("Post", 1, Rule.NAMESPACE, uri or "none")


def test_what_is_in_a_third_name_space_stays_there() -> None:
    read = parse(
        f'<Post xmlns="urn:other" xmlns:p="{URI}" p:version="1"><x xmlns="urn:x"/>{BODY}</Post>'.encode()
    )
    remarks: list[Remark] = []
    CODEC.settle(read, remarks, others=lambda _: True)
    assert [child.tag for child in read.root] == ["{urn:x}x", f"{{{URI}}}parcel"]
    assert CODEC.version(read, remarks) == "1"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<Past/>", "line 1: Past: expected Post in name space urn:post, found 'Past in none'"),
        (b"<Post xmlns='urn:x'/>", "Post: expected Post in name space urn:post, found 'Post in urn:x'"),
    ],
)
def test_the_root_must_be_ours(data: bytes, said: str) -> None:
    remarks: list[Remark] = []
    with pytest.raises(XmlError, match=said):
        CODEC.settle(parse(data), remarks, others=lambda _: False)


def test_the_right_name_space_needs_no_remark() -> None:
    remarks: list[Remark] = []
    CODEC.settle(parse(document(BODY)), remarks, others=lambda _: False)
    assert remarks == []


def test_functions_can_be_made_before_and_shown() -> None:
    codec = Codec(Post, uri=URI, prefix="p", versions=("1", "2"), attribute="version")
    codec.prepare()
    source = codec.source(Street, "1")
    assert "def read_Street(e, x):" in source
    assert "def write_Street(s, o, x, at, q, a=''):" in source
    assert codec.write(Post(parcel=parcel(place=Place(box="1"))), "1").losses == ()


class Nest(Complex, frozen=True, kw_only=True):
    """A type within itself."""

    inner: "Nest | None" = None


def test_what_has_no_end_is_refused() -> None:
    codec = Codec(Nest, uri="urn:nest", prefix="n", versions=("1",), attribute="version")
    nest = Nest()
    for _ in range(3000):
        nest = Nest(inner=nest)
    with pytest.raises(Unwritable, match="Nest: fewer levels are wanted"):
        codec.write(nest, "1")
    assert only("1").holds("1")
