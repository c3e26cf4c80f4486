"""What an event makes of a transaction, and of the other one where we are the intermediary."""

from typing import Final

import msgspec

from gateway.dispatch.lending.books import Books
from gateway.dispatch.lending.directory import Correspondent
from gateway.dispatch.lending.renaming import given_over, partner_of
from gateway.ill.decide import decide
from gateway.ill.decisions import AnyEvent, Decision, Received, Refused
from gateway.ill.intermediary import Chain, Mediation, following, mediate, onward
from gateway.ill.relaying import Side, relay
from gateway.model.ill.history import IllEntry
from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.post import Case, CaseKind
from gateway.model.ill.reasons import Refusal, Remark
from gateway.model.ill.states import Role, State
from gateway.model.ill.transactions import Direction, IllTransaction

replace = msgspec.structs.replace

#: States in which a request may be passed on to somebody who has the book.
PASSED_ON_FROM: Final = frozenset({State.IN_PROCESS})


class Happened(msgspec.Struct, frozen=True):
    """What was decided of the transaction itself, and that transaction as it was written."""

    decision: Decision
    kept: IllTransaction | None


def happen(
    books: Books,
    transaction: IllTransaction | None,
    event: AnyEvent,
    whom: Correspondent,
    first: IllEntry,
    *,
    here: bool = False,
    local: bool = False,
) -> Happened:
    """Decide, relay, and write all of it down.

    `first` is the line of history for the event. What staff do (`local`) has a line of its own only where
    nothing goes out that bears their name.
    """
    chain = None if transaction is None else _chain(books, transaction, whom)
    if chain is None:
        decision = decide(transaction, event, books.cause.at, books.setting(whom))
        if whom.quarantined and isinstance(event, Received):
            # Staff decide; nothing is said to a stranger before they have.
            decision = replace(decision, sends=(), again=(), acknowledgement=None)
        decision = _unrelayed(books, decision)
        return Happened(decision, books.keep(decision, whom, _line(decision, first, local=local), here=here))
    side = Side.DOWNSTREAM if chain.upstream.id != _id(transaction) else Side.UPSTREAM
    mediation = mediate(chain, side, event, books.cause.at)
    return _write(books, mediation, side, whom, first, here=here, local=local)


def pass_on(books: Books, upstream: IllTransaction, rota: tuple[SystemId, ...]) -> Refused | None:
    """Ask the first of these libraries for what a partner wants of us; why not, where that can't be."""
    whom = partner_of(books.tools.directory, upstream)
    if upstream.role is not Role.RESPONDER or upstream.state not in PASSED_ON_FROM or whom is None:
        return Refused(why=Refusal.NOT_IN_THIS_STATE, detail=str(upstream.state))
    if upstream.relay and (under := books.ledger.ill_transaction(upstream.relay)) and not under.closed:
        return Refused(why=Refusal.RELAYED, detail=under.partner)
    upstream = replace(upstream, course=replace(upstream.course, rota=rota))
    chain = Chain(upstream=upstream, downstream=None, above=books.setting(whom), below=None, candidates=rota)
    to = following(chain)
    if to is None:
        return Refused(why=Refusal.ALREADY_TRIED, detail=", ".join(str(one) for one in rota))
    ask_next(books, upstream, to)
    return None


def ask_next(books: Books, upstream: IllTransaction, to: SystemId) -> IllTransaction | None:
    """Open the transaction with the next lender, and tie the two together."""
    whom = books.tools.directory.with_symbol(to)
    if whom is None:
        return None
    id_ = books.tools.new_id()
    own = TransactionId(initial_requester=books.tools.library.us, group=id_, qualifier=id_)
    number = len(upstream.course.tried) + 1
    asked = onward(upstream, books.tools.library.us, id_, own=own, number=number)
    decision = decide(None, asked, books.cause.at, books.setting(whom))
    opened = books.keep(decision, whom)
    books.save(replace(upstream, relay=id_, changed=books.cause.at))
    return opened


def _chain(books: Books, transaction: IllTransaction, whom: Correspondent) -> Chain | None:
    """Both transactions of an intermediary; None where there is only one."""
    other = books.ledger.ill_transaction(transaction.relay) if transaction.relay else None
    beside = None if other is None else partner_of(books.tools.directory, other)
    if other is None or beside is None:
        return None
    other = given_over(books, other, beside)
    mine, others = books.setting(whom), books.setting(beside)
    if transaction.role is Role.RESPONDER:
        up, down, above, below = transaction, other, mine, others
    else:
        up, down, above, below = other, transaction, others, mine
    if up.relay != down.id:
        return None  # a lender who was asked before: his is a transaction like any other
    # Who is not configured any more can't be asked: the next one is, or none is left.
    rota = tuple(one for one in up.course.rota if books.tools.directory.with_symbol(one) is not None)
    return Chain(upstream=up, downstream=down, above=above, below=below, candidates=rota)


def _unrelayed(books: Books, decision: Decision) -> Decision:
    """The decision with a case, where it can't be passed on as the other library is configured no more."""
    transaction = decision.transaction
    other = None if transaction is None else books.ledger.ill_transaction(transaction.relay)
    if transaction is None or other is None or decision.event is None:
        return decision
    side = Side.UPSTREAM if transaction.role is Role.RESPONDER else Side.DOWNSTREAM
    up, down = (transaction, other) if side is Side.UPSTREAM else (other, transaction)
    more = any(books.tools.directory.with_symbol(one) is not None for one in up.course.rota)
    if decision.refusal is not None or Remark.REPEAT in decision.remarks:
        return decision
    if up.relay != down.id or relay(side, decision.event, up.state, down.state, more=more) is None:
        return decision
    case = Case(
        transaction=transaction.id,
        kind=CaseKind.RELAY_HELD,
        opened=books.cause.at,
        detail=f"{decision.event}: {other.partner}",
    )
    return replace(decision, cases=(*decision.cases, case))


def _write(
    books: Books,
    mediation: Mediation,
    heard: Side,
    whom: Correspondent,
    first: IllEntry,
    *,
    here: bool,
    local: bool,
) -> Happened:
    happened: Happened | None = None
    for part in mediation.parts:
        ours = part.side is heard and happened is None
        if ours:
            line = _line(part.decision, first, local=local)
            happened = Happened(part.decision, books.keep(part.decision, whom, line, here=here))
            continue
        transaction = part.decision.transaction
        beside = None if transaction is None else books.tools.directory.named(transaction.partner)
        if transaction is not None and beside is not None:
            silent = replace(books.line(transaction, Direction.LOCAL), actor="")
            books.keep(part.decision, beside, _line(part.decision, silent, local=True))
    if mediation.next is not None:
        ask_next(books, mediation.upstream, mediation.next)
    assert happened is not None  # noqa: S101 - the first part is the side that heard
    return happened


def _line(decision: Decision, first: IllEntry, *, local: bool) -> IllEntry | None:
    """The line of history for an event, unless what goes out tells it."""
    if local and decision.refusal is None and decision.sends:
        return None
    return first


def _id(transaction: IllTransaction | None) -> str:
    return "" if transaction is None else transaction.id
