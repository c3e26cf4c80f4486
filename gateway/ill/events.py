"""What can happen to a transaction, in the standard's mnemonics, and what is then to be done.

An event whose name ends in ``req`` is asked by our own side (staff, or the other machine of an intermediary);
the others are APDUs that arrived (the standard's indications). A sign is the yes or no of an answer, two
letters after ``ANS`` are the kind of answer.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from gateway.model.ill.reports import AlreadyForwarded
from gateway.model.ill.services import (
    AnyService,
    CancelReply,
    ConditionalReply,
    IllAnswer,
    RenewAnswer,
    StatusOrErrorReport,
)
from gateway.model.ill.words import Results, Service


class Event(StrEnum):
    """Everything that the two tables have rows for."""

    # asked by the requester's side
    ILL_REQ = "ILLreq"
    C_REP_REQ_YES = "C-REPreq+"
    C_REP_REQ_NO = "C-REPreq-"
    CAN_REQ = "CANreq"
    RCV_REQ = "RCVreq"
    RET_REQ = "RETreq"
    REN_REQ = "RENreq"
    # asked by the responder's side
    FWD_REQ = "FWDreq"
    FWN_REQ = "FWNreq"
    ANS_CO_REQ = "ANSreq-CO"
    ANS_RY_REQ = "ANSreq-RY"
    ANS_UN_REQ = "ANSreq-UN"
    ANS_LP_REQ = "ANSreq-LP"
    ANS_WS_REQ = "ANSreq-WS"
    ANS_HP_REQ = "ANSreq-HP"
    ANS_ES_REQ = "ANSreq-ES"
    SHI_REQ = "SHIreq"
    CAR_REQ_YES = "CARreq+"
    CAR_REQ_NO = "CARreq-"
    RCL_REQ = "RCLreq"
    DUE_REQ = "DUEreq"
    REA_REQ_YES = "REAreq+"
    REA_REQ_NO = "REAreq-"
    CHK_REQ = "CHKreq"
    EXPIRY = "EXPIRY"
    # asked by either side
    LST_REQ = "LSTreq"
    DAM_REQ = "DAMreq"
    MSG_REQ = "MSGreq"
    STQ_REQ = "STQreq"
    STR_REQ = "STRreq"
    # arrived at the requester
    FWD = "FWD"
    ANS_CO = "ANS-CO"
    ANS_RY = "ANS-RY"
    ANS_UN = "ANS-UN"
    ANS_LP = "ANS-LP"
    ANS_WS = "ANS-WS"
    ANS_HP = "ANS-HP"
    ANS_ES = "ANS-ES"
    SHI = "SHI"
    CAR_YES = "CAR+"
    CAR_NO = "CAR-"
    RCL = "RCL"
    DUE = "DUE"
    REA_YES = "REA+"
    REA_NO = "REA-"
    CHK = "CHK"
    EXP = "EXP"
    # arrived at the responder
    ILL = "ILL"
    C_REP_YES = "C-REP+"
    C_REP_NO = "C-REP-"
    CAN = "CAN"
    RCV = "RCV"
    RET = "RET"
    REN = "REN"
    # arrived at either
    LST = "LST"
    DAM = "DAM"
    MSG = "MSG"
    STQ = "STQ"
    STR = "STR"


class Action(StrEnum):
    """What a row wants done beside the change of state."""

    SEND = "send"
    SEND_BY_AGREEMENT = "send if the partner wants it"
    SEND_REFUSED_CONDITION = "send Conditional-Reply(FALSE) instead"
    SEND_UNFILLED = "send ILL-Answer(UNFILLED, mandatory-messaging-not-supported)"
    SEND_EXPIRED = "send Expired"
    SEND_REPORT = "send Status-Or-Error-Report(status)"
    ALLOW_CANCEL = "send Cancel-Reply(TRUE)"
    REFUSE_CANCEL = "send Cancel-Reply(FALSE)"
    REFUSE_RENEWAL = "send Renew-Answer(FALSE)"
    CANCEL_AGAIN = "send Cancel to the new responder"
    SEND_ONWARD = "send ILL-Request onward and Forward-Notification"
    SAY_FORWARDED = "send already-forwarded"
    HOLD = "hold until Shipped"
    KEEP_CONDITION = "keep the condition open"
    DROP_CONDITION = "drop the condition"
    LATE = "late"
    CROSSED = "crossed"
    CASE_BOOK = "case: book-for-closed-request"
    CASE_CONDITION = "case: condition-to-answer"
    CASE_CANCEL = "case: cancel-to-answer"
    CASE_RENEWAL = "case: renewal-to-answer"
    CASE_REPLY = "case: reply-for-closed-request"
    CASE_LOST = "case: lost"
    CASE_DAMAGED = "case: damaged"
    CASE_RECALLED = "case: recalled"
    CASE_OVERDUE = "case: overdue"
    CASE_MESSAGE = "case: message"
    CASE_CROSSED = "case: shipped-while-cancelled"
    CASE_UNEXPECTED = "case: return-not-expected"


_SIGNED: Final[Mapping[Service, tuple[Event, Event]]] = {
    Service.CONDITIONAL_REPLY: (Event.C_REP_NO, Event.C_REP_YES),
    Service.CANCEL_REPLY: (Event.CAR_NO, Event.CAR_YES),
    Service.RENEW_ANSWER: (Event.REA_NO, Event.REA_YES),
}

_ANSWERS: Final[Mapping[Results, Event]] = {
    Results.CONDITIONAL: Event.ANS_CO,
    Results.RETRY: Event.ANS_RY,
    Results.UNFILLED: Event.ANS_UN,
    Results.LOCATIONS_PROVIDED: Event.ANS_LP,
    Results.WILL_SUPPLY: Event.ANS_WS,
    Results.HOLD_PLACED: Event.ANS_HP,
    Results.ESTIMATE: Event.ANS_ES,
}

_PLAIN: Final[Mapping[Service, Event]] = {
    Service.ILL_REQUEST: Event.ILL,
    Service.FORWARD_NOTIFICATION: Event.FWD,
    Service.SHIPPED: Event.SHI,
    Service.CANCEL: Event.CAN,
    Service.RECEIVED: Event.RCV,
    Service.RECALL: Event.RCL,
    Service.RETURNED: Event.RET,
    Service.CHECKED_IN: Event.CHK,
    Service.OVERDUE: Event.DUE,
    Service.RENEW: Event.REN,
    Service.LOST: Event.LST,
    Service.DAMAGED: Event.DAM,
    Service.MESSAGE: Event.MSG,
    Service.STATUS_QUERY: Event.STQ,
    Service.STATUS_OR_ERROR_REPORT: Event.STR,
    Service.EXPIRED: Event.EXP,
}

#: What arrived, and the same asked by our own side.
ASKED: Final[Mapping[Event, Event]] = {
    Event.ILL: Event.ILL_REQ,
    Event.C_REP_YES: Event.C_REP_REQ_YES,
    Event.C_REP_NO: Event.C_REP_REQ_NO,
    Event.CAN: Event.CAN_REQ,
    Event.RCV: Event.RCV_REQ,
    Event.RET: Event.RET_REQ,
    Event.REN: Event.REN_REQ,
    Event.ANS_CO: Event.ANS_CO_REQ,
    Event.ANS_RY: Event.ANS_RY_REQ,
    Event.ANS_UN: Event.ANS_UN_REQ,
    Event.ANS_LP: Event.ANS_LP_REQ,
    Event.ANS_WS: Event.ANS_WS_REQ,
    Event.ANS_HP: Event.ANS_HP_REQ,
    Event.ANS_ES: Event.ANS_ES_REQ,
    Event.SHI: Event.SHI_REQ,
    Event.FWD: Event.FWN_REQ,
    Event.CAR_YES: Event.CAR_REQ_YES,
    Event.CAR_NO: Event.CAR_REQ_NO,
    Event.RCL: Event.RCL_REQ,
    Event.DUE: Event.DUE_REQ,
    Event.REA_YES: Event.REA_REQ_YES,
    Event.REA_NO: Event.REA_REQ_NO,
    Event.CHK: Event.CHK_REQ,
    Event.LST: Event.LST_REQ,
    Event.DAM: Event.DAM_REQ,
    Event.MSG: Event.MSG_REQ,
    Event.STQ: Event.STQ_REQ,
    Event.STR: Event.STR_REQ,
}


def arrived(body: AnyService) -> Event:
    """The event that a service is where it arrives.

    An already-forwarded error is a Forward-Notification that went astray and is taken as one.
    """
    if isinstance(body, ConditionalReply | CancelReply | RenewAnswer):
        return _SIGNED[body.service][body.answer]
    if isinstance(body, IllAnswer):
        return _ANSWERS[body.results]
    if isinstance(body, StatusOrErrorReport) and forwarded(body):
        return Event.FWD
    return _PLAIN[body.service]


def asked(body: AnyService) -> Event | None:
    """The event that a service is where our own side asks for it; None for what nobody asks for.

    That is EXPIRED, which the timer brings about. A FORWARD-NOTIFICATION is asked by an intermediary, which
    passes it on; one of our own comes of FORWARD.
    """
    if isinstance(body, StatusOrErrorReport):
        return Event.STR_REQ
    return ASKED.get(arrived(body))


def forwarded(body: AnyService) -> AlreadyForwarded | None:
    """What an error report says about where a request was forwarded to."""
    if isinstance(body, StatusOrErrorReport) and body.error is not None:
        problem = body.error.problem
        return problem if isinstance(problem, AlreadyForwarded) else None
    return None
