import pytest

from gateway.ill.events import Event
from gateway.ill.relaying import RELAYS, Ask, Relay, Side, relay
from gateway.model.ill.states import State

E, S = Event, State
U, D = Side.UPSTREAM, Side.DOWNSTREAM


@pytest.mark.parametrize(
    ("heard", "event", "up", "down", "more", "asks"),
    [
        (D, E.FWD, S.IN_PROCESS, S.PENDING, True, [(U, Ask.FORWARDED)]),
        (D, E.ANS_UN, S.IN_PROCESS, S.NOT_SUPPLIED, True, [(D, Ask.NEXT)]),
        (D, E.ANS_UN, S.IN_PROCESS, S.NOT_SUPPLIED, False, [(U, Ask.SAME)]),
        (D, E.EXP, S.IN_PROCESS, S.NOT_SUPPLIED, False, [(U, Ask.UNFILLED)]),
        (D, E.ANS_UN, S.CANCEL_PENDING, S.NOT_SUPPLIED, True, [(U, Ask.ALLOW_CANCEL)]),
        (D, E.ANS_CO, S.IN_PROCESS, S.CONDITIONAL, True, [(U, Ask.SAME)]),
        (D, E.SHI, S.IN_PROCESS, S.SHIPPED, True, [(U, Ask.SHIPPED)]),
        (D, E.SHI, S.CANCEL_PENDING, S.SHIPPED, True, [(U, Ask.REFUSE_CANCEL), (U, Ask.SHIPPED)]),
        (D, E.SHI, S.CANCELLED, S.SHIPPED, True, [(D, Ask.CASE)]),
        (D, E.CAR_NO, S.CANCEL_PENDING, S.CONDITIONAL, True, [(U, Ask.REFUSE_CANCEL), (U, Ask.CONDITION)]),
        (D, E.CAR_NO, S.CANCEL_PENDING, S.PENDING, True, [(U, Ask.REFUSE_CANCEL)]),
        (U, E.CAN, S.CANCEL_PENDING, S.IDLE, True, [(U, Ask.ALLOW_CANCEL)]),
        (U, E.CAN, S.CANCEL_PENDING, S.PENDING, True, [(D, Ask.CANCEL)]),
        (U, E.REN, S.RENEW_PENDING, S.RECEIVED, True, [(D, Ask.SAME)]),
        (U, E.EXPIRY, S.NOT_SUPPLIED, S.PENDING, True, [(D, Ask.CANCEL)]),
    ],
)
def test_what_is_asked_of_the_other_machine(
    heard: Side, event: Event, up: State, down: State, asks: list[tuple[Side, Ask]], *, more: bool
) -> None:
    line = relay(heard, event, up, down, more=more)
    assert line is not None
    assert list(line.asks) == asks


def test_what_nobody_else_needs_to_know_is_not_relayed() -> None:
    assert relay(U, E.STQ, S.IN_PROCESS, S.PENDING, more=True) is None
    assert relay(D, E.CAR_YES, S.NOT_SUPPLIED, S.CANCELLED, more=True) is None


def test_a_line_fits_by_both_states() -> None:
    line = Relay(heard=D, event=E.SHI, asks=(), up=(S.IN_PROCESS,), down=(S.SHIPPED,), more=True)
    assert line.fits(S.IN_PROCESS, S.SHIPPED, more=True)
    assert not line.fits(S.IN_PROCESS, S.SHIPPED, more=False)
    assert not line.fits(S.SHIPPED, S.SHIPPED, more=True)
    assert not line.fits(S.IN_PROCESS, S.LOST, more=True)
    assert RELAYS
