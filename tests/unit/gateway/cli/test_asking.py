"""Requests from the arguments and options of a command."""

import click
import pytest

from gateway.cli.asking import actor_option, asking_options, body, parameters, print_json
from gateway.cli.failure import Failure
from gateway.cli.speak import Say
from gateway.web.shapes import VERBS, Checkin, MoveDue, Pay, Unblock

SAY = Say("en")


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_required_is_an_argument_and_the_rest_are_options(verb: str) -> None:
    request = VERBS[verb]
    made = list(parameters(SAY, request))
    names = {parameter.name for parameter in made}
    assert names == set(request.__struct_fields__)
    arguments = [parameter.name for parameter in made if isinstance(parameter, click.Argument)]
    required = [name for name in request.__struct_fields__ if name not in _optional(request)]
    assert arguments == required


def _optional(request: type) -> set[str]:
    fields: tuple[str, ...] = request.__struct_fields__  # type: ignore[attr-defined]
    defaults = request.__struct_defaults__  # type: ignore[attr-defined]
    config = dict(zip(fields[-len(defaults) :], defaults, strict=True)) if defaults else {}
    import msgspec  # noqa: PLC0415

    return {name for name in config if config[name] is not msgspec.NODEFAULT}


def test_several_items_may_be_given_and_flags_and_choices_are_such() -> None:
    made = {parameter.name: parameter for parameter in parameters(SAY, Pay)}
    assert isinstance(made["kind"].type, click.Choice)
    assert made["kind"].default == "cash"
    items = {parameter.name: parameter for parameter in parameters(SAY, Checkin)}
    assert items["item"].nargs == -1
    unblock = {parameter.name: parameter for parameter in parameters(SAY, Unblock)}
    assert not unblock["reason"].default


def test_the_actor_is_the_account_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "zhang")
    option = actor_option(SAY)
    assert option.get_default(click.Context(click.Command("x"))) == "zhang"
    assert [option.name for option in asking_options(SAY)] == ["config", "socket"]


def test_a_body_is_the_struct() -> None:
    paid = body(Pay, {"patron": "P1", "amount": "2.5", "actor": "li", "location": None})
    assert paid == Pay(patron="P1", amount=250, actor="li")


@pytest.mark.parametrize(
    ("request_type", "values", "said"),
    [
        (Pay, {"patron": "P1", "amount": "-1"}, "AMOUNT: '-1' is not of the form 12.50"),
        (Pay, {"patron": "P1", "amount": "1.234"}, "AMOUNT: '1.234' is not of the form 12.50"),
        (
            MoveDue,
            {"first": "2026-01-01", "last": "x", "to": "2026-01-02"},
            "last: 'x' is not of the form 2026-10-01",
        ),
        (
            Checkin,
            {"item": "B1", "returned": "x"},
            "returned: 'x' is not of the form 2026-10-01T08:00:00+08:00",
        ),
    ],
)
def test_the_wrong_value_is_named(request_type: type, values: dict[str, str], said: str) -> None:
    with pytest.raises(Failure) as caught:
        body(request_type, values)
    assert str(caught.value) == said


def test_json_is_for_programs_and_keeps_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"a": "中"})
    assert capsys.readouterr().out == '{\n  "a": "中"\n}\n'
