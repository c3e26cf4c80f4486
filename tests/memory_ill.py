"""The tables of interlibrary loan in dictionaries: `gateway.ports.ill`, kept by `tests.memory_store`."""

from datetime import datetime

import msgspec

from gateway.model.identity import AgencyId
from gateway.model.ill.history import IllEntry
from gateway.model.ill.post import Case, CaseKind, Letter, LetterState, Timer, TimerKind
from gateway.model.ill.states import Role
from gateway.model.ill.transactions import IllTransaction
from gateway.model.ill.words import Service
from gateway.model.partners import PartnerState
from gateway.ports import Overtaken
from gateway.ports.ill import NAMESAKES, IllPage, LettersSought, Mail, Sought

Parts = tuple[str, str, str, str]

_HELD_UP = {LetterState.WAITING, LetterState.DEAD}


def _holds_up(letter: Letter) -> bool:
    """Whether letters of the same transaction wait for this one."""
    asks = letter.what in {Service.STATUS_QUERY, Service.STATUS_OR_ERROR_REPORT}
    return letter.state in _HELD_UP and not (asks and letter.state is LetterState.DEAD)


class IllTables(msgspec.Struct):
    """All that is kept of interlibrary loan. Letters stand in the order in which they were posted."""

    ills: dict[str, IllTransaction] = {}
    entries: dict[tuple[str, int], IllEntry] = {}
    cases: dict[tuple[str, CaseKind], Case] = {}
    timers: dict[tuple[str, TimerKind], Timer] = {}
    letters: dict[str, Letter] = {}
    partners: dict[str, PartnerState] = {}

    def copy(self) -> "IllTables":
        """The same records in containers of its own."""
        return IllTables(*(dict(kept) for kept in msgspec.structs.astuple(self)))


def _name(of: IllTransaction) -> tuple[object, ...]:
    return of.agency, of.role, of.partner, (of.initial_requester, of.group, of.qualifier, of.sub)


class MemoryIll:
    """`IllShelf` and `IllLedger` over `IllTables`."""

    ill: IllTables

    def wake(self, topic: str) -> None:
        raise NotImplementedError

    def ill_transaction(self, transaction: str) -> IllTransaction | None:
        return self.ill.ills.get(transaction)

    def ill_transaction_named(
        self, agency: AgencyId, role: Role, partner: str, parts: Parts
    ) -> IllTransaction | None:
        name = (agency, role, partner, parts)
        return next((one for one in self.ill.ills.values() if _name(one) == name), None)

    def ill_transactions_named(
        self, agency: AgencyId, role: Role, parts: Parts
    ) -> tuple[IllTransaction, ...]:
        name = (agency, role, *parts[1:])
        found = [o for o in self._latest() if (o.agency, o.role, o.group, o.qualifier, o.sub) == name]
        return tuple(found[:NAMESAKES])

    def _latest(self) -> list[IllTransaction]:
        return sorted(self.ill.ills.values(), key=lambda one: one.id, reverse=True)

    def ill_transactions(self, sought: Sought, limit: int) -> IllPage:
        def fits(one: IllTransaction) -> bool:
            same = all(
                getattr(one, name) == wanted
                for name in ("agency", "role", "partner", "state")
                if (wanted := getattr(sought, name))
            )
            text = sought.text.lower()
            texts = (one.title.lower(), one.author.lower(), one.qualifier.lower())
            return (
                same
                and sought.open in {None, one.closed is None}
                and any(text in said for said in texts)
                and not (sought.after and one.id >= sought.after)
            )

        found = tuple(filter(fits, self._latest()))[:limit]
        return IllPage(transactions=found, after=found[-1].id if len(found) == limit else "")

    def ill_ids_ending(self, end: str, limit: int) -> tuple[str, ...]:
        return tuple(one.id for one in self._latest() if one.id.endswith(end))[:limit]

    def ill_transactions_of(self, client: str) -> tuple[IllTransaction, ...]:
        found = [one for one in self.ill.ills.values() if client and one.wanted.client == client]
        return tuple(sorted(found, key=lambda one: one.id))

    def ill_entries(self, transaction: str, after: int = 0, limit: int = 1000) -> tuple[IllEntry, ...]:
        found = [entry for (of, seq), entry in self.ill.entries.items() if of == transaction and seq > after]
        return tuple(sorted(found, key=lambda entry: entry.seq)[:limit])

    def ill_cases(self, limit: int, transaction: str = "") -> tuple[Case, ...]:
        found = [
            case
            for case in self.ill.cases.values()
            if (case.transaction == transaction if transaction else case.closed is None)
        ]
        return tuple(sorted(found, key=lambda case: (case.opened, case.transaction))[:limit])

    def ill_timers(self, transaction: str) -> tuple[Timer, ...]:
        return tuple(timer for timer in self._soonest() if timer.transaction == transaction)

    def _soonest(self) -> list[Timer]:
        return sorted(self.ill.timers.values(), key=lambda timer: (timer.due, timer.transaction))

    def ill_timers_due(self, now: datetime, limit: int) -> tuple[Timer, ...]:
        return tuple(timer for timer in self._soonest() if timer.due <= now)[:limit]

    def next_ill_timer(self) -> datetime | None:
        return min((timer.due for timer in self.ill.timers.values()), default=None)

    def letter(self, letter: str) -> Letter | None:
        return self.ill.letters.get(letter)

    def letters_of(self, transaction: str) -> tuple[Letter, ...]:
        return tuple(
            one for one in self.ill.letters.values() if transaction and one.transaction == transaction
        )

    def letter_ids_ending(self, end: str, limit: int) -> tuple[str, ...]:
        return tuple(one for one in reversed(self.ill.letters) if one.endswith(end))[:limit]

    def letters(self, sought: LettersSought, limit: int) -> tuple[tuple[Letter, ...], str]:
        latest = list(reversed(self.ill.letters.values()))
        if sought.after in self.ill.letters:
            latest = latest[latest.index(self.ill.letters[sought.after]) + 1 :]
        found = tuple(
            one for one in latest if sought.partner in {"", one.partner} and sought.state in {None, one.state}
        )[:limit]
        return found, found[-1].id if len(found) == limit else ""

    def _waiting(self, partner: str) -> list[Letter]:
        waiting = (one for one in self.ill.letters.values() if one.state is LetterState.WAITING)
        return [one for one in waiting if one.partner == partner]

    def letters_due(self, partner: str, now: datetime, limit: int) -> tuple[Letter, ...]:
        def is_first(letter: Letter) -> bool:
            ahead = (
                one
                for one in self.letters_of(letter.transaction)
                if _holds_up(one) and one.partner == letter.partner
            )
            return not letter.transaction or next(ahead) == letter

        may_go = [one for one in self._waiting(partner) if max(one.next_at, one.not_before) <= now]
        return tuple(sorted(filter(is_first, may_go), key=lambda one: one.next_at)[:limit])

    def partners_waiting(self) -> tuple[str, ...]:
        waiting = (one for one in self.ill.letters.values() if one.state is LetterState.WAITING)
        return tuple(sorted({one.partner for one in waiting}))

    def next_letter_at(self, partner: str, now: datetime) -> datetime | None:
        return min((one.next_at for one in self._waiting(partner) if one.next_at > now), default=None)

    def mail(self) -> tuple[Mail, ...]:
        def number(partner: str, state: LetterState) -> int:
            return sum((one.partner, one.state) == (partner, state) for one in self.ill.letters.values())

        partners = sorted({one.partner for one in self.ill.letters.values() if one.state in _HELD_UP})
        return tuple(
            Mail(
                partner=partner,
                waiting=number(partner, LetterState.WAITING),
                dead=number(partner, LetterState.DEAD),
            )
            for partner in partners
        )

    def partner_state(self, partner: str) -> PartnerState | None:
        return self.ill.partners.get(partner)

    def partner_states(self) -> tuple[PartnerState, ...]:
        return tuple(self.ill.partners[name] for name in sorted(self.ill.partners))

    def save_ill(self, transaction: IllTransaction) -> IllTransaction:
        kept = self.ill.ills.get(transaction.id)
        if transaction.version != (kept.version if kept else 0):
            raise Overtaken(f"version {transaction.version} is no longer the latest")
        others = (one for one in self.ill.ills.values() if one.id != transaction.id)
        if any(_name(one) == _name(transaction) for one in others):
            raise Overtaken(f"there is another: {transaction}")
        saved = msgspec.structs.replace(transaction, version=transaction.version + 1)
        self.ill.ills[saved.id] = saved
        return saved

    def add_ill_entry(self, entry: IllEntry) -> IllEntry:
        if entry.seq == 0:
            last = max((seq for of, seq in self.ill.entries if of == entry.transaction), default=0)
            entry = msgspec.structs.replace(entry, seq=last + 1)
        if (entry.transaction, entry.seq) in self.ill.entries:
            raise Overtaken(f"there is another: {entry}")
        self.ill.entries[entry.transaction, entry.seq] = entry
        return entry

    def put_ill_case(self, case: Case) -> None:
        self.ill.cases[case.transaction, case.kind] = case

    def set_ill_timer(self, timer: Timer) -> None:
        self.ill.timers[timer.transaction, timer.kind] = timer

    def drop_ill_timer(self, transaction: str, kind: TimerKind) -> None:
        self.ill.timers.pop((transaction, kind), None)

    def post(self, letter: Letter) -> None:
        if letter.id in self.ill.letters:
            raise Overtaken(f"there is another: {letter}")
        self.ill.letters[letter.id] = letter
        self.wake("outbox")

    def mark(self, letter: Letter, was: LetterState) -> bool:
        kept = self.ill.letters.get(letter.id)
        if kept is None or kept.state is not was:
            return False
        names = ("state", "attempts", "not_before", "next_at", "error", "sent", "finished")
        marked = {name: getattr(letter, name) for name in names}
        self.ill.letters[letter.id] = msgspec.structs.replace(kept, **marked)
        return True

    def put_partner_state(self, state: PartnerState) -> None:
        self.ill.partners[state.name] = state
