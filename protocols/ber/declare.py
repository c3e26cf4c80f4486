"""How an ASN.1 type is declared: a frozen Struct whose fields carry their tags, in the standard's order.

    class SystemId(Sequence, frozen=True, kw_only=True):
        person_or_institution_symbol: Annotated[Symbol | None, explicit(0)] = None
        name_of_person_or_institution: Annotated[Name | None, explicit(1)] = None

* A field without a default is mandatory; ``X | None = None`` is OPTIONAL; any other default is DEFAULT.
* ``implicit(n)`` and ``explicit(n)`` are context tags; ``implicit(application(n))`` is one of another class.
  A field with neither has the universal tag of its type, an untagged CHOICE the tags of its arms.
* ``bool``, ``int`` and subclasses of ``IntEnum`` are BOOLEAN, INTEGER and ENUMERATED; ``Reason | int`` keeps
  a value that the enumeration does not know. ``tuple[X, ...]`` is SEQUENCE OF, ``SetOf[X]`` SET OF.
* ``named("iLL-service-type")`` is for an element that the standard spells otherwise than the field with
  hyphens; ``size(1, 5)`` is the SIZE of a string (characters, octets) or of a list, held on output alone.
* A type may refer to itself or to a later one, in quotes.

The types of leaves stand in `protocols.ber.leaves`; `protocols.ber.schema` reads all this. Source: ITU-T
X.680 clauses 24 to 31.
"""

from typing import ClassVar, NamedTuple

import msgspec

from protocols.ber.leaves import Raw


class Tag(NamedTuple):
    """A tag: its class in two bits (0 universal, 1 application, 2 context, 3 private) and its number."""

    kind: int
    number: int

    def __str__(self) -> str:
        """The tag as ASN.1 writes it: ``[5]``, ``[APPLICATION 1]``."""
        word = ("UNIVERSAL ", "APPLICATION ", "", "PRIVATE ")[self.kind]
        return f"[{word}{self.number}]"


def universal(number: int) -> Tag:
    """``[UNIVERSAL n]``."""
    return Tag(0, number)


def application(number: int) -> Tag:
    """``[APPLICATION n]``, for use within `implicit` and `explicit`."""
    return Tag(1, number)


def private(number: int) -> Tag:
    """``[PRIVATE n]``."""
    return Tag(3, number)


class Tagging(msgspec.Struct, frozen=True):
    """A tag and whether it wraps what it tags (EXPLICIT) or stands in place of its tag (IMPLICIT)."""

    tag: Tag
    explicit: bool


class Named(msgspec.Struct, frozen=True):
    """The standard's name of an element."""

    name: str


class Size(msgspec.Struct, frozen=True):
    """The least and the most characters, octets or elements; ``most`` None is no bound."""

    least: int
    most: int | None


def implicit(tag: int | Tag) -> Tagging:
    """``[n] IMPLICIT``; of a CHOICE and of ANY, which have no tag that could be replaced, an explicit one."""
    return Tagging(Tag(2, tag) if isinstance(tag, int) else tag, explicit=False)


def explicit(tag: int | Tag) -> Tagging:
    """``[n] EXPLICIT``."""
    return Tagging(Tag(2, tag) if isinstance(tag, int) else tag, explicit=True)


def named(name: str) -> Named:
    """The standard's spelling of an element's name."""
    return Named(name)


def size(least: int, most: int | None = None) -> Size:
    """``SIZE (least..most)``."""
    return Size(least, most)


class Declared(msgspec.Struct, frozen=True, kw_only=True):
    """What SEQUENCE and CHOICE share: ``asn1_name``, the standard's name of the type.

    Empty, it is the class's with hyphens: ``SystemId`` is ``System-Id``.
    """

    asn1_name: ClassVar[str] = ""


class Sequence(Declared, frozen=True, kw_only=True):
    """SEQUENCE: a Struct whose fields are its members.

    ``unknown`` are members of tags that are not declared: kept, and written again behind the others.
    ``asn1_tag`` is the tag of the type itself (``[APPLICATION 1] EXPLICIT``). A SET is a Sequence whose
    ``asn1_tag`` is ``implicit(universal(17))``: members are taken in any order anyhow.
    """

    asn1_tag: ClassVar[Tagging | None] = None

    unknown: tuple[Raw, ...] = ()


class Choice(Declared, frozen=True, kw_only=True):
    """CHOICE: a Struct of fields ``X | None = None``, of which exactly one is set."""

    @property
    def arm(self) -> str:
        """The field that is set. Raises ValueError when none or more than one is."""
        (arm,) = (field for field in self.__struct_fields__ if getattr(self, field) is not None)
        return arm

    @property
    def value(self) -> object:
        """What the field holds that is set."""
        return getattr(self, self.arm)
