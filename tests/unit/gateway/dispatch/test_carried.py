import pytest
from twisted.internet.defer import Deferred, succeed
from twisted.python.failure import Failure

from gateway.dispatch.carried import Carried


class Told:
    """What came of what was waited for."""

    def __init__(self) -> None:
        self.first: Deferred[str] = Deferred()
        self.second: Deferred[str] = Deferred()
        self.heard: list[object] = []

    async def both(self) -> str:
        try:
            first = await self.first
        except LookupError:
            first = "nothing"
        return f"{first} and {await self.second}"

    def hear(self, result: object) -> None:
        self.heard.append(result.value if isinstance(result, Failure) else result)


async def answer(value: str) -> str:
    return value


def test_what_waits_for_nothing_is_over_at_once() -> None:
    told, carried = Told(), Carried(answer("yes"))
    assert (carried.over, carried.result, carried.get()) == (True, "yes", "yes")
    carried.addBoth(told.hear)
    assert told.heard == ["yes"]


def test_what_it_awaits_may_be_there_already() -> None:
    async def ask() -> str:
        return await succeed("here") + await answer("!")

    assert Carried(ask()).get() == "here!"


def test_it_goes_on_whenever_what_it_awaits_has_come() -> None:
    told = Told()
    carried = Carried(told.both())
    carried.addBoth(told.hear)
    told.first.callback("one")
    assert (carried.over, told.heard) == (False, [])
    told.second.callback("two")
    assert (carried.over, told.heard) == (True, ["one and two"])


def test_a_failure_is_raised_where_it_waits() -> None:
    told = Told()
    Carried(told.both()).addBoth(told.hear)
    told.first.errback(LookupError())
    told.second.callback("two")
    assert told.heard == ["nothing and two"]


def test_what_it_raises_is_heard() -> None:
    told, error = Told(), ValueError("no")
    carried = Carried(told.both())
    carried.addBoth(told.hear)
    told.first.errback(error)
    assert told.heard == [error]
    with pytest.raises(ValueError, match="no"):
        carried.get()


def test_a_deferred_that_was_waited_for_has_given_all_it_had() -> None:
    told = Told()
    Carried(told.both())
    told.first.errback(ValueError("no"))
    later: list[object] = []
    told.first.addBoth(later.append)
    assert later == [None]
