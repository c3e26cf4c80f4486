"""What is said of interlibrary loan through the control socket (`gateway.web.shapes` says how).

===============================================  ==============  ===========================
request                                          body            answer
===============================================  ==============  ===========================
``GET /ill``                                                     `Transactions`
``GET /ill/cases``                                               `Cases`
``GET /ill/ID``                                                  `TransactionShown`
``POST /ill``                                    `Open`          `Answer`
``POST /ill/ID/SERVICE``                         `Do`            `Answer`
``POST /ill/ID/repair``                          `Repair`        `Answer`
``POST /ill/ID/say-again``                       `SayAgain`      `Answer`
``POST /ill/ID/retry`` ``…/take-back``           `Request`       `Answer`
``POST /ill/cases``                              `CloseCase`     `CaseShown`
``GET /outbox``                                                  `Letters`
``POST /outbox/ID/resend`` ``…/take-back``       `Request`       `LetterAnswer`
``GET /partners``                                                `Partners`
``GET /partners/NAME``                                           `PartnerShown`
``POST /partners/NAME/pause`` ``…/resume``       `shapes.Pause`  `PartnerShown`
``POST /partners/NAME/probe``                    `Request`       `Probed`
===============================================  ==============  ===========================

SERVICE is a service's name in the standard, in small letters: ``shipped``, ``ill-answer``. ID is the id of a
transaction or letter, or an end of it that no other has. NAME is a partner's name or symbol.

``GET /ill`` takes ``open`` (``yes``, as where nothing is said, ``no``, ``all``), ``state``, ``role``,
``partner``, ``text``, ``limit``, ``after``; ``GET /outbox`` takes ``partner``, ``state``, ``limit``,
``after``. A page that ends with an ``after`` has another behind it.
"""

from datetime import date, datetime
from typing import Any

import msgspec

from gateway.model.ill.post import CaseKind, LetterState, TimerKind
from gateway.model.ill.states import Role, State
from gateway.model.ill.transactions import Direction
from gateway.model.ill.words import Reason, Results, Service, ServiceType
from gateway.web.shapes import Request, Sentence


class Open(Request, frozen=True, kw_only=True):
    """Ask a partner for something: `request` is `gateway.model.ill.services.IllRequest` as JSON.

    `reader` is the number or a card of the reader for whom it is; no partner is told.
    """

    partner: str
    reader: str = ""
    request: dict[str, Any] = {}  # noqa: RUF012 - msgspec copies it


class Do(Request, frozen=True, kw_only=True):
    """Have a service sent. `say` are its elements: its Struct in `gateway.model.ill.services` as JSON."""

    say: dict[str, Any] = {}  # noqa: RUF012 - msgspec copies it


class Repair(Request, frozen=True, kw_only=True):
    """Go back to an earlier state; the partner is told `note`."""

    to: State
    note: str


class SayAgain(Request, frozen=True, kw_only=True):
    """Say our last service once more; or the last of a kind."""

    of: Service | None = None


class CloseCase(Request, frozen=True, kw_only=True):
    """Somebody has seen to a case."""

    transaction: str
    kind: CaseKind


# --- answers --------------------------------------------------------------------------------------


class TransactionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A transaction in a list. `in_words` is its state for people; `closed` is None while it is open."""

    id: str
    role: Role
    partner: str
    state: State
    in_words: str
    title: str = ""
    author: str = ""
    due: date | None = None
    opened: datetime
    changed: datetime
    closed: datetime | None = None


class Transactions(msgspec.Struct, frozen=True, kw_only=True):
    """Transactions, opened last first; `after` is where to go on, empty at the end."""

    transactions: tuple[TransactionRow, ...]
    after: str = ""


class CaseShown(msgspec.Struct, frozen=True, kw_only=True):
    """Something that staff must look at; `text` says what, and what can be done."""

    transaction: str
    kind: CaseKind
    text: str
    opened: datetime
    service: Service | None = None
    detail: str = ""
    closed: datetime | None = None
    closed_by: str = ""
    partner: str = ""
    title: str = ""


class Cases(msgspec.Struct, frozen=True, kw_only=True):
    """Open cases, oldest first."""

    cases: tuple[CaseShown, ...]


class NameShown(msgspec.Struct, frozen=True, kw_only=True):
    """The transaction-id."""

    initial_requester: str
    group: str
    qualifier: str
    sub: str = ""


class CostsShown(msgspec.Struct, frozen=True, kw_only=True):
    """What it costs. The cost is as the partner said it."""

    units: int | None = None
    cost: str = ""
    currency: str = ""
    payer: str = ""
    account: str = ""


class AnsweredShown(msgspec.Struct, frozen=True, kw_only=True):
    """What the last answer said; `text` is the reason or condition for people."""

    results: Results
    in_words: str
    reason: Reason | None = None
    text: str = ""
    day: date | None = None


class EntryShown(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the history.

    `before` and `after` are states, `said` the APDU's own date-time. `raw` is the APDU as it came or went, in
    hexadecimal, `apdu` the same by the standard's element names. `why` says why it was refused, `losses` are
    elements that a translation left out, `letter` is the outbox's id.
    """

    seq: int
    at: datetime
    direction: Direction
    service: Service | None = None
    actor: str = ""
    cause: str = ""
    before: State
    after: State
    refused: bool = False
    why: Sentence | None = None
    remarks: tuple[Sentence, ...] = ()
    said: str = ""
    repeat: bool = False
    losses: tuple[str, ...] = ()
    letter: str = ""
    raw: str = ""
    apdu: dict[str, Any] = {}


class LetterShown(msgspec.Struct, frozen=True, kw_only=True):
    """A letter of the outbox. `behind` is the dead letter of its transaction that it waits behind."""

    id: str
    partner: str
    transaction: str
    what: str
    state: LetterState
    in_words: str
    posted: datetime
    not_before: datetime
    next_at: datetime
    attempts: int = 0
    error: str = ""
    sent: datetime | None = None
    finished: datetime | None = None
    repeat: bool = False
    resend_of: str = ""
    behind: str = ""


class TimerShown(msgspec.Struct, frozen=True, kw_only=True):
    """What it waits for."""

    kind: TimerKind
    text: str
    due: datetime


class NextShown(msgspec.Struct, frozen=True, kw_only=True):
    """A service of our role: whether it is allowed next, and if not `why`.

    `event` is the standard's mnemonic, `with_` the answer or results that tell it from others of the same
    service. Where it is not `sent`, it changes our own state and the partner is told nothing, as agreed.
    """

    service: Service
    event: str
    with_: str = msgspec.field(default="", name="with")
    allowed: bool
    sent: bool = True
    why: Sentence | None = None


class TransactionShown(TransactionRow, frozen=True, kw_only=True):
    """Everything about one transaction.

    `name` is the transaction-id; `request` what was asked for, by the model's names; `rest` what the
    ILL-Request held besides. `reader` is our own reference. `next` are the services of our role, `repairs`
    the states that staff may go back to, and `take_back` says that the last act can still be taken back.
    `more` says that the history has more lines than are shown.
    """

    agency: str
    name: NameShown
    requester: str = ""
    responder: str = ""
    version: int = 2
    relay: str = ""
    retry_of: str = ""
    reader: str = ""
    request: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    answered: AnsweredShown | None = None
    shipped: date | None = None
    shipped_service: ServiceType | None = None
    conditions: Sentence | None = None
    supplier: str = ""
    renewable: bool = True
    forwarded_to: str = ""
    costs: CostsShown = CostsShown()
    history: tuple[EntryShown, ...] = ()
    more: bool = False
    letters: tuple[LetterShown, ...] = ()
    timers: tuple[TimerShown, ...] = ()
    cases: tuple[CaseShown, ...] = ()
    next: tuple[NextShown, ...] = ()
    repairs: tuple[State, ...] = ()
    take_back: bool = False


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an act: if it is not `ok`, `problem` says why."""

    ok: bool
    problem: Sentence | None = None
    transaction: TransactionRow | None = None
    letters: tuple[LetterShown, ...] = ()
    remarks: tuple[Sentence, ...] = ()
    losses: tuple[str, ...] = ()


class Letters(msgspec.Struct, frozen=True, kw_only=True):
    """Letters, posted last first; `after` is where to go on, empty at the end."""

    letters: tuple[LetterShown, ...]
    after: str = ""


class LetterAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an act on a letter."""

    ok: bool
    problem: Sentence | None = None
    letter: LetterShown


class PartnerRow(msgspec.Struct, frozen=True, kw_only=True):
    """A partner in a list: what it is called, and how its line fares.

    `line` is ``paused``, ``down``, ``failing`` or ``up``, and empty where nothing ever went; `waiting` and
    `dead` count its letters.
    """

    name: str
    symbol: str = ""
    title: str = ""
    configured: bool = True
    line: str = ""
    error: str = ""
    failures: int = 0
    failing_since: datetime | None = None
    closed_until: datetime | None = None
    last_sent: datetime | None = None
    paused_by: str = ""
    paused_why: str = ""
    paused_at: datetime | None = None
    waiting: int = 0
    dead: int = 0


class Partners(msgspec.Struct, frozen=True, kw_only=True):
    """Every partner of the configuration, then others to whom letters were written."""

    partners: tuple[PartnerRow, ...]


class PartnerShown(PartnerRow, frozen=True, kw_only=True):
    """A partner with its configuration (it holds no secret: keys and certificates are names of files)."""

    configuration: dict[str, Any] = {}


class Probed(msgspec.Struct, frozen=True, kw_only=True):
    """What a call at a partner has shown. `ok` says that it was reached, and what came back could be read."""

    ok: bool
    partner: str
    report: dict[str, Any] = {}
