"""What staff ask of a transaction, and what they are answered."""

import msgspec

from gateway.ill.decisions import Decision, Refused
from gateway.model.ill.post import Letter
from gateway.model.ill.reasons import Refusal, Remark
from gateway.model.ill.transactions import IllTransaction


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What was done: the transaction as it is now, and the letters that will go."""

    transaction: IllTransaction
    letters: tuple[Letter, ...] = ()
    remarks: tuple[Remark, ...] = ()
    losses: tuple[str, ...] = ()


class NotDone(Exception):
    """Nothing was done; `why` says why, `detail` what was wrong with it."""

    def __init__(self, why: Refusal, detail: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.detail = detail


class NoPartner(Exception):
    """There is no partner of that name."""


def answered(
    decision: Decision, kept: IllTransaction | None, letters: list[Letter], left_out: list[str]
) -> Done | Refused:
    """What came of it, as a value: what is raised would undo the line of history for the refusal."""
    if decision.refusal is not None:
        return decision.refusal
    if kept is None:
        return Refused(why=Refusal.NO_TRANSACTION)
    losses = (*left_out, *decision.losses)
    return Done(transaction=kept, letters=tuple(letters), remarks=decision.remarks, losses=losses)


def told(result: Done | Refused) -> Done:
    """What was done. Raises `NotDone`."""
    if isinstance(result, Refused):
        raise NotDone(result.why, result.detail)
    return result
