"""Items: correcting what is known of them, and what follows when a lent one is lost or said to be back."""

from datetime import datetime

import msgspec

from gateway.circulation.history import item_event
from gateway.circulation.overdue import charge
from gateway.circulation.situation import ItemFile, Setting
from gateway.model.changes import NOTHING, Changes, Record
from gateway.model.commands import ClaimReturned, DeclareLost, Origin, UpdateItem
from gateway.model.items import Item, ItemStatus
from gateway.model.loans import Fee, FeeKind, Loan, LoanState
from gateway.model.outcomes import ItemOutcome
from gateway.model.problems import Notice, NoticeCode, Problem, ProblemCode
from gateway.model.wording import yuan

replace = msgspec.structs.replace

#: What a terminal may correct.
_CORRECTED = (
    "properties",
    "permanent_location",
    "current_location",
    "permanent_shelf",
    "current_shelf",
    "call_number",
)


def update_item(
    command: UpdateItem,
    origin: Origin,
    file: ItemFile | Problem,
    setting: Setting,  # noqa: ARG001 - every rule is given its setting
    now: datetime,
) -> tuple[ItemOutcome, Changes]:
    """Correct an item's properties, locations or shelf numbers; what is not named stays."""
    if isinstance(file, Problem):
        return ItemOutcome(problems=(file,)), NOTHING
    named = {field: getattr(command, field) for field in _CORRECTED}
    changed = {
        field: value
        for field, value in named.items()
        if value is not None and value != getattr(file.item, field)
    }
    notice = Notice(NoticeCode.ITEM_UPDATED)
    if not changed:
        return ItemOutcome(item=file.item, loan=file.loan, notices=(notice,)), NOTHING
    item = replace(file.item, **changed)
    event = item_event("item-updated", item.id, origin, now, **changed)
    outcome = ItemOutcome(item=item, loan=file.loan, notices=(notice,))
    return outcome, Changes(records=(item,), events=(event,))


def _lent(file: ItemFile | Problem) -> Loan | ItemOutcome:
    """The loan that may be declared something, or the refusal."""
    if isinstance(file, Problem):
        return ItemOutcome(problems=(file,))
    if file.loan is None:
        return ItemOutcome(item=file.item, problems=(Problem(ProblemCode.NOT_ON_LOAN),))
    if file.loan.state is LoanState.LOST:
        return ItemOutcome(item=file.item, loan=file.loan, problems=(Problem(ProblemCode.ITEM_LOST),))
    return file.loan


def declare_lost(
    command: DeclareLost,  # noqa: ARG001 - every rule takes its command first
    origin: Origin,
    file: ItemFile | Problem,
    setting: Setting,
    now: datetime,
) -> tuple[ItemOutcome, Changes]:
    """Charge the replacement of a lent item, and what is overdue until now.

    Its loan waits for the money or for the book.
    """
    loan = _lent(file)
    if isinstance(loan, ItemOutcome) or isinstance(file, Problem):
        return loan if isinstance(loan, ItemOutcome) else ItemOutcome(), NOTHING
    borne = charge(loan, file.borrower, file.item, now, setting, now)
    lost = replace(loan, state=LoanState.LOST, reported_at=now)
    item = replace(file.item, status=ItemStatus.LOST)
    fees = _loss_fees(lost, item, setting, now)
    total = sum(fee.amount for fee in fees)
    event = item_event(
        "declared-lost", item.id, origin, now, patron=str(loan.patron), loan=loan.id, fen=total
    )
    outcome = ItemOutcome(
        item=item,
        loan=lost,
        fee=fees[0] if fees else None,
        notices=(Notice(NoticeCode.LOST_DECLARED, {"yuan": yuan(total)}), *borne.notices),
    )
    charged = tuple(record for record in (*fees, borne.fee, borne.patron) if record is not None)
    records: tuple[Record, ...] = (lost, item, *charged)
    return outcome, Changes(records=records, events=(event,))


def _loss_fees(loan: Loan, item: Item, setting: Setting, now: datetime) -> tuple[Fee, ...]:
    policy = setting.policy
    price = item.price_fen
    # Rounded up to the fen: a percentage never makes the library lose a part of one.
    charged = (
        policy.replacement_unpriced_fen if price is None else -(-price * policy.replacement_percent // 100)
    )
    amounts = ((FeeKind.REPLACEMENT, charged), (FeeKind.PROCESSING, policy.processing_fen))
    return tuple(
        Fee(
            id=setting.new_id(),
            patron=loan.patron,
            kind=kind,
            amount=amount,
            created=now,
            item=loan.item,
            loan=loan.id,
            title=item.title,
        )
        for kind, amount in amounts
        if amount
    )


def claim_returned(
    command: ClaimReturned,  # noqa: ARG001 - every rule takes its command first
    origin: Origin,
    file: ItemFile | Problem,
    setting: Setting,  # noqa: ARG001 - the same for its setting
    now: datetime,
) -> tuple[ItemOutcome, Changes]:
    """Put down that the reader says he returned a lent item; nothing is charged while staff look for it."""
    loan = _lent(file)
    if isinstance(loan, ItemOutcome) or isinstance(file, Problem):
        return loan if isinstance(loan, ItemOutcome) else ItemOutcome(), NOTHING
    # Said again, it is the first time that counts.
    since = loan.reported_at if loan.state is LoanState.CLAIMED_RETURNED else now
    claimed = replace(loan, state=LoanState.CLAIMED_RETURNED, reported_at=since)
    item = replace(file.item, status=ItemStatus.CLAIMED_RETURNED)
    event = item_event(
        "claimed-returned", item.id, origin, now, conflict=True, patron=str(loan.patron), loan=loan.id
    )
    outcome = ItemOutcome(item=item, loan=claimed, notices=(Notice(NoticeCode.CLAIM_NOTED),))
    return outcome, Changes(records=(claimed, item), events=(event,))
