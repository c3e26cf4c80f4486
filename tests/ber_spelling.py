"""BER a second time, slowly: values of declared types by Hypothesis, and their octets in every spelling.

`Spelling` writes from `protocols.ber.schema` value by value, where the codec writes compiled code. Without
whims its octets must be the codec's; with them lengths are long or indefinite, strings come in segments,
members in any order, integers with octets to spare, and what is there by default is left out.
"""

from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from protocols.ber import BitString, Null, Raw, Sequence
from protocols.ber.contents import ESCAPE, oid_octets
from protocols.ber.declare import Declared, Size, Tag, universal
from protocols.ber.leaves import Text, Texts
from protocols.ber.octets import identifier, length
from protocols.ber.schema import (
    Anything,
    Arms,
    Enumerated,
    Form,
    Kind,
    Leaf,
    ListOf,
    Member,
    Presence,
    Record,
    form,
    members,
)

MOST = 4
"""Levels of types that hold themselves, and elements of a list."""


class Spelling:
    """How values are written; ``whims`` None is as the codec does it."""

    def __init__(self, whims: Random | None = None, charset: str = "utf-8") -> None:
        self._whims = whims
        self._charset = charset

    def whole(self, used: Form, value: Any) -> bytes:  # noqa: ANN401 - of any declared type
        """A value with its tags."""
        if used.open:
            wrapping, octets = used.tags, self._open(used.kind, value)
        else:
            wrapping, octets = used.tags[:-1], self._tagged(used.tags[-1], used.kind, value)
        for tag in reversed(wrapping):
            octets = self._constructed(tag, octets)
        return octets

    def _whim(self, one_in: int = 3) -> bool:
        return bool(self._whims) and self._whims is not None and self._whims.randrange(one_in) == 0

    def _open(self, kind: Kind, value: Any) -> bytes:  # noqa: ANN401 - of any declared type
        if isinstance(kind, Arms):
            (arm,) = (arm for arm in members(kind.type) if getattr(value, arm.field) is not None)
            return self.whole(arm.form, getattr(value, arm.field))
        if isinstance(kind, Texts):
            text = next((text for text, made in kind.others if type(value) is made is not str), kind.plain)
            return self._tagged(universal(text.number), text, value)
        return self._raw(value)

    def _raw(self, value: bytes) -> bytes:
        if value[0] & 0x20 and self._whim():
            return value[:1] + b"\x80" + value[2:] + b"\0\0"  # those below have a length of one octet
        return value

    def _tagged(  # noqa: PLR0911 - one for each kind
        self,
        tag: Tag,
        kind: Kind,
        value: Any,  # noqa: ANN401 - of any declared type
    ) -> bytes:
        if isinstance(kind, Record):
            return self._constructed(tag, b"".join(self._members(kind, value)))
        if isinstance(kind, ListOf):
            return self._constructed(tag, b"".join(self.whole(kind.element, each) for each in value))
        if isinstance(kind, Text):
            return self._string(tag, value.encode(kind.charset or self._charset, ESCAPE))
        if kind is Leaf.OCTETS:
            return self._string(tag, value)
        if kind is Leaf.BITS:
            return self._bits(tag, value)
        if kind is Leaf.BOOLEAN:
            return self._primitive(tag, bytes((self._true() if value else 0,)))
        if kind is Leaf.NULL:
            return self._primitive(tag, b"")
        return self._primitive(tag, oid_octets(value) if kind is Leaf.OID else self._integer(int(value)))

    def _members(self, kind: Record, value: Sequence) -> list[bytes]:
        written: list[bytes] = []
        loose: list[bytes] = []
        for member in members(kind.type):
            part = getattr(value, member.field)
            if part is None or (
                member.presence is Presence.DEFAULT and part == member.default and self._whim(2)
            ):
                continue
            (loose if isinstance(member.form.kind, Anything) and not member.form.tags else written).append(
                self.whole(member.form, part)
            )
        if self._whims and self._whim(2):
            self._whims.shuffle(written)
        return [*written, *loose, *value.unknown]

    def _true(self) -> int:
        return self._whims.randrange(1, 256) if self._whims else 0xFF

    def _integer(self, value: int) -> bytes:
        size = 1
        while not -(1 << 8 * size - 1) <= value < 1 << 8 * size - 1:
            size += 1
        return value.to_bytes(
            size + (self._whims.randrange(3) if self._whims and size < 14 else 0), "big", signed=True
        )

    def _string(self, tag: Tag, octets: bytes, depth: int = 0) -> bytes:
        if depth > MOST or not self._whim(4):
            return self._primitive(tag, octets)
        cut = self._whims.randrange(len(octets) + 1) if self._whims else 0
        parts = (self._string(universal(4), part, depth + 1) for part in (octets[:cut], octets[cut:]))
        return self._constructed(tag, b"".join(parts))

    def _bits(self, tag: Tag, value: BitString) -> bytes:
        last = self._primitive(tag, bytes((value.unused,)) + value.octets)
        if not self._whim() or not value.octets:
            return last
        parts = (bytes((0,)) + value.octets[:-1], bytes((value.unused,)) + value.octets[-1:])
        return self._constructed(tag, b"".join(self._primitive(universal(3), part) for part in parts))

    def _primitive(self, tag: Tag, contents: bytes) -> bytes:
        return identifier(tag, constructed=False) + self._length(len(contents)) + contents

    def _constructed(self, tag: Tag, contents: bytes) -> bytes:
        head = identifier(tag, constructed=True)
        if self._whim():
            return head + b"\x80" + contents + b"\0\0"
        return head + self._length(len(contents)) + contents

    def _length(self, n: int) -> bytes:
        if self._whims and self._whim(4):
            octets = self._whims.randrange(3, 9)
            return bytes((0x80 | octets,)) + n.to_bytes(octets, "big")
        return length(n)


def values(declared: type[Declared], levels: int = MOST) -> SearchStrategy[Any]:
    """Values of a declared type, all that its declaration allows."""
    return _of(form(declared).kind, levels)


_PLAIN: dict[Kind, SearchStrategy[Any]] = {
    Leaf.BOOLEAN: st.booleans(),
    Leaf.INTEGER: st.one_of(st.integers(-300, 300), st.integers(-(1 << 120), 1 << 120)),
    Leaf.NULL: st.just(Null()),
    Leaf.OCTETS: st.one_of(st.binary(max_size=20), st.binary(min_size=120, max_size=300)),
    Leaf.BITS: st.builds(BitString.of, st.sets(st.integers(0, 40), max_size=5)),
    Leaf.OID: st.builds(
        lambda first, second, more: ".".join(map(str, (first, second, *more))),
        st.integers(0, 2),
        st.integers(0, 39),
        st.lists(st.integers(0, 1 << 40), max_size=5),
    ),
}

#: Whole values under private tags that nobody declares, some of them constructed.
_RAW = st.builds(
    lambda constructed, octets: Raw(
        b"\xfe\4\x04\2ab" if constructed else b"\xde" + bytes((len(octets),)) + octets
    ),
    st.booleans(),
    st.binary(max_size=9),
)


def _text(text: Text, size: Size | None) -> SearchStrategy[str]:
    characters = (
        st.characters(max_codepoint=126, min_codepoint=32)
        if text.charset == "ascii"
        else st.characters(codec="utf-8")
    )
    least, most = (size.least, size.most) if size else (0, None)
    short = st.text(characters, min_size=least, max_size=8 if most is None else most)
    if most is not None:
        return short
    return st.one_of(short, st.text(characters, min_size=max(least, 60), max_size=150))


def _of(  # noqa: PLR0911 - one for each kind
    kind: Kind, levels: int, size: Size | None = None
) -> SearchStrategy[Any]:
    if isinstance(kind, Leaf):
        return _PLAIN[kind]
    if isinstance(kind, Text):
        return _text(kind, size)
    if isinstance(kind, Texts):
        others = [_text(text, size).map(made) for text, made in kind.others if made is not str]
        return st.one_of(_text(kind.plain, size), *others)
    if isinstance(kind, Enumerated):
        known = st.sampled_from(list(kind.values))
        codes = {int(value) for value in kind.values}
        return (
            st.one_of(known, st.integers(-9, 999).filter(lambda code: code not in codes))
            if kind.unknown
            else known
        )
    if isinstance(kind, Anything):
        return _RAW
    if isinstance(kind, ListOf):
        least, most = (size.least, size.most) if size else (0, None)
        element = _of(kind.element.kind, levels, kind.element.size)
        return st.lists(element, min_size=least, max_size=min(MOST, most or MOST)).map(tuple)
    return st.deferred(lambda: _arm(kind, levels) if isinstance(kind, Arms) else _record(kind, levels))


def _arm(kind: Arms, levels: int) -> SearchStrategy[Any]:
    return st.one_of(
        *(
            st.builds(kind.type, **{arm.field: _of(arm.form.kind, levels - 1, arm.form.size)})
            for arm in members(kind.type)
            if levels > 0 or not isinstance(arm.form.kind, Record | Arms | ListOf)
        )
    )


def _record(kind: Record, levels: int) -> SearchStrategy[Any]:
    every = members(kind.type)
    given = {member.field: _member(member, levels) for member in every}
    if not any(isinstance(member.form.kind, Anything) and not member.form.tags for member in every):
        given["unknown"] = st.one_of(st.just(()), st.lists(_RAW, max_size=2).map(tuple))
    return st.builds(kind.type, **given)


def _member(member: Member, levels: int) -> SearchStrategy[Any]:
    optional = member.presence is Presence.OPTIONAL
    if optional and levels <= 0:
        return st.none()
    value = _of(member.form.kind, levels - 1, member.form.size)
    if optional:
        return st.one_of(st.none(), value)
    return value if member.presence is Presence.MANDATORY else st.one_of(st.just(member.default), value)
