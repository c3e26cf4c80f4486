"""What `decide` is asked, and what it answers."""

from datetime import datetime, tzinfo
from typing import Any, TypeAlias

import msgspec

from gateway.ill.confirmation import Doubt
from gateway.ill.events import Event
from gateway.model.identity import AgencyId
from gateway.model.ill.names import SystemAddress, SystemId, TransactionId
from gateway.model.ill.partners import PartnerTerms
from gateway.model.ill.post import Case, CaseKind, TimerKind
from gateway.model.ill.reasons import Refusal, Remark
from gateway.model.ill.reports import AlreadyForwarded
from gateway.model.ill.services import AnyService, IllMessage
from gateway.model.ill.states import State
from gateway.model.ill.transactions import Exchanged, IllTransaction


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """Whose transaction it is and with whom. `zone` is where our clocks hang: APDUs bear local time."""

    agency: AgencyId
    us: SystemId
    partner: PartnerTerms
    zone: tzinfo


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """What a new transaction of a requester needs beside the request.

    `id` is our own, `transaction` the transaction-id, never used before. `client` is the opaque reference to
    the reader, `retry_of` the transaction that it takes up again, `relay` the responder's machine where we
    are the intermediary, `tried` who was asked before.
    """

    id: str
    transaction: TransactionId
    client: str = ""
    retry_of: str = ""
    relay: str = ""
    tried: tuple[SystemId, ...] = ()


class Forward(msgspec.Struct, frozen=True, kw_only=True):
    """FORWARD, the service without an APDU: hand the request over to another library and be out of it."""

    to: SystemId
    address: SystemAddress | None = None
    note: str = ""


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """An APDU arrived. `id` is our own id for the transaction that it may open.

    `doubts` are the transaction's unconfirmed letters: only a STATUS-OR-ERROR-REPORT needs them.
    """

    message: IllMessage
    id: str = ""
    doubts: tuple[Doubt, ...] = ()


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Our own side wants a service sent; `actor` is the librarian, empty for the gateway itself.

    `opening` is there for an ILL-REQUEST alone. `rest` goes out as the message's `rest`.
    """

    body: AnyService | Forward
    actor: str = ""
    opening: Opening | None = None
    rest: dict[str, Any] = {}


class AskedAgain(msgspec.Struct, frozen=True, kw_only=True):
    """Our own side wants its last service said again, as a repeat; or its last `service` of a kind."""

    actor: str
    service: str = ""


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """A timer's moment has come."""

    kind: TimerKind


class Repair(msgspec.Struct, frozen=True, kw_only=True):
    """Staff set right what the standard has no way back from; the partner is told `note` by MESSAGE."""

    to: State
    note: str
    actor: str


class TakeBack(msgspec.Struct, frozen=True, kw_only=True):
    """Staff take back their last act while its letter still waits; the caller knows that it does."""

    actor: str


AnyEvent: TypeAlias = Received | Asked | AskedAgain | Due | Repair | TakeBack


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """A timer to be set, in place of one of its kind; or to be stopped, where `due` is None."""

    kind: TimerKind
    due: datetime | None


class Onward(msgspec.Struct, frozen=True, kw_only=True):
    """A message to a third library, which is no partner in this transaction."""

    message: IllMessage
    to: SystemId
    address: SystemAddress | None = None


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Why nothing was done. `detail` names what was wrong with it."""

    why: Refusal
    detail: str = ""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What an event makes of a transaction, and what is to be done.

    `transaction` is the record to write, None where there is none (yet). `sends` are new messages to the
    partner, in this order; `again` are services of ours that the outbox says once more, as repeats with
    their original date-time; `onward` goes to a third library. `acknowledgement` is written on the
    connection that the APDU came by, where the partner expects it. `alarms` are timers to set and stop,
    `cases` what staff must look at, `settled` the kinds of cases that are over, `reopened` those that were
    settled by an act done at the moment `undone`, which is taken back. `confirmed` are services of ours that
    the partner has shown to have arrived, `taken_back` those that must not leave any more. `redirected` says
    that the transaction goes on with another library. `refusal` is why nothing was done. `event` and
    `source` name the row of the table, `before` is the state that it was taken in, `remarks` what else is
    worth a line. `losses` are elements that the partner's protocol version has no room for. `graced`: the
    sends wait for the partner's grace, because staff may take them back.
    """

    transaction: IllTransaction | None
    before: State = State.IDLE
    sends: tuple[IllMessage, ...] = ()
    again: tuple[Exchanged, ...] = ()
    onward: tuple[Onward, ...] = ()
    acknowledgement: IllMessage | None = None
    alarms: tuple[Alarm, ...] = ()
    cases: tuple[Case, ...] = ()
    settled: tuple[CaseKind, ...] = ()
    reopened: tuple[CaseKind, ...] = ()
    undone: datetime | None = None
    confirmed: tuple[Exchanged, ...] = ()
    taken_back: tuple[Exchanged, ...] = ()
    redirected: AlreadyForwarded | None = None
    refusal: Refused | None = None
    event: Event | None = None
    source: str = ""
    remarks: tuple[Remark, ...] = ()
    losses: tuple[str, ...] = ()
    graced: bool = False
