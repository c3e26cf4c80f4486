"""The declarations are those of the standard's module: against a matrix of our own, and against its text."""

import json
import re
from enum import IntEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, NamedTuple, TypeAlias, Union, get_args, get_origin, get_type_hints

import pytest

from protocols.ber import Choice, External, Null, Raw, Sequence
from protocols.ber.declare import Size, Tagging
from protocols.ber.leaves import Oid, Text, Texts
from protocols.ber.schema import type_name
from protocols.iso10161.apdus import NUMBERS, Apdu, IllApdu
from protocols.iso10161.members import Member, members
from protocols.iso10161.module import TYPES
from tests.shared_data import shared
from tests.unit.protocols.iso10161.matrix import rows

ROWS: Final = rows()

Hint: TypeAlias = Any
"""An annotation, whatever it is."""


def tagging(type_: type, field: str) -> Tagging | None:
    """The tag of a field, if it has one of its own."""
    notes = get_type_hints(type_, include_extras=True)[field]
    notes = getattr(notes, "__metadata__", ())
    return next((note for note in notes if isinstance(note, Tagging)), None)


def notation(type_: type[Sequence | Choice], of: Member) -> str:
    """A member in the notation of the matrix."""
    tag = tagging(type_, of.field)
    choice: Hint = of.of
    arms = [tag] if tag else [found for arm in members(choice) if (found := tagging(choice, arm.field))]
    tags = ",".join(f"{each.tag.number}{'!' * each.explicit}" for each in arms)
    default = "" if of.default is None else f"={of.default}"
    return f"{of.element}[{tags}]{'?' * of.optional}{default}"


@pytest.mark.parametrize("apdu", NUMBERS, ids=type_name)
def test_an_apdu_has_the_members_of_the_matrix(apdu: type[Apdu]) -> None:
    number, expected = ROWS[type_name(apdu)]
    assert [notation(apdu, each) for each in members(apdu)] == expected
    assert NUMBERS[apdu] == number
    assert apdu.asn1_tag is not None
    assert (apdu.asn1_tag.tag.kind, apdu.asn1_tag.tag.number, apdu.asn1_tag.explicit) == (1, number, True)


def test_there_are_twenty_apdus_in_the_order_of_their_numbers() -> None:
    assert list(NUMBERS.values()) == list(range(1, 21))
    assert [type_name(apdu) for apdu in NUMBERS] == list(ROWS)
    assert [(arm.of, arm.element) for arm in members(IllApdu)] == list(zip(NUMBERS, ROWS, strict=True))


def test_the_traps_of_tagging() -> None:
    """What is explicit where one expects implicit, and untagged choices (reference file ill.md §1.4)."""
    explicit = {
        (name, each.element)
        for name, type_ in TYPES.items()
        if isinstance(type_, type) and issubclass(type_, Sequence | Choice)
        for each in members(type_)
        if (tag := tagging(type_, each.field)) and tag.explicit and not each.text and each.of is not External
    }
    assert explicit == {
        ("ILL-Answer", "results-explanation"),
        ("Overdue", "overdue-extensions"),
        ("Electronic-Delivery-Service", "e-delivery-details"),
        ("Error-Report", "user-error-report"),
        ("Error-Report", "provider-error-report"),
        ("Extension", "item"),
        ("Postal-Address", "name-of-person-or-institution"),
        ("System-Id", "person-or-institution-symbol"),
        ("System-Id", "name-of-person-or-institution"),
        ("Units-Per-Medium-Type", "medium"),
        ("Units-Per-Medium-Type", "no-of-units"),
        ("Will-Supply-Results", "reason-will-supply"),
        ("Will-Supply-Results", "return-to-address"),
        ("Will-Supply-Results", "electronic-delivery-service"),
    }
    untagged = {
        (name, each.element)
        for name, type_ in TYPES.items()
        if isinstance(type_, type) and issubclass(type_, Sequence)
        for each in members(type_)
        if tagging(type_, each.field) is None
    }
    assert untagged == {
        ("ILL-Request", "delivery-service"),
        ("Conditional-Results", "proposed-delivery-service"),
        ("Damaged-Details", "damaged-portion"),
        ("Supply-Details", "shipped-via"),
    }


# ------------------------------------------------------------------------------- against the module itself


class Told(NamedTuple):
    """A member as the module tells it."""

    element: str
    tag: int | None
    implicit: bool
    optional: bool
    default: str | None
    type_: str


@pytest.fixture(scope="module")
def module() -> dict[str, Any]:
    """The ASN.1 module, read into JSON by somebody else."""
    told: dict[str, Any] = json.loads(shared("data/asn1/ill_module.json").read_text(encoding="utf-8"))
    return told


def test_every_type_is_declared_and_none_is_invented(module: dict[str, Any]) -> None:
    assert set(TYPES) == set(module)
    assert len(TYPES) == 88


def test_every_type_is_declared_as_the_module_has_it(module: dict[str, Any]) -> None:
    wrong = [f"{name}: {fault}" for name, told in module.items() for fault in faults(TYPES[name], told)]
    assert wrong == []


def faults(declared: Hint, told: dict[str, Any]) -> list[str]:
    """What is different between a declaration and what the module tells of the type."""
    if told["kind"] == "ENUMERATED":
        return [] if values(declared) == told["values"] else [f"{values(declared)} != {told['values']}"]
    if told["kind"] == "alias" or declared is TYPES["ILL-String"]:
        expected = told.get("def", "CHOICE GeneralString, EDIFACTString")
        return [] if is_of(declared, expected) else [f"{declared} is not {expected}"]
    told_members = [
        Told(each["name"], each["tag"], each["implicit"], each["optional"], each["default"], each["type"])
        for each in told["fields"]
    ]
    found = members(declared)
    wrong = [] if len(found) == len(told_members) else ["another number of members"]
    for mine, theirs in zip(found, told_members, strict=False):
        wrong += [f"{theirs.element}: {each}" for each in member_faults(declared, mine, theirs, told["kind"])]
    return wrong


def member_faults(type_: type, mine: Member, theirs: Told, kind: str) -> list[str]:
    wrong = []
    tag = tagging(type_, mine.field)
    if mine.element != theirs.element:
        wrong.append(f"is called {mine.element}")
    if (tag.tag.number if tag else None) != theirs.tag:
        wrong.append(f"has the tag {tag}")
    # A CHOICE under an implicit tag is explicit all the same (X.680 31.2.7), so both are right.
    if tag and tag.explicit == theirs.implicit:
        wrong.append(f"is tagged otherwise: {tag}")
    if kind == "SEQUENCE" and mine.optional != theirs.optional:
        wrong.append(f"is optional: {mine.optional}")
    if (None if mine.default is None else str(mine.default).upper()) != theirs.default:
        wrong.append(f"has the default {mine.default}")
    hint = get_type_hints(type_, include_extras=True)[mine.field]
    if not is_of(hint, theirs.type_):
        wrong.append(f"is {hint}, not {theirs.type_}")
    return wrong


def is_of(hint: Hint, told: str) -> bool:  # noqa: C901, PLR0911 - one step for each kind of text
    """Whether an annotation means the type that the module's text names."""
    told = " ".join(told.split())
    hint, notes = bare(hint)
    size = next((note for note in notes if isinstance(note, Size)), None)
    text = next((note for note in notes if isinstance(note, Text | Texts)), None)
    if sized := re.fullmatch(r"(?:(SEQUENCE) )?(.*?) ?\(?SIZE \((\d+)(?:\.\.(\d+))?\)\)?(.*)", told):
        if size != Size(int(sized[3]), int(sized[4] or sized[3])):
            return False
        told = " ".join(f"{sized[1] or ''} {sized[2]}{sized[5]}".split())
    if ended := re.fullmatch(r"SEQUENCE OF (.*)", told):
        return str(get_origin(hint)) == "<class 'tuple'>" and is_of(get_args(hint)[0], ended[1])
    if begun := re.fullmatch(r"(SEQUENCE|CHOICE) \{ (.*) \}", told):
        return isinstance(hint, type) and issubclass(hint, Sequence | Choice) and is_made_of(hint, begun[2])
    if listed := re.fullmatch(r"ENUMERATED \{ (.*) \}", told):
        return values(hint) == {
            name: int(code) for name, code in re.findall(r"([\w-]+) \((\d+)\)", listed[1])
        }
    told = re.sub(r" ?(\{.*\}|\(.*\))$| DEFINED BY.*$", "", told)
    if told in {"INTEGER", "BOOLEAN", "NULL", "EXTERNAL", "ANY"}:
        return hint is {"INTEGER": int, "BOOLEAN": bool, "NULL": Null, "EXTERNAL": External, "ANY": Raw}[told]
    if told == "OBJECT IDENTIFIER":
        return any(isinstance(note, Oid) for note in notes)
    if told.startswith("CHOICE GeneralString"):
        return text is not None and text.name == "ILL-String"
    if told in {"VisibleString", "PrintableString"} and text is not None:
        return text.name == told
    if told == "VisibleString":  # EDIFACTString, in Python a str that remembers how it came
        return hint is TYPES["EDIFACTString"]
    texts = tuple(note for note in notes if isinstance(note, Text | Texts))
    return told in TYPES and bare(TYPES[told]) == (hint, texts)


def is_made_of(type_: type, told: str) -> bool:
    """Whether a nameless type has the members that the module's text lists."""
    type_named = r"(?:[\w-]+|SEQUENCE OF|OBJECT)(?: [A-Z]+[\w-]*)*"
    parts = re.findall(rf"([\w-]+) \[(\d+)\] (IMPLICIT )?({type_named})", told)
    found = members(type_)
    if [each.element for each in found] != [part[0] for part in parts]:
        return False
    for mine, (_, number, implicit, named) in zip(found, parts, strict=True):
        tag = tagging(type_, mine.field)
        if tag is None or (tag.tag.number, tag.explicit) != (int(number), not implicit):
            return False
        words = named.removesuffix(" OPTIONAL")
        optional = issubclass(type_, Choice) or words != named
        hint = get_type_hints(type_, include_extras=True)[mine.field]
        if mine.optional != optional or not is_of(hint, words):
            return False
    return True


def bare(hint: Hint) -> tuple[Hint, tuple[Any, ...]]:
    """An annotation without None and the int beside an enumeration; and the notes around it."""
    notes: tuple[Any, ...] = ()
    while (origin := wrapping(hint)) is not None:
        first, *further = get_args(hint)
        if origin is Annotated:
            notes += tuple(further)
        hint = next(arm for arm in (first, *further) if arm is not NoneType)
    return hint, tuple(note for note in notes if not isinstance(note, Tagging))


def wrapping(hint: Hint) -> object:
    """What is wrapped around a type: a union, or notes."""
    origin: object = get_origin(hint)
    return origin if origin in {Annotated, Union, UnionType} else None


def values(hint: Hint) -> dict[str, int]:
    return {each.spelling: each.value for each in hint} if issubclass(hint, IntEnum) else {}
