"""The JSON form of an APDU: by the standard's names, in the standard's order, and back.

* An APDU is ``{"ILL-Request": {…}}``, a SEQUENCE an object of its members, a CHOICE one of its one arm;
* an enumerated value is its name, or its number where the standard has no name for it; NULL is null;
* an ILL-String is a string, and ``{"EDIFACTString": "…"}`` where it is one;
* octets, and what nothing is known of, are in hexadecimal; so are the members of unknown tags, ``"unknown"``;
* an EXTERNAL of a registered object holds it by name (``"single-ASN1-type": {"APDU-Delivery-Info": …}``; one
  that it holds as octets stays octets, since nothing but those octets may be written again), the
  item of an extension an EXTERNAL (``"item": {"EXTERNAL": {…}}``), but not without end in one another;
* bytes that are no text of the character set are lone surrogates (U+DC80 to U+DCFF).

Passwords in prompts are masked unless ``secrets``: a masked form must not be sent.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, NamedTuple, TypeAlias

from protocols.ber import BitString, Choice, Edifact, External, Null, Raw, Sequence
from protocols.ber.schema import type_name
from protocols.errors import LocalProtocolError
from protocols.iso10161.apdus import Apdu, IllApdu
from protocols.iso10161.enumeration import Enumeration
from protocols.iso10161.members import Member, by_element, members
from protocols.iso10161.objects import OBJECTS, PROMPT, external_of, item_of, make_object, open_object
from protocols.iso10161.objects_oclc import PromptResponse, PromptType

MASK: Final = "***"
SECRET_PROMPTS: Final = frozenset({PromptType.PASSWORD, PromptType.NEW_PASSWORD})
_EDIFACT: Final = "EDIFACTString"
_EXTERNAL: Final = "EXTERNAL"
UNKNOWN: Final = "unknown"
"""Members of tags that are not declared; no type of the standard has one of this name."""
_SINGLE: Final = "single-ASN1-type"
_NESTED: Final = 4
"""How many times what stands in something else is opened: an extension's item, then the object in it, twice.
Deeper it stays octets. Honest APDUs have one object in another at most; BER has room for thousands, each read
and written again for each one around it."""


def to_json(apdu: Apdu, *, charset: str = "utf-8", secrets: bool = False) -> dict[str, Any]:
    """An APDU as dicts, lists, strings, numbers and truth values; what is absent is left out.

    ``charset`` is for the strings within external objects, which an APDU holds undecoded.
    """
    return {type_name(type(apdu)): _Writer(charset, secrets=secrets).struct(apdu)}


class _Writer:
    def __init__(self, charset: str, *, secrets: bool, nested: int = 0) -> None:
        self._charset = charset
        self._secrets = secrets
        self._nested = nested

    def _within(self) -> "_Writer":
        """The same for what stands in an EXTERNAL."""
        return _Writer(self._charset, secrets=self._secrets, nested=self._nested + 1)

    def struct(self, value: Sequence | Choice) -> dict[str, Any]:
        form: dict[str, Any] = {}
        for field, element, many, write in _plan(type(value)):
            part = getattr(value, field)
            if part is not None:
                form[element] = [write(self, each) for each in part] if many else write(self, part)
        if isinstance(value, Sequence) and value.unknown:
            form[UNKNOWN] = [each.hex() for each in value.unknown]
        if isinstance(value, External):
            self._open(value, form)
        if isinstance(value, PromptResponse) and not self._secrets:
            _mask(value, form)
        return form

    def raw(self, value: Raw) -> object:
        external = external_of(value) if self._nested < _NESTED else None
        return value.hex() if external is None else {_EXTERNAL: self._within().struct(external)}

    def _open(self, external: External, form: dict[str, Any]) -> None:
        """Put the content of a registered object in the place of its octets."""
        opens = external.encoding.single_asn1_type is not None and self._nested < _NESTED
        content = open_object(external, self._charset) if opens else None
        if content is not None and self._is_writable(external, content):
            name = OBJECTS[str(external.direct_reference)].name
            form["encoding"][_SINGLE] = {name: self._within().struct(content)}
        elif external.direct_reference == PROMPT and not self._secrets:
            form["encoding"] = MASK  # whatever it is, a password may be in it

    def _is_writable(self, external: External, content: object) -> bool:
        """Whether the object could be made again of its JSON: a peer may have overdone a size."""
        try:
            make_object(str(external.direct_reference), content, self._charset)
        except LocalProtocolError:
            return False
        return True


def _mask(response: PromptResponse, form: dict[str, Any]) -> None:
    prompt = response.prompt_id.enumerated_prompt
    if prompt is None or prompt.type_ in SECRET_PROMPTS:
        form["promptResponse"] = MASK


def _spelled(_: _Writer, value: int) -> object:
    return value.spelling if isinstance(value, Enumeration) else value


def _string(_: _Writer, value: str) -> object:
    return {_EDIFACT: str(value)} if isinstance(value, Edifact) else value


_WRITERS: Final[Mapping[type, Callable[[_Writer, Any], object]]] = {
    str: _string,
    bool: lambda _, value: value,
    int: lambda _, value: value,
    Null: lambda *_: None,
    BitString: lambda _, value: {"octets": value.octets.hex(), "unused": value.unused},
    bytes: lambda _, value: value.hex(),
    Raw: _Writer.raw,
}


@cache
def _plan(type_: type) -> tuple[tuple[str, str, bool, Callable[[_Writer, Any], object]], ...]:
    """Of each member its field, its name, whether it is a list, and how its values are written."""
    return tuple((each.field, each.element, each.many, _writer(each.of)) for each in members(type_))


def _writer(of: type) -> Callable[[_Writer, Any], object]:
    if issubclass(of, Sequence | Choice):
        return _Writer.struct
    return _spelled if issubclass(of, Enumeration) else _WRITERS[of]


# ------------------------------------------------------------------------------------------------- and back


def from_json(form: Mapping[str, Any], *, charset: str = "utf-8") -> Apdu:
    """Make the APDU that ``to_json(apdu, secrets=True)`` describes.

    Raises LocalProtocolError, which begins with the element that is wrong.
    """
    name, body = _only(form, _TOP, "an object with the APDU's name")
    arm = by_element(IllApdu).get(name)
    if arm is None:
        raise _wrong((_TOP, name), "no APDU of ISO 10161")
    apdu: Apdu = _Reader(charset).struct(arm.of, body, (_TOP, name))
    return apdu


_Where: TypeAlias = tuple[Any, ...]
"""Where an element stands: in which place, and its name there. Only who must tell makes a text of it."""

_TOP: Final[_Where] = ()


def _path(at: _Where) -> str:
    if not at:
        return ""
    above, name = _path(at[0]), at[1]
    return f"{above}{name}" if name.startswith("[") or not above else f"{above}.{name}"


def _wrong(at: _Where, why: str) -> LocalProtocolError:
    return LocalProtocolError(f"{_path(at)}: {why}" if at else why)


def _only(form: object, at: _Where, wanted: str) -> tuple[str, Any]:
    """The name and the value of an object with one member."""
    if not isinstance(form, Mapping) or len(form) != 1:
        raise _wrong(at, f"expected {wanted}, found {_shown(form)}")
    ((name, value),) = form.items()
    return str(name), value


class _Reader:
    def __init__(self, charset: str) -> None:
        self._charset = charset

    def struct(self, type_: Any, form: object, at: _Where) -> Any:  # noqa: ANN401 - a type, and one of it
        # A dict is known at once; whether something is a Mapping takes as long as the rest of a member.
        if type(form) is not dict and not isinstance(form, Mapping):
            raise _wrong(at, f"expected an object, found {_shown(form)}")
        plan = _reading(type_)
        values: dict[str, Any] = {}
        for name, value in form.items():
            known = plan.members.get(name)
            if known is not None:
                field, many, read = known
                place = (at, name)
                values[field] = _each(self, read, value, place) if many else read(self, value, place)
            elif name == UNKNOWN and not plan.choice:
                place = (at, name)
                values[UNKNOWN] = tuple(Raw(_octets(self, each, place)) for each in _list(value, at))
            else:
                raise _wrong((at, str(name)), f"{type_name(type_)} has no such element")
        if plan.choice:
            if len(values) != 1:
                raise _wrong(at, f"expected one of {', '.join(plan.members)}")
        elif not plan.needed <= values.keys():
            lacking = plan.needed - values.keys()
            raise _wrong(
                (at, next(name for name, known in plan.members.items() if known[0] in lacking)), "is missing"
            )
        return type_(**values)

    def external(self, form: object, at: _Where) -> External:
        """An EXTERNAL; a registered object that stands in it under its name is written again."""
        if isinstance(form, Mapping) and isinstance(encoding := form.get("encoding"), Mapping):
            content = encoding.get(_SINGLE)
            if isinstance(content, Mapping) and _EXTERNAL not in content:
                written = self._written(str(form.get("direct-reference")), content, at)
                form = {**form, "encoding": {_SINGLE: written.hex()}}
        external: External = self.struct(External, form, at)
        return external

    def _written(self, oid: str, content: Mapping[str, Any], at: _Where) -> Raw:
        name, body = _only(content, at, "an object's name")
        if oid not in OBJECTS or OBJECTS[oid].name != name:
            raise _wrong((at, name), f"is not the object {oid}")
        made = make_object(oid, self.struct(OBJECTS[oid].type, body, (at, name)), self._charset)
        return made.encoding.single_asn1_type or Raw()


_Read: TypeAlias = Callable[[_Reader, Any, _Where], Any]


class _Reading(NamedTuple):
    """How a type is read: of each element its field, whether it is a list, and how its values are read.

    `needed` are the fields of a SEQUENCE that must be there.
    """

    members: Mapping[str, tuple[str, bool, _Read]]
    needed: frozenset[str]
    choice: bool


@cache
def _reading(type_: type[Sequence | Choice]) -> _Reading:
    known = members(type_)
    return _Reading(
        members={each.element: (each.field, each.many, _reads(each)) for each in known},
        needed=frozenset(each.field for each in known if each.default is None and not each.optional),
        choice=issubclass(type_, Choice),
    )


def _reads(member: Member) -> _Read:
    of = member.of
    if of is External:
        return _Reader.external
    if issubclass(of, Sequence | Choice):
        return lambda reader, form, at: reader.struct(of, form, at)
    if issubclass(of, Enumeration):
        return lambda _, form, at: _code(of, form, at)
    return _edifact if member.text == "ILL-String" else _READERS[of]


def _each(reader: _Reader, read: _Read, form: object, at: _Where) -> tuple[Any, ...]:
    return tuple(read(reader, each, (at, f"[{number}]")) for number, each in enumerate(_list(form, at), 1))


def _code(type_: type[Enumeration], form: object, at: _Where) -> int:
    if isinstance(form, int) and not isinstance(form, bool):
        return next((each for each in type_ if each == form), form)
    try:
        return type_.spelled(str(form))
    except KeyError:
        names = ", ".join(each.spelling for each in type_)
        raise _wrong(at, f"expected one of {names}, found {_shown(form)}") from None


def _raw(reader: _Reader, form: object, at: _Where) -> Raw:
    if isinstance(form, str):
        return Raw(_octets(reader, form, at))
    name, body = _only(form, at, "octets in hexadecimal or an EXTERNAL")
    if name != _EXTERNAL:
        raise _wrong((at, name), "expected an EXTERNAL")
    return item_of(reader.external(body, (at, name)))


def _text(_: _Reader, form: object, at: _Where) -> str:
    if not isinstance(form, str):
        raise _wrong(at, f"expected text, found {_shown(form)}")
    return form


def _edifact(reader: _Reader, form: object, at: _Where) -> str:
    """An ILL-String, of either type."""
    if isinstance(form, str):
        return form
    if isinstance(form, Mapping) and list(form) == [_EDIFACT]:
        return Edifact(_edifact(reader, form[_EDIFACT], at))
    return _text(reader, form, at)


def _truth(_: _Reader, form: object, at: _Where) -> bool:
    if not isinstance(form, bool):
        raise _wrong(at, f"expected true or false, found {_shown(form)}")
    return form


def _number(_: _Reader, form: object, at: _Where) -> int:
    if not isinstance(form, int) or isinstance(form, bool):
        raise _wrong(at, f"expected a whole number, found {_shown(form)}")
    return form


def _nothing(_: _Reader, form: object, at: _Where) -> Null:
    if form is not None:
        raise _wrong(at, f"expected null, found {_shown(form)}")
    return Null()


def _bits(reader: _Reader, form: object, at: _Where) -> BitString:
    if not isinstance(form, Mapping) or set(form) != {"octets", "unused"}:
        raise _wrong(at, f"expected octets and unused, found {_shown(form)}")
    return BitString(_octets(reader, form["octets"], at), _number(reader, form["unused"], at))


def _octets(_: _Reader, form: object, at: _Where) -> bytes:
    try:
        return bytes.fromhex(form if isinstance(form, str) else "-")
    except ValueError:
        raise _wrong(at, f"expected octets in hexadecimal, found {_shown(form)}") from None


_READERS: Final[Mapping[type, _Read]] = {
    str: _text,
    bool: _truth,
    int: _number,
    Null: _nothing,
    BitString: _bits,
    bytes: _octets,
    Raw: _raw,
}


def _list(form: object, at: _Where) -> list[Any]:
    if not isinstance(form, list):
        raise _wrong(at, f"expected a list, found {_shown(form)}")
    return form


def _shown(form: object) -> str:
    return repr(form)[:80]
