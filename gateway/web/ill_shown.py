"""Transactions, their histories and letters as librarians are shown them."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import msgspec

from gateway.dispatch.lending import Directory, Done
from gateway.dispatch.lending.choices import Choice, allowed, repairs
from gateway.model.ill import wording
from gateway.model.ill.history import IllEntry
from gateway.model.ill.post import Case, Letter, LetterState, Timer
from gateway.model.ill.reasons import Refusal, Remark
from gateway.model.ill.transactions import IllTransaction
from gateway.ports import Shelf
from gateway.ports.ill_language import IllLanguage
from gateway.web import ill_shapes as shapes
from gateway.web.shapes import Sentence
from gateway.web.shown import Reader

#: Lines of a history that are shown: a loan with renewals and reminders has about sixty.
MOST_ENTRIES: Final = 1000

#: What stands behind a mnemonic: the answer, or the results, that it stands for.
_SIGNS: Final = {"+": "yes", "-": "no"}
_RESULTS: Final = {
    "CO": "conditional",
    "RY": "retry",
    "UN": "unfilled",
    "LP": "locations-provided",
    "WS": "will-supply",
    "HP": "hold-placed",
    "ES": "estimate",
}


class Held(NamedTuple):
    """Everything that is kept of a transaction."""

    transaction: IllTransaction
    entries: tuple[IllEntry, ...]
    letters: tuple[Letter, ...]
    timers: tuple[Timer, ...]
    cases: tuple[Case, ...]


def held(shelf: Shelf, transaction: str) -> Held | None:
    """Look a transaction up with all that belongs to it."""
    kept = shelf.ill_transaction(transaction)
    if kept is None:
        return None
    return Held(
        kept,
        shelf.ill_entries(transaction, limit=MOST_ENTRIES),
        shelf.letters_of(transaction),
        shelf.ill_timers(transaction),
        shelf.ill_cases(MOST_ENTRIES, transaction),
    )


def row(one: IllTransaction, reader: Reader) -> shapes.TransactionRow:
    """A transaction in a list."""
    return shapes.TransactionRow(**_row(one, reader))


def _row(one: IllTransaction, reader: Reader) -> dict[str, Any]:
    return {
        "id": one.id,
        "role": one.role,
        "partner": one.partner,
        "state": one.state,
        "in_words": wording.in_words(wording.STATES[one.state], reader.tongue),
        "title": one.title,
        "author": one.author,
        "due": one.due,
        "opened": reader.local(one.opened),
        "changed": reader.local(one.changed),
        "closed": reader.maybe_local(one.closed),
    }


def transaction(
    found: Held, language: IllLanguage, directory: Directory, reader: Reader
) -> shapes.TransactionShown:
    """Everything about one transaction."""
    one = found.transaction
    course, wanted, charges = one.course, one.wanted, one.charges
    cost = charges.cost
    return shapes.TransactionShown(
        **_row(one, reader),
        agency=str(one.agency),
        name=shapes.NameShown(
            initial_requester=one.initial_requester, group=one.group, qualifier=one.qualifier, sub=one.sub
        ),
        requester=str(course.requester or ""),
        responder=str(course.responder or ""),
        version=course.version,
        relay=one.relay,
        retry_of=wanted.retry_of,
        reader=wanted.client,
        request=said(wanted.request),
        rest=wanted.rest,
        answered=_answered(one, reader),
        shipped=course.shipped_day,
        shipped_service=course.shipped_service,
        conditions=None
        if course.conditions is None
        else Sentence(course.conditions, wording.in_words(wording.REASONS[course.conditions], reader.tongue)),
        supplier=str(course.supplier or ""),
        renewable=course.renewable,
        forwarded_to=str(course.forwarded_to or ""),
        costs=shapes.CostsShown(
            units=charges.units,
            cost="" if cost is None else cost.value,
            currency="" if cost is None else cost.currency,
            payer=charges.payer,
            account=charges.account,
        ),
        history=tuple(_entry(each, language, reader) for each in found.entries),
        more=len(found.entries) == MOST_ENTRIES,
        letters=letters(found.letters, directory, reader),
        timers=tuple(_timer(each, reader) for each in found.timers),
        cases=tuple(case(each, reader) for each in found.cases),
        next=tuple(_next(choice, reader) for choice in allowed(one)),
        repairs=repairs(one),
        take_back=_can_take_back(found),
    )


def said(body: msgspec.Struct) -> dict[str, Any]:
    """What a Struct says beside its defaults, as JSON, by its fields' names."""
    told = {}
    for field in msgspec.structs.fields(body):
        value = getattr(body, field.name)
        if value != field.default:
            inner = isinstance(value, msgspec.Struct)
            told[field.name] = said(value) if inner else msgspec.to_builtins(value)
    return told


def _answered(one: IllTransaction, reader: Reader) -> shapes.AnsweredShown | None:
    course = one.course
    if course.results is None:
        return None
    reason = course.reason
    return shapes.AnsweredShown(
        results=course.results,
        in_words=wording.in_words(wording.RESULTS[course.results], reader.tongue),
        reason=reason,
        text="" if reason is None else wording.in_words(wording.REASONS[reason], reader.tongue),
        day=course.answer_day,
    )


def _entry(one: IllEntry, language: IllLanguage, reader: Reader) -> shapes.EntryShown:
    return shapes.EntryShown(
        seq=one.seq,
        at=reader.local(one.at),
        direction=one.direction,
        service=one.service,
        actor=one.actor,
        cause=one.cause,
        before=one.before,
        after=one.after,
        refused=one.refused,
        why=None if one.why is None else refusal(one.why, reader),
        remarks=remarks(one.remarks, reader),
        said=one.said,
        repeat=one.repeat,
        losses=one.losses,
        letter=one.letter,
        raw=one.raw.hex(),
        # A line of an earlier release, or from a language without a decoded form, is read again.
        apdu=one.decoded or (language.read(one.raw, "auto").decoded if one.raw else {}),
    )


def refusal(why: Refusal, reader: Reader, detail: str = "") -> Sentence:
    """Why something was not done."""
    return Sentence(why, wording.refusal(why, reader.tongue, detail))


def remarks(every: Sequence[Remark], reader: Reader) -> tuple[Sentence, ...]:
    """What is remarked."""
    return tuple(Sentence(one, wording.in_words(wording.REMARKS[one], reader.tongue)) for one in every)


def _timer(one: Timer, reader: Reader) -> shapes.TimerShown:
    text = wording.in_words(wording.TIMERS[one.kind], reader.tongue)
    return shapes.TimerShown(kind=one.kind, text=text, due=reader.local(one.due))


def case(one: Case, reader: Reader, of: IllTransaction | None = None) -> shapes.CaseShown:
    """Something that staff must look at; `of` is its transaction, where that is not at hand anyway."""
    return shapes.CaseShown(
        transaction=one.transaction,
        kind=one.kind,
        text=wording.in_words(wording.CASES[one.kind], reader.tongue),
        opened=reader.local(one.opened),
        service=one.service,
        detail=one.detail,
        closed=reader.maybe_local(one.closed),
        closed_by=one.closed_by,
        partner="" if of is None else of.partner,
        title="" if of is None else of.title,
    )


def _next(choice: Choice, reader: Reader) -> shapes.NextShown:
    event = str(choice.event)
    why = None if choice.refusal is None else refusal(choice.refusal, reader)
    return shapes.NextShown(
        service=choice.service,
        event=event,
        with_=_SIGNS.get(event[-1]) or _RESULTS.get(event.rpartition("-")[2], ""),
        allowed=choice.refusal is None,
        sent=choice.sent,
        why=why,
    )


def _can_take_back(found: Held) -> bool:
    last = [one for one in found.letters if one.posted == found.transaction.changed]
    waits = bool(last) and all(one.state is LetterState.WAITING for one in last)
    return waits and bool(found.transaction.course.undo)


#: How far a letter has come to a partner that nobody can call.
_UNTIL_IT_CALLS: Final = ("待对方连入后发送", "waits until the partner calls")


def letters(every: Sequence[Letter], directory: Directory, reader: Reader) -> tuple[shapes.LetterShown, ...]:
    """A transaction's letters in their order: those behind a dead one say so."""
    shown, dead = [], ""
    for one in every:
        behind = dead if one.state is LetterState.WAITING else ""
        shown.append(letter(one, directory, reader, behind=behind))
        dead = dead or (one.id if one.state is LetterState.DEAD else "")
    return tuple(shown)


def letter(one: Letter, directory: Directory, reader: Reader, *, behind: str = "") -> shapes.LetterShown:
    """A letter; where nobody can call its partner, it waits for a call once its time has come."""
    whom = directory.named(one.partner)
    calls_us = (whom is None or not whom.reachable) and not behind
    waits = calls_us and one.state is LetterState.WAITING and one.not_before <= reader.now
    words = _UNTIL_IT_CALLS if waits else wording.LETTERS[one.state]
    return shapes.LetterShown(
        id=one.id,
        partner=one.partner,
        transaction=one.transaction if one.transaction != one.id else "",
        what=one.what,
        state=one.state,
        in_words=wording.in_words(words, reader.tongue),
        posted=reader.local(one.posted),
        not_before=reader.local(one.not_before),
        next_at=reader.local(one.next_at),
        attempts=one.attempts,
        error=one.error,
        sent=reader.maybe_local(one.sent),
        finished=reader.maybe_local(one.finished),
        repeat=bool(one.original),
        resend_of=one.resend_of,
        behind=behind,
    )


def done(what: Done, directory: Directory, reader: Reader) -> shapes.Answer:
    """What was done."""
    return shapes.Answer(
        ok=True,
        transaction=row(what.transaction, reader),
        letters=letters(what.letters, directory, reader),
        remarks=remarks(what.remarks, reader),
        losses=what.losses,
    )
