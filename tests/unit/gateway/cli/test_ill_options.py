"""Options out of the declarations."""

from typing import Any

import click
import msgspec
import pytest

from gateway.cli.ill_options import leaves, parameters, said
from gateway.cli.speak import Say
from gateway.cli.words.ill_fields import FIELDS
from gateway.ill.by_hand import BY_HAND
from gateway.model.ill.services import IllRequest, RenewAnswer, Shipped
from gateway.web import ill_asked

SHAPES: dict[str, type[Any]] = {**BY_HAND, "ill-request": IllRequest}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_every_element_has_a_name_of_its_own_and_words(shape: type[Any]) -> None:
    names = [leaf.name for leaf in leaves(shape)]
    assert len(set(names)) == len(names)
    assert {part for leaf in leaves(shape) for part in leaf.named} <= {*FIELDS}


def test_no_word_is_for_an_element_that_there_is_not() -> None:
    assert {*FIELDS} == {part for shape in SHAPES.values() for leaf in leaves(shape) for part in leaf.named}


def test_what_is_required_comes_first_and_then_the_item() -> None:
    assert [leaf.name for leaf in leaves(RenewAnswer)] == ["answer", "note", "due", "renewable"]
    assert leaves(IllRequest)[0].name == "item-type"


def test_a_due_date_that_only_says_whether_it_can_be_renewed() -> None:
    assert said(Shipped, {"due__renewable": False}) == {"due": {"day": None, "renewable": False}}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_whatever_can_be_typed_is_taken_by_the_server(shape: type[Any]) -> None:
    typed = {"yes|no": "yes", "DAY": "2026-12-01", "NUMBER": "2", "AMOUNT": "9 CNY", "SYMBOL": "CN:X"}
    typed |= {"MEDIUM": "printed", "MEDIUM=NUMBER": "printed=2"}
    arguments: list[str] = []
    for parameter in parameters(Say("en"), shape):
        kind = parameter.type
        value = kind.choices[0] if isinstance(kind, click.Choice) else typed.get(kind.name, "text")
        if isinstance(parameter, click.Argument):
            arguments.insert(0, str(value))
        elif getattr(parameter, "is_flag", False):
            arguments.append(parameter.opts[0])
        else:
            arguments += [parameter.opts[0], str(value)]
    command = click.Command("x", params=[*parameters(Say("zh"), shape)])
    values = command.make_context("x", arguments).params
    told = msgspec.json.decode(msgspec.json.encode(said(shape, values)))
    name = next(name for name, known in SHAPES.items() if known is shape)
    asked = ill_asked.request(told) if name == "ill-request" else ill_asked.service(name, told)
    assert isinstance(asked, shape)
    assert len(values) == len(leaves(shape))
