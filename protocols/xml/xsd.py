"""A schema in XML Schema, made of the declarations of one version.

Types are named, elements stand within them; the root alone is global. Documents are accepted and refused as
by the schema of the standard, whatever that names and how it is ordered.
Source: XML Schema 1.0 part 1.
"""

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from protocols.xml.codec import Codec
from protocols.xml.declare import Choice, Closed, Declared
from protocols.xml.leaves import TEXT, YES_NO
from protocols.xml.schema import (
    Arms,
    Codes,
    Member,
    Record,
    elements,
    leaf,
    members,
    text_member,
    type_name,
)

_YES_NO = "YesNo"
_ANY = '<xs:any minOccurs="0" maxOccurs="unbounded" namespace="##other" processContents="lax"/>'


def text(codec: Codec[Any], version: str, about: str) -> str:
    """The schema of a protocol in a version; ``about`` is said at its head."""
    root = type_name(codec.declared)
    head = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"',
        f"           xmlns={quoteattr(codec.uri)}",
        f"           targetNamespace={quoteattr(codec.uri)}",
        '           elementFormDefault="qualified"',
        '           attributeFormDefault="unqualified">',
        "",
        f"  <xs:annotation><xs:documentation>{escape(about)}</xs:documentation></xs:annotation>",
    ]
    version_attribute = f'<xs:attribute name={quoteattr(codec.attribute)} form="qualified" type="xs:string" '
    document = [
        f"<xs:element name={quoteattr(root)}>",
        "  <xs:complexType>",
        *_deeper(_content(codec.declared, version), 2),
        f'    {version_attribute}use="required"/>',
        "  </xs:complexType>",
        "</xs:element>",
    ]
    used = [each for each in _used(codec.declared, version) if each is not codec.declared]
    named = [_complex(each, version) for each in used]
    lists = [_list(each, version) for each in _lists(codec.declared, used, version)]
    blocks = [document, *named, *lists]
    if any(each.kind is YES_NO for type_ in used for each in elements(type_, version)):
        blocks.append(_enumeration(_YES_NO, ["Y", "N"]))
    body = [line for block in blocks for line in ("", *_deeper(block, 1))]
    return "\n".join([*head, *body, "</xs:schema>", ""])


def _used(root: type[Declared], version: str) -> list[type[Declared]]:
    """The types that a version uses, each once, in the order in which they come."""
    found: dict[type[Declared], None] = {}
    waiting = [root]
    while waiting:
        each = waiting.pop(0)
        if each not in found:
            found[each] = None
            inside = [member for member in elements(each, version) if not member.is_plain(version)]
            waiting += [member.kind.type for member in inside if isinstance(member.kind, Record | Arms)]
    return list(found)


def _lists(root: type[Declared], used: list[type[Declared]], version: str) -> list[type[Closed]]:
    found = [
        member.kind.list
        for type_ in (root, *used)
        for member in (*elements(type_, version), *(each for each in members(type_) if each.attribute))
        if isinstance(member.kind, Codes)
    ]
    return list(dict.fromkeys(found))


def _complex(type_: type[Declared], version: str) -> list[str]:
    name = quoteattr(type_name(type_))
    attributes = list(_attributes(type_))
    if content := text_member(type_):
        return [
            f"<xs:complexType name={name}>",
            "  <xs:simpleContent>",
            f'    <xs:extension base="{_type(content, version)}">',
            *_deeper(attributes, 3),
            "    </xs:extension>",
            "  </xs:simpleContent>",
            "</xs:complexType>",
        ]
    return [
        f"<xs:complexType name={name}>",
        *_deeper(_content(type_, version), 1),
        *_deeper(attributes, 1),
        "</xs:complexType>",
    ]


def _content(type_: type[Declared], version: str) -> list[str]:
    choice = issubclass(type_, Choice)
    group = "choice" if choice else "sequence"
    inside = [line for each in elements(type_, version) for line in _element(each, version, choice=choice)]
    if getattr(type_, "xml_open", False):
        inside.append(_ANY)
    return [f"<xs:{group}>", *_deeper(inside, 1), f"</xs:{group}>"]


def _element(member: Member, version: str, *, choice: bool) -> Iterator[str]:
    often = ""
    if not choice and not member.is_required(version):
        often += ' minOccurs="0"'
    if (most := member.most(version)) != 1:
        often += f' maxOccurs="{most or "unbounded"}"'
    name = f"<xs:element name={quoteattr(member.name(version))}"
    least = member.least(version)
    if least is None:
        yield f'{name} type="{_type(member, version)}"{often}/>'
        return
    yield f"{name}{often}>"
    yield "  <xs:simpleType>"
    yield f'    <xs:restriction base="{_type(member, version)}">'
    yield f'      <xs:minInclusive value="{least}"/>'
    yield "    </xs:restriction>"
    yield "  </xs:simpleType>"
    yield "</xs:element>"


def _attributes(type_: type[Declared]) -> Iterator[str]:
    for member in members(type_):
        if member.attribute:
            form = "qualified" if member.attribute.qualified else "unqualified"
            use = ' use="required"' if member.mandatory else ""
            name = quoteattr(member.name(""))
            yield f'<xs:attribute name={name} form="{form}" type="{_type(member, "")}"{use}/>'


def _type(member: Member, version: str) -> str:
    kind = member.kind
    if isinstance(kind, Record | Arms):
        return f"xs:{TEXT.name}" if member.is_plain(version) else type_name(kind.type)
    if isinstance(kind, Codes):
        return kind.list.__name__
    return _YES_NO if kind is YES_NO else f"xs:{leaf(member).name}"


def _list(list_: type[Closed], version: str) -> list[str]:
    return _enumeration(list_.__name__, [str(code) for code in list_ if code.holds(version)])


def _enumeration(name: str, codes: list[str]) -> list[str]:
    return [
        f'<xs:simpleType name="{name}">',
        '  <xs:restriction base="xs:string">',
        *[f"    <xs:enumeration value={quoteattr(code)}/>" for code in codes],
        "  </xs:restriction>",
        "</xs:simpleType>",
    ]


def _deeper(lines: list[str], by: int) -> list[str]:
    return [f"{'  ' * by}{line}" for line in lines]
