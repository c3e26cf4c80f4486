"""Cases that a person has seen to."""

from datetime import datetime

import msgspec

from gateway.model.ill.history import IllEntry
from gateway.model.ill.post import Case, CaseKind
from gateway.model.ill.transactions import Direction
from gateway.ports import Also, Ledger, Store

#: More than there are kinds: all cases of one transaction.
_ALL = len(CaseKind) + 1


async def close_case(
    store: Store, transaction: str, kind: CaseKind, *, at: datetime, actor: str, also: Also
) -> Case:
    """Close a case, and note it in the transaction's history. Raises `KeyError` where none is open."""

    def work(ledger: Ledger) -> Case:
        kept = ledger.ill_transaction(transaction)
        every = ledger.ill_cases(_ALL, transaction)
        case = next((one for one in every if one.kind is kind and one.closed is None), None)
        if kept is None or case is None:
            raise KeyError(transaction, kind)
        closed = msgspec.structs.replace(case, closed=at, closed_by=actor)
        ledger.put_ill_case(closed)
        ledger.add_ill_entry(
            IllEntry(
                transaction=transaction,
                seq=0,
                at=at,
                direction=Direction.NOTE,
                actor=actor,
                cause=f"case {kind}",
                before=kept.state,
                after=kept.state,
            )
        )
        also(ledger)
        return closed

    return await store.commit(work)
