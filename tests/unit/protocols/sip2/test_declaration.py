from collections.abc import Iterator

import pytest

from protocols.sip2.declaration import (
    Declaration,
    FixedElement,
    GroupElement,
    TaggedElement,
    declaration_of,
)
from protocols.sip2.dictionary import POSITIONAL, TAGS
from protocols.sip2.fields import FeeLine, Kind
from protocols.sip2.messages import MESSAGES, Checkin, FeePaidResponse, Message, RequestAcsResend


@pytest.fixture(autouse=True)
def _read_afresh() -> Iterator[None]:
    declaration_of.cache_clear()
    yield
    declaration_of.cache_clear()


def test_a_message_is_read_from_its_annotations() -> None:
    assert declaration_of(Checkin) == Declaration(
        Checkin,
        (
            FixedElement("no_block", Kind.YES_NO, 1),
            FixedElement("transaction_date", Kind.DATE, 18),
            FixedElement("return_date", Kind.DATE, 18),
        ),
        (
            TaggedElement("current_location", "AP", Kind.TEXT, 0, required=True, repeats=False),
            TaggedElement("institution_id", "AO", Kind.TEXT, 0, required=True, repeats=False),
            TaggedElement("item_identifier", "AB", Kind.TEXT, 0, required=True, repeats=False),
            TaggedElement("terminal_password", "AC", Kind.TEXT, 0, required=True, repeats=False),
            TaggedElement("item_properties", "CH", Kind.TEXT, 0, required=False, repeats=False),
            TaggedElement("cancel", "BI", Kind.YES_NO, 0, required=False, repeats=False),
        ),
    )


def test_repeating_tags_and_runs_of_tags() -> None:
    *_, lines, screen, _print = declaration_of(FeePaidResponse).tagged
    assert isinstance(lines, GroupElement)
    assert (lines.name, lines.struct) == ("fee_lines", FeeLine)
    assert [member.letters for member in lines.members] == ["CG", "FA", "FB", "FC", "FD", "FE", "FF", "FG"]
    assert [member.required for member in lines.members] == [True] + [False] * 7
    assert screen == TaggedElement("screen_message", "AF", Kind.TEXT, 0, required=False, repeats=True)


def test_a_message_may_have_no_elements() -> None:
    assert declaration_of(RequestAcsResend) == Declaration(RequestAcsResend, (), ())


@pytest.mark.parametrize("message", MESSAGES.values(), ids=lambda message: message.CODE)
def test_attributes_bear_the_names_of_the_dictionary(message: type[Message]) -> None:
    declaration = declaration_of(message)
    assert all(element.name in POSITIONAL for element in declaration.fixed)
    for element in declaration.tagged:
        for tagged in (element,) if isinstance(element, TaggedElement) else element.members:
            assert tagged.name == TAGS[tagged.letters].name.replace(" ", "_").replace("-", "_")


@pytest.mark.parametrize("message", MESSAGES.values(), ids=lambda message: message.CODE)
def test_every_attribute_is_declared(message: type[Message]) -> None:
    declaration = declaration_of(message)
    declared = [element.name for element in (*declaration.fixed, *declaration.tagged)]
    assert sorted([*declared, "extras"]) == sorted(message.__struct_fields__)
