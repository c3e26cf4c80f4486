"""The JSON form of a declared value: by the standard's names, in its order, and back.

* An element is an object of its children, or its text; what is absent is left out;
* text with attributes is the text alone where it has none: ``"ISIL"``, else ``{"value": "ISIL", "scheme":
  "…"}``;
* what may come several times is a list;
* numbers are numbers, but decimals text, so that none loses a digit; dates are text, in UTC if they have a
  zone;
* names are those of the newest version, whatever the version is;
* elements that are not declared stand in ``unknown``, as XML.

What is declared secret is masked unless ``secrets``; a masked value is not taken back, for it would be sent.
"""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from protocols.errors import LocalProtocolError
from protocols.xml.declare import Choice, Complex, Declared
from protocols.xml.leaves import BOOLEAN, INTEGER
from protocols.xml.schema import Arms, Codes, Member, Record, leaf, members, text_member

D = TypeVar("D", bound=Declared)

MASK: Final = "***"
UNKNOWN: Final = "unknown"
_SHOWN: Final = 80
_NATIVE: Final = (INTEGER, BOOLEAN)


def to_json(value: Declared, *, secrets: bool = False) -> Any:  # noqa: ANN401 - JSON
    """A value as dicts, lists, strings, numbers and truth values."""
    form: dict[str, Any] = {}
    for member in members(type(value)):
        part = getattr(value, member.field)
        if part is None or part == ():
            continue
        if member.secret and not secrets:
            form[member.name("")] = MASK
        elif member.many:
            form[member.name("")] = [_form(member, each, secrets=secrets) for each in part]
        else:
            form[member.name("")] = _form(member, part, secrets=secrets)
    if isinstance(value, Complex) and value.unknown:
        form[UNKNOWN] = list(value.unknown)
    text = text_member(type(value))
    return form[text.name("")] if text and list(form) == [text.name("")] else form


def _form(member: Member, value: Any, *, secrets: bool) -> Any:  # noqa: ANN401 - of any type
    if isinstance(value, Declared):
        return to_json(value, secrets=secrets)
    return value if member.kind in _NATIVE else leaf(member).write(value)


def from_json(declared: type[D], form: object, at: str = "") -> D:
    """The value that ``to_json(value, secrets=True)`` describes; ``at`` is where it stands, for errors.

    Raises LocalProtocolError, which begins with the element that is wrong.
    """
    text = text_member(declared)
    if text and isinstance(form, str):
        form = {text.name(""): form}
    if not isinstance(form, Mapping):
        raise _wrong(at, f"expected an object, found {_shown(form)}")
    known = {member.name(""): member for member in members(declared)}
    values: dict[str, Any] = {}
    for name, part in form.items():
        place = f"{at}/{name}" if at else str(name)
        if name == UNKNOWN and issubclass(declared, Complex):
            values[UNKNOWN] = tuple(_text(each, place) for each in _list(part, place))
        elif name not in known:
            raise _wrong(place, f"expected one of {', '.join(known)}")
        else:
            values[known[name].field] = _part(known[name], part, place)
    if issubclass(declared, Choice) and len(values) != 1:
        raise _wrong(at, f"expected one of {', '.join(known)}")
    for name, member in known.items():
        if member.mandatory and member.field not in values:
            raise _wrong(f"{at}/{name}" if at else name, "is missing")
    return declared(**values)


def _part(member: Member, form: object, at: str) -> Any:  # noqa: ANN401 - of any type
    if member.secret and form == MASK:
        raise _wrong(at, f"{MASK} stands for what was not shown, and has to be replaced by it")
    if not member.many:
        return _value(member, form, at)
    return tuple(_value(member, each, f"{at}[{number}]") for number, each in enumerate(_list(form, at), 1))


def _value(member: Member, form: object, at: str) -> Any:  # noqa: ANN401 - of any type
    kind = member.kind
    if isinstance(kind, Record | Arms):
        return from_json(kind.type, form, at)
    simple = leaf(member)
    try:
        if kind in _NATIVE:
            simple.write(form)  # a number is refused that is none
            return form
        return simple.read(_text(form, at))
    except (TypeError, ValueError):
        if isinstance(kind, Codes) and kind.kept and form:
            return form
        raise _wrong(at, f"expected {simple.expected}, found {_shown(form)}") from None


def _text(form: object, at: str) -> str:
    if not isinstance(form, str):
        raise _wrong(at, f"expected text, found {_shown(form)}")
    return form


def _list(form: object, at: str) -> list[Any]:
    if not isinstance(form, list):
        raise _wrong(at, f"expected a list, found {_shown(form)}")
    return form


def _wrong(at: str, why: str) -> LocalProtocolError:
    return LocalProtocolError(f"{at}: {why}" if at else why)


def _shown(form: object) -> str:
    return repr(form)[:_SHOWN]
