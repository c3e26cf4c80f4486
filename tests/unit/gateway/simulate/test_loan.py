from gateway.model.ill.services import Cancel, Shipped
from gateway.model.ill.words import Service
from gateway.simulate.loan import CUT_OFF, TWICE, Conduct, Deed, Drop, Garble, Report, Tell, crashes

SHIP = Tell(body=Shipped())


def test_turns_are_taken_one_after_the_other_and_the_last_for_good() -> None:
    conduct = Conduct({Service.ILL_REQUEST: ((Drop(),), (), (SHIP,))})
    assert [conduct.turn(Service.ILL_REQUEST, before) for before in range(5)] == [
        (Drop(),),
        (),
        (SHIP,),
        (SHIP,),
        (SHIP,),
    ]


def test_what_is_not_there_is_not_answered() -> None:
    assert Conduct({Service.CANCEL: ()}).turn(Service.CANCEL, 0) == ()
    assert Conduct().turn(Service.ILL_REQUEST, 3) == ()


def test_who_drops_the_line_or_breaks_off_has_crashed() -> None:
    assert crashes(Drop())
    assert crashes(Tell(body=Cancel(), manner=CUT_OFF))
    others: tuple[Deed, ...] = (SHIP, Tell(body=Cancel(), manner=TWICE), Garble(b""), Report())
    assert not any(map(crashes, others))
