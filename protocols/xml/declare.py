"""How an element's type is declared: a frozen Struct whose fields are its children, in the standard's order.

    class Costs(Complex, frozen=True, kw_only=True):
        currency_code: SchemeValue
        monetary_value: Decimal

* A field is named as its element, with underscores: ``monetary_value`` is ``monetaryValue``; ``named("URL")``
  is for an element that is spelled otherwise.
* A field without a default is mandatory, and a document without it is refused. ``X | None = None`` is
  optional; with ``required()`` it is mandatory for us to write and missed, not refused, where a peer leaves
  it out. ``tuple[X, ...] = ()`` may come any number of times.
* ``str``, ``Decimal``, ``int``, ``bool``, ``datetime`` and ``date`` are the simple types of XML Schema,
  ``YesNo`` is a bool that is written Y or N, a subclass of `Closed` is a closed code list; ``Status | str``
  keeps what is not in it.
* ``attribute()`` makes a field an attribute, ``content()`` the text of an element that has attributes only.
* Versions of one protocol are declared together: ``only("1.2")``, ``required("1.2")``, ``most(1, "1.2")``,
  ``named("sentVia", "1.2")``, ``plain("2021-2")``, ``least(0, "2021-2")`` hold for the versions that they
  name, and for all if they name none. ``xml_order`` of a class is for versions whose order is another.
* ``secret()`` is what people are not shown.

`protocols.xml.schema` reads all this.
Source: XML Schema 1.0 parts 1 and 2.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, ClassVar, Self

import msgspec


class Marked(msgspec.Struct, frozen=True):
    """Something said of a field; ``versions`` is for which, or () for all."""

    versions: tuple[str, ...] = ()

    def holds(self, version: str) -> bool:
        """Whether it is said of this version."""
        return not self.versions or version in self.versions


class Named(Marked, frozen=True, kw_only=True):
    """The standard's name of an element."""

    name: str


class Only(Marked, frozen=True):
    """The element is in these versions, and in no other."""


class Required(Marked, frozen=True, kw_only=True):
    """The element must be there; ``filled`` is whether it is written empty where there is nothing to say."""

    filled: bool


class Most(Marked, frozen=True, kw_only=True):
    """How often the element may come."""

    times: int


class Least(Marked, frozen=True, kw_only=True):
    """The least value of a number."""

    value: int


class Plain(Marked, frozen=True):
    """An element that has text alone in these versions, without the attributes of its type."""


class Attribute(Marked, frozen=True, kw_only=True):
    """An attribute; ``qualified`` is whether it stands in the name space of the protocol."""

    qualified: bool


class Content(Marked, frozen=True):
    """The text of an element that has attributes beside it."""


class Secret(Marked, frozen=True):
    """A value that is masked wherever people look."""


class YesOrNo(Marked, frozen=True):
    """A bool that is written Y or N."""


YesNo = Annotated[bool, YesOrNo()]
"""Y or N."""


def named(name: str, *versions: str) -> Named:
    """The standard's spelling of an element's name."""
    return Named(versions, name=name)


def only(*versions: str) -> Only:
    """An element of these versions."""
    return Only(versions)


def required(*versions: str, filled: bool = False) -> Required:
    """``minOccurs="1"``, which a peer may have overlooked."""
    return Required(versions, filled=filled)


def most(times: int, *versions: str) -> Most:
    """``maxOccurs``."""
    return Most(versions, times=times)


def least(value: int, *versions: str) -> Least:
    """``minInclusive``."""
    return Least(versions, value=value)


def plain(*versions: str) -> Plain:
    """Text alone in these versions."""
    return Plain(versions)


def attribute(*, qualified: bool) -> Attribute:
    """An attribute, in the protocol's name space or in none."""
    return Attribute(qualified=qualified)


def content() -> Content:
    """The text beside attributes."""
    return Content()


def secret() -> Secret:
    """A value that people are not shown."""
    return Secret()


class Closed(StrEnum):
    """A closed code list: ``HOLD_RETURN = "HoldReturn", "2021-2"`` is a code of that version alone."""

    versions: tuple[str, ...]

    def __new__(cls, value: str, *versions: str) -> Self:
        """A code, and the versions that have it; none for all."""
        made = str.__new__(cls, value)
        made._value_ = value
        made.versions = versions
        return made

    @classmethod
    def spelled(cls, text: str) -> Self | None:
        """The code that somebody meant who spelled it in small letters, or with spaces or hyphens."""
        return next((code for code in cls if _letters(code) == _letters(text)), None)

    def holds(self, version: str) -> bool:
        """Whether a version has this code."""
        return not self.versions or version in self.versions


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


class Declared(msgspec.Struct, frozen=True, kw_only=True):
    """What types share: ``xml_name``, the name of the type in a schema; empty, it is the class's."""

    xml_name: ClassVar[str] = ""


class Complex(Declared, frozen=True, kw_only=True):
    """A type of elements in their order, or of text and attributes.

    ``unknown`` are elements that are not declared, each as XML. They are written again at the end where
    ``xml_open`` says that the type has room for any, and lost where it has not.
    """

    xml_open: ClassVar[bool] = False
    xml_order: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    unknown: tuple[str, ...] = ()


class Choice(Declared, frozen=True, kw_only=True):
    """A type of one element out of several: fields ``X | None = None``, of which exactly one is set."""

    @property
    def arm(self) -> str:
        """The field that is set. Raises ValueError when none or more than one is."""
        (arm,) = (field for field in self.__struct_fields__ if getattr(self, field) is not None)
        return arm

    @property
    def value(self) -> object:
        """What the field holds that is set."""
        return getattr(self, self.arm)
