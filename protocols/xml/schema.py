"""What a declaration says, read once: the members of a type, their kinds, and what holds in which version.

For whoever walks declared types: the two compilers here, the writer of schemas, printers, a generator of
samples.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, TypeAlias, TypeVar, Union, get_args, get_origin

import msgspec

from protocols.xml import leaves
from protocols.xml.declare import (
    Attribute,
    Choice,
    Closed,
    Complex,
    Content,
    Declared,
    Least,
    Marked,
    Most,
    Named,
    Only,
    Plain,
    Required,
    Secret,
    YesOrNo,
)
from protocols.xml.leaves import Leaf

M = TypeVar("M", bound=Marked)


class Codes(msgspec.Struct, frozen=True):
    """A closed code list; ``kept`` is whether a code that is not in it is taken as it is."""

    list: type[Closed]
    kept: bool


class Record(msgspec.Struct, frozen=True):
    """A subclass of `Complex`."""

    type: type[Complex]


class Arms(msgspec.Struct, frozen=True):
    """A subclass of `Choice`."""

    type: type[Choice]


Kind: TypeAlias = Leaf | Codes | Record | Arms


class Member(msgspec.Struct, frozen=True):
    """A field of a type: an element, an attribute, or the text.

    ``mandatory`` is whether a document without it is refused, ``many`` whether the field is a tuple.
    """

    field: str
    kind: Kind
    mandatory: bool
    many: bool
    marks: tuple[Marked, ...]

    def mark(self, sort: type[M], version: str) -> M | None:
        """What is said of it in a version, of one sort."""
        return next((each for each in self.marks if isinstance(each, sort) and each.holds(version)), None)

    def name(self, version: str) -> str:
        """The standard's name of it."""
        named = self.mark(Named, version)
        return named.name if named else _camel(self.field)

    def is_in(self, version: str) -> bool:
        """Whether a version has it."""
        return all(each.holds(version) for each in self.marks if isinstance(each, Only))

    def is_required(self, version: str) -> bool:
        """Whether a version wants it."""
        return self.mandatory or self.mark(Required, version) is not None

    def most(self, version: str) -> int | None:
        """How often it may come; None for any number of times."""
        if not self.many:
            return 1
        said = self.mark(Most, version)
        return said.times if said else None

    @property
    def attribute(self) -> Attribute | None:
        """Whether it is an attribute, and in which name space."""
        return self.mark(Attribute, "")

    @property
    def content(self) -> bool:
        """Whether it is the element's text."""
        return self.mark(Content, "") is not None

    @property
    def secret(self) -> bool:
        """Whether it is masked for people."""
        return self.mark(Secret, "") is not None

    def is_plain(self, version: str) -> bool:
        """Whether the element has text alone in a version."""
        return self.mark(Plain, version) is not None

    def least(self, version: str) -> int | None:
        """The least number that it may be."""
        said = self.mark(Least, version)
        return said.value if said else None


_LEAVES: Final[dict[object, Leaf]] = {
    str: leaves.TEXT,
    Decimal: leaves.DECIMAL,
    int: leaves.INTEGER,
    bool: leaves.BOOLEAN,
    datetime: leaves.DATE_TIME,
    date: leaves.DATE,
}


def type_name(declared: type[Declared]) -> str:
    """The name of a type in a schema."""
    return declared.xml_name or declared.__name__


@cache
def members(declared: type[Declared]) -> tuple[Member, ...]:
    """The members of all versions, as declared. Raises TypeError for what is no declaration."""
    return tuple(_member(field) for field in msgspec.structs.fields(declared) if field.name != "unknown")


@cache
def elements(declared: type[Declared], version: str) -> tuple[Member, ...]:
    """The members of one version that are elements, in its order."""
    found = [each for each in members(declared) if each.is_in(version) and is_element(each)]
    order = declared.xml_order.get(version, ()) if issubclass(declared, Complex) else ()
    places = {field: place for place, field in enumerate(order)}
    return tuple(sorted(found, key=lambda each: places.get(each.field, -1)))


def is_element(member: Member) -> bool:
    """Whether a member is neither an attribute nor the text."""
    return member.attribute is None and not member.content


def text_member(declared: type[Declared]) -> Member | None:
    """The member that is the element's text, if the type has one."""
    return next((each for each in members(declared) if each.content), None)


def leaf(member: Member) -> Leaf:
    """How the text of a member is read and written. Raises TypeError for one that has elements."""
    if isinstance(member.kind, Codes):
        return _codes(member.kind)
    if isinstance(member.kind, Leaf):
        return member.kind
    raise TypeError(f"{member.field} is no simple type")


@cache
def _codes(kind: Codes) -> Leaf:
    return leaves.codes(kind.list, kept=kind.kept)


@cache
def reach(declared: type[Declared]) -> tuple[type[Declared], ...]:
    """A type and all the types that it is made of, each once, in the order in which they come."""
    found: list[type[Declared]] = []
    waiting: list[type[Declared]] = [declared]
    while waiting:
        each = waiting.pop(0)
        if each not in found:
            found.append(each)
            kinds = [member.kind for member in members(each)]
            waiting += [kind.type for kind in kinds if isinstance(kind, Record | Arms)]
    return tuple(found)


def _camel(field: str) -> str:
    first, *others = field.rstrip("_").split("_")
    return first + "".join(map(str.capitalize, others))


def _member(field: msgspec.structs.FieldInfo) -> Member:
    inner, marks = _unwrapped(field.type)
    many = get_origin(inner) is tuple
    if many:
        inner, deeper = _unwrapped(get_args(inner)[0])
        marks += deeper
    return Member(field.name, _kind(inner, marks), field.required, many, marks)


def _unwrapped(annotation: Any) -> tuple[Any, tuple[Marked, ...]]:  # noqa: ANN401 - whatever is annotated
    """A type without ``Annotated`` and without ``| None``, and what is said of it."""
    said: tuple[Marked, ...] = ()
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *marks = get_args(annotation)
            said += tuple(mark for mark in marks if isinstance(mark, Marked))
        elif get_origin(annotation) in (Union, UnionType) and NoneType in get_args(annotation):
            parts = [part for part in get_args(annotation) if part is not NoneType]
            annotation = parts[0] if len(parts) == 1 else Union[tuple(parts)]  # noqa: UP007 - made of a list
        else:
            return annotation, said


def _kind(inner: Any, marks: tuple[Marked, ...]) -> Kind:  # noqa: ANN401 - whatever is annotated
    if get_origin(inner) in (Union, UnionType):
        list_, *others = get_args(inner)
        if isinstance(list_, type) and issubclass(list_, Closed) and others == [str]:
            return Codes(list_, kept=True)
    elif any(isinstance(mark, YesOrNo) for mark in marks):
        return leaves.YES_NO
    elif inner in _LEAVES:
        return _LEAVES[inner]
    elif isinstance(inner, type):
        if issubclass(inner, Complex):
            return Record(inner)
        if issubclass(inner, Choice):
            return Arms(inner)
        if issubclass(inner, Closed):
            return Codes(inner, kept=False)
    raise TypeError(f"{inner!r} is no type of an element")
