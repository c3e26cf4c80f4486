"""The demo's scenes between libraries: CUMT borrows of HHIT, over ISO 10161."""

from datetime import date, timedelta
from typing import Final

from gateway.model.ill.parts import DateDue, IllItem
from gateway.model.ill.services import IllAnswer, IllRequest, Received, Returned, Shipped
from gateway.model.ill.states import State
from gateway.model.ill.words import Reason, Results, Service
from gateway.simulate.conduct import checked_in
from gateway.simulate.loan import Ask, Do, See, Tell
from gateway.simulate.scenario import Scene, Step

CUMT, HHIT = "CUMT", "HHIT"

#: Books that CUMT does not have. They and their authors are invented.
_FISHERIES: Final = IllItem(title="海州湾渔业史", author="葛云台", isbn="9787564699994")
_LIGHTHOUSES: Final = IllItem(title="连岛灯塔考", author="潮声远", isbn="9787564699987")
_LOAN_DAYS: Final = timedelta(days=60)


def _shipped(today: date) -> Shipped:
    return Shipped(date_shipped=today, due=DateDue(today + _LOAN_DAYS))


LOANS: tuple[Scene, ...] = (
    Scene(
        title=(
            "馆际互借：向淮海工学院借一册，从请求到还回",
            "Interlibrary loan: a book of HHIT, from the request to its return",
        ),
        steps=(
            Step(
                who=CUMT,
                says=Ask(HHIT, IllRequest(item=_FISHERIES)),
                meaning=("本馆没有：向淮海工学院请求", "CUMT has it not: it asks HHIT"),
                expect={"state": State.PENDING, "title": _FISHERIES.title, "refused": ""},
            ),
            Step(
                who=HHIT,
                says=Tell(body=_shipped, after=Service.ILL_REQUEST),
                meaning=("淮海工学院收到请求，寄出", "HHIT has the request, and ships the book"),
                expect={"item": _FISHERIES},
            ),
            Step(
                who=CUMT,
                says=Do(State.SHIPPED, Received()),
                meaning=("书到，通知对方收到", "The book is here: CUMT says so"),
                expect={"state": State.RECEIVED, "refused": ""},
            ),
            Step(
                who=CUMT,
                says=Do(State.RECEIVED, Returned()),
                meaning=("读者还书，寄回", "The reader is done with it: CUMT sends it back"),
                expect={"state": State.RETURNED, "refused": ""},
            ),
            Step(
                who=HHIT,
                says=Tell(body=checked_in, after=Service.RETURNED),
                meaning=("淮海工学院登记还回", "HHIT has it again, and checks it in"),
                expect={"service": Service.RETURNED},
            ),
            Step(
                who=CUMT,
                says=See(State.RETURNED, over=True),
                meaning=("这笔互借到此结束", "That loan is over"),
                expect={"closed": True, "heard": (Service.SHIPPED, Service.CHECKED_IN), "cases": ()},
            ),
        ),
    ),
    Scene(
        title=("馆际互借：对方不能提供", "Interlibrary loan: one that can't be supplied"),
        steps=(
            Step(
                who=CUMT,
                says=Ask(HHIT, IllRequest(item=_LIGHTHOUSES)),
                meaning=("再请求一册", "CUMT asks for another book"),
                expect={"state": State.PENDING, "refused": ""},
            ),
            Step(
                who=HHIT,
                says=Tell(
                    body=IllAnswer(results=Results.UNFILLED, reason=Reason.IN_USE_ON_LOAN),
                    after=Service.ILL_REQUEST,
                ),
                meaning=("淮海工学院：已借出，不能提供", "HHIT: it is on loan and can't be supplied"),
                expect={"item": _LIGHTHOUSES},
            ),
            Step(
                who=CUMT,
                says=See(State.NOT_SUPPLIED, over=True),
                meaning=("请求结束，可另找一馆", "The request is over; another library may be asked"),
                expect={
                    "closed": True,
                    "heard": (Service.ILL_ANSWER,),
                    "reason": Reason.IN_USE_ON_LOAN,
                    "cases": (),
                },
            ),
        ),
    ),
)
