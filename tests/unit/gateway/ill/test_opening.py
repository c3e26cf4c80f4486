import pytest

from gateway.ill import opening
from gateway.ill.decisions import Opening
from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.parts import Client, CostInfo, ThirdParty
from gateway.model.ill.states import Role, State
from tests.ill_pair import ASKING, CUMT, HHIT, ID, LENDING, NOW, REQUEST, THIRD, message, replace

OPENING = Opening(id="q1", transaction=ID, client="reader-42", retry_of="q0", relay="up", tried=(THIRD,))


def test_a_requesters_transaction_knows_what_is_wanted_and_not_by_whom() -> None:
    request = replace(REQUEST, client=Client(name="张三"), cost=CostInfo(account="7"))
    begun = opening.as_requester(request, OPENING, {"x": 1}, ASKING, NOW)
    assert (begun.role, begun.state, begun.partner) == (Role.REQUESTER, State.IDLE, "HHIT")
    assert (begun.initial_requester, begun.group, begun.qualifier, begun.sub) == (
        "CN-221116",
        "2026",
        "0007",
        "",
    )
    assert (begun.title, begun.author) == ("工程控制论", "钱学森")
    assert begun.wanted.request == replace(request, client=None)
    assert (begun.wanted.client, begun.wanted.retry_of, begun.wanted.rest) == ("reader-42", "q0", {"x": 1})
    assert (begun.course.requester, begun.course.responder, begun.course.tried) == (CUMT, HHIT, (THIRD,))
    assert (begun.charges.payer, begun.charges.account) == ("CN-221116", "7")
    assert begun.relay == "up"


def test_a_responders_transaction_is_the_partners() -> None:
    came = message(replace(REQUEST, third_party=ThirdParty(already_tried=(THIRD,))), version=1)
    begun = opening.as_responder(came, came.body, "p1", LENDING, NOW)  # type: ignore[arg-type]
    assert (begun.role, begun.partner) == (Role.RESPONDER, "CUMT")
    assert begun.course.version == 1
    assert begun.course.tried == (THIRD,)
    assert begun.charges.payer == "CN-221116"


def test_who_does_not_say_who_he_is_is_the_partner() -> None:
    came = replace(message(REQUEST), requester=None, transaction=TransactionId(group="", qualifier="7"))
    begun = opening.as_responder(came, REQUEST, "p1", LENDING, NOW)
    assert begun.course.requester == CUMT
    assert begun.initial_requester == "CN-221116"
    assert begun.course.tried == ()


def test_nobody_pays_where_libraries_lend_to_each_other_for_nothing() -> None:
    free = replace(REQUEST, cost=CostInfo(reciprocal_agreement=True))
    assert opening.as_requester(free, OPENING, {}, ASKING, NOW).charges.payer == ""


def test_an_article_is_listed_by_its_own_title() -> None:
    item = replace(REQUEST.item, title="", author="", title_of_article="论馆际互借", author_of_article="李四")
    begun = opening.as_requester(replace(REQUEST, item=item), OPENING, {}, ASKING, NOW)
    assert (begun.title, begun.author) == ("论馆际互借", "李四")


@pytest.mark.parametrize(
    ("transaction", "valid"),
    [
        (ID, True),
        (TransactionId(group="", qualifier="7"), True),
        (TransactionId(group="2026", qualifier=""), False),
        (TransactionId(group="", qualifier="7", sub="1"), False),
        (TransactionId(initial_requester=SystemId(symbol="X"), group="", qualifier="7", sub="1"), True),
    ],
)
def test_a_transaction_has_a_name_and_a_part_of_one_its_first_requester(
    transaction: TransactionId, *, valid: bool
) -> None:
    assert opening.id_is_valid(transaction) is valid


def test_a_retry_asks_for_the_same_thing() -> None:
    begun = opening.as_requester(REQUEST, OPENING, {}, ASKING, NOW)
    assert opening.retried(begun) == replace(REQUEST, retry=True)
