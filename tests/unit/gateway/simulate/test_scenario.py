import pytest

from gateway.simulate.scenario import Kept, Mismatch, Step, Where, check, containing, keep
from protocols.sip2.messages import LoginResponse

ANSWER = LoginResponse(ok=True, screen_message=("借书成功：书1", "应还日期 2026-04-01"))


def step(**expect: object) -> Step:
    return Step(who="kiosk1", says=None, meaning=("借", "borrow"), expect=expect)


@pytest.mark.parametrize(
    "expected",
    [
        {},
        {"ok": True},
        {"ok": Kept("verdict")},
        {"screen_message": containing("成功", "2026")},
        {"screen_message": Where("two lines", lambda lines: len(lines) == 2), "CODE": "94"},
    ],
)
def test_an_answer_that_is_as_stated(expected: dict[str, object]) -> None:
    check(ANSWER, step(**expected), {"verdict": True})


@pytest.mark.parametrize(
    ("expected", "difference"),
    [
        ({"ok": False}, "ok is True, not False"),
        ({"ok": Kept("verdict")}, "ok is True, not 'kept'"),
        ({"ok": Kept("nothing")}, "ok is True, and no nothing was kept"),
        ({"due_date": "2026"}, "due_date is None, not '2026'"),
        ({"screen_message": containing("失败")}, "not a text with 失败"),
        ({"ok": False, "CODE": "12"}, "ok is True, not False; CODE is '94', not '12'"),
    ],
)
def test_every_difference_is_told(expected: dict[str, object], difference: str) -> None:
    with pytest.raises(Mismatch, match=difference):
        check(ANSWER, step(**expected), {"verdict": "kept"})


def test_no_answer_is_a_difference() -> None:
    with pytest.raises(Mismatch, match="ok is None, not True"):
        check(None, step(ok=True), {})
    with pytest.raises(Mismatch, match="a text with 成功"):
        check(None, step(screen_message=containing("成功")), {})


def test_what_is_kept_is_there_for_later_steps() -> None:
    kept: dict[str, object] = {}
    keep(ANSWER, Step(who="k", says=None, meaning=("", ""), keep={"verdict": "ok"}), kept)
    assert kept == {"verdict": True}
