"""What a declaration says, read once: the members of a type, each with its tags and its kind.

For whoever walks declared types: the two compilers here, a printer, a generator of samples.
"""

from collections.abc import Iterator
from enum import Enum, IntEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, NamedTuple, TypeAlias, Union, get_args, get_origin

import msgspec

from protocols.ber.declare import Choice, Declared, Named, Sequence, Size, Tag, Tagging, universal
from protocols.ber.leaves import AnySet, BitString, Null, Octets, Oid, Raw, Text, Texts


class Leaf(Enum):
    """The kinds that need no more said; the value is the universal tag's number."""

    BOOLEAN = 1
    INTEGER = 2
    BITS = 3
    OCTETS = 4
    NULL = 5
    OID = 6


class Enumerated(msgspec.Struct, frozen=True):
    """ENUMERATED; ``unknown`` is whether other values are taken as they are."""

    values: type[IntEnum]
    unknown: bool


class Anything(msgspec.Struct, frozen=True):
    """ANY."""


class Record(msgspec.Struct, frozen=True):
    """SEQUENCE, or SET: a subclass of `Sequence`."""

    type: type[Sequence]


class Arms(msgspec.Struct, frozen=True):
    """CHOICE: a subclass of `Choice`."""

    type: type[Choice]


class ListOf(msgspec.Struct, frozen=True):
    """SEQUENCE OF; a SET OF differs by its tag."""

    element: "Form"


Kind: TypeAlias = Leaf | Enumerated | Text | Texts | Anything | Record | Arms | ListOf


class Form(NamedTuple):
    """A type as it is used: its tags, the outermost first, of which all but the last only wrap; its kind.

    CHOICE, ANY and a string of several types have no tag of their own: what tags they have only wrap.
    """

    tags: tuple[Tag, ...]
    kind: Kind
    size: Size | None = None

    @property
    def open(self) -> bool:
        """Whether no tag is the type's own."""
        return isinstance(self.kind, Texts | Anything | Arms)


class Presence(Enum):
    """Whether a member must be there."""

    MANDATORY = "mandatory"
    OPTIONAL = "OPTIONAL"
    DEFAULT = "DEFAULT"


class Member(NamedTuple):
    """A member of a SEQUENCE or an arm of a CHOICE."""

    field: str
    name: str
    form: Form
    presence: Presence
    default: Any


_SEQUENCE, _SET, _ENUMERATED = universal(16), universal(17), universal(10)
_PLAIN: Final[dict[object, Leaf]] = {
    bool: Leaf.BOOLEAN,
    int: Leaf.INTEGER,
    Null: Leaf.NULL,
    BitString: Leaf.BITS,
}


def type_name(declared: type[Declared]) -> str:
    """The standard's name of a type: ``SystemId`` is ``System-Id``."""
    return declared.asn1_name or "".join(
        f"-{letter}" if at and letter.isupper() else letter for at, letter in enumerate(declared.__name__)
    )


@cache
def members(declared: type[Declared]) -> tuple[Member, ...]:
    """The members or arms, in the standard's order.

    Raises TypeError for a declaration that can't be compiled, two members of the same tag included.
    """
    found = tuple(_member(field) for field in msgspec.structs.fields(declared) if field.name != "unknown")
    taken: set[Tag | None] = set()
    for member in found:
        tags: list[Tag | None] = [*first_tags(member.form)] or [None]  # an ANY, of which there can be one
        if len(set(tags)) != len(tags) or not taken.isdisjoint(tags):
            raise TypeError(f"{declared.__name__}.{member.field}: another element has that tag")
        taken.update(tags)
    return found


def form(annotation: object) -> Form:
    """The form that an annotation declares. Raises TypeError for what is no ASN.1 type."""
    if get_origin(annotation) is Annotated:
        inner, *said = get_args(annotation)
        return _annotated(inner, said)
    if get_origin(annotation) in (Union, UnionType):
        return _union([part for part in get_args(annotation) if part is not NoneType])
    if get_origin(annotation) is tuple:
        element, _ = get_args(annotation)
        return Form((_SEQUENCE,), ListOf(form(element)))
    if annotation is Raw:
        return Form((), Anything())
    if isinstance(leaf := _PLAIN.get(annotation), Leaf):
        return Form((universal(leaf.value),), leaf)
    if isinstance(annotation, type):
        return _class(annotation)
    raise TypeError(f"{annotation!r} is no ASN.1 type")


def first_tags(used: Form) -> Iterator[Tag]:
    """The tags that a value of this form may begin with; none for an untagged ANY."""
    if used.tags:
        yield used.tags[0]
    elif isinstance(used.kind, Texts):
        for text in (used.kind.plain, *(text for text, _ in used.kind.others)):
            yield universal(text.number)
    elif isinstance(used.kind, Arms):
        for arm in members(used.kind.type):
            yield from first_tags(arm.form)


def below(kind: Kind) -> Iterator[Kind]:
    """The kinds that a kind is made of, one step down."""
    if isinstance(kind, ListOf):
        yield kind.element.kind
    elif isinstance(kind, Record | Arms):
        yield from (member.form.kind for member in members(kind.type))


@cache
def reach(kind: Kind) -> frozenset[Kind]:
    """All the kinds that a value of this one may hold, at any depth."""
    found: set[Kind] = set()
    waiting = [kind]
    while waiting:
        fresh = set(below(waiting.pop())) - found
        found |= fresh
        waiting.extend(fresh)
    return frozenset(found)


@cache
def recursive(kind: Kind) -> bool:
    """Whether no bound on its depth follows from its declaration."""
    return any(part in reach(part) for part in (kind, *reach(kind)))


def _member(field: msgspec.structs.FieldInfo) -> Member:
    said = get_args(field.type)[1:] if get_origin(field.type) is Annotated else ()
    name = next((each.name for each in said if isinstance(each, Named)), field.name.replace("_", "-"))
    default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
    presence = (
        Presence.MANDATORY if field.required else Presence.OPTIONAL if default is None else Presence.DEFAULT
    )
    return Member(field.name, name, form(field.type), presence, default)


def _annotated(inner: object, said: list[object]) -> Form:
    made = _leaf(inner, said)
    for each in said:
        if isinstance(each, AnySet):
            made = made._replace(tags=(_SET,))
        elif isinstance(each, Tagging):
            kept = made.tags if each.explicit or not made.tags else made.tags[1:]
            # Without a tag to replace, an implicit one wraps (X.680 31.2.7 c).
            made = made._replace(tags=(each.tag, *kept))
        elif isinstance(each, Size):
            made = made._replace(size=each)
    return made


def _leaf(inner: object, said: list[object]) -> Form:
    """The form before tags and sizes: that of the leaf which stands beside ``str`` or ``bytes``."""
    for each in said:
        if isinstance(each, Text):
            return Form((universal(each.number),), each)
        if isinstance(each, Texts):
            return Form((), each)
        if isinstance(each, Octets | Oid):
            leaf = Leaf.OCTETS if isinstance(each, Octets) else Leaf.OID
            return Form((universal(leaf.value),), leaf)
    return form(inner)


def _union(parts: list[object]) -> Form:
    if len(parts) == 1:
        return form(parts[0])
    classes = [part for part in parts if isinstance(part, type)]
    if len(classes) == len(parts):
        enums = [each for each in classes if issubclass(each, IntEnum)]
        if len(enums) == 1 and set(classes) == {enums[0], int}:
            return Form((_ENUMERATED,), Enumerated(enums[0], unknown=True))
    raise TypeError(f"{parts} is no ASN.1 type")


def _class(declared: type) -> Form:
    if issubclass(declared, IntEnum):
        return Form((_ENUMERATED,), Enumerated(declared, unknown=False))
    if issubclass(declared, Choice):
        return Form((), Arms(declared))
    if issubclass(declared, Sequence):
        tags: tuple[Tag, ...] = (_SEQUENCE,)
        if tagging := declared.asn1_tag:
            tags = (tagging.tag, *tags) if tagging.explicit else (tagging.tag,)
        return Form(tags, Record(declared))
    raise TypeError(f"{declared.__name__} is no ASN.1 type")
