"""Transactions between libraries as lines and tables for people."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import click

from gateway.cli.ill_options import OPEN
from gateway.cli.render import minute, print_table
from gateway.cli.speak import Say
from gateway.cli.words.ill_fields import FIELDS
from gateway.model.ill.states import Role
from gateway.model.ill.transactions import Direction
from gateway.web import ill_shapes as shapes

#: Characters of an id that are shown: its end is by chance, and names it among some thousands.
END: Final = 8

#: Octets of an APDU in one line of hexadecimal.
_OCTETS: Final = 32

_SEMICOLON: Final = re.compile("[;；]")

_ARROWS: Final = {Direction.IN: "←", Direction.OUT: "→", Direction.LOCAL: "·", Direction.NOTE: "·"}


def end(id_: str) -> str:
    """An id as it is shown in lists, and may be typed."""
    return id_[-END:]


def print_transactions(say: Say, page: shapes.Transactions) -> None:
    """A page of transactions as a table."""
    if not page.transactions:
        click.echo(say.phrase("no-ills"))
    else:
        headings = ("ill-id", "ill-role", "ill-partner", "ill-state", "ill-title", "ill-due", "ill-changed")
        rows = [_row(say, one) for one in page.transactions]
        print_table([say.phrase(heading) for heading in headings], rows)
    if page.after:
        click.echo(say.phrase("ill-more", after=page.after), err=True)


def _row(say: Say, one: shapes.TransactionRow) -> list[str]:
    role = say.phrase("ill-borrow" if one.role is Role.REQUESTER else "ill-lend")
    due = one.due.isoformat() if one.due else ""
    return [end(one.id), role, one.partner, one.in_words, one.title, due, minute(one.changed)]


def print_cases(say: Say, every: shapes.Cases) -> None:
    """What staff must look at, as a table."""
    if not every.cases:
        click.echo(say.phrase("no-cases"))
        return
    headings = ("ill-since", "ill-id", "ill-partner", "ill-title", "ill-kind", "ill-what-to-do", "ill-detail")
    rows = [
        [minute(one.opened), end(one.transaction), one.partner, one.title, one.kind, one.text, one.detail]
        for one in every.cases
    ]
    print_table([say.phrase(heading) for heading in headings], rows)


# --- one transaction ------------------------------------------------------------------------------


def print_transaction(say: Say, one: shapes.TransactionShown, *, full: bool) -> None:
    """Everything about a transaction; with `full` each APDU element by element."""
    for line in (*_about(say, one), *_requested(say, one), *_to_do(say, one)):
        click.echo(line)
    _print_letters(say, one.letters)
    _heading(say, "ill-history")
    if full:
        for entry in one.history:
            for line in _entry_lines(say, entry):
                click.echo(line)
    else:
        headings = ("", "when", "ill-service", "ill-from-to", "ill-who", "ill-remarks")
        rows = [_entry_row(say, entry) for entry in one.history]
        print_table([heading and say.phrase(heading) for heading in headings], rows)
    if one.more:
        click.echo(say.phrase("ill-more-lines"))


def _heading(say: Say, key: str) -> None:
    click.echo("")
    click.echo(say.phrase(key))


def _about(say: Say, one: shapes.TransactionShown) -> Iterator[str]:
    """What it is, where it stands, what it costs."""
    whom = "ill-with-us" if one.role is Role.REQUESTER else "ill-with-them"
    yield f"{one.id}  {say.phrase(whom, agency=one.agency, partner=one.partner)}"
    yield "  ".join(part for part in (one.title, one.author) if part)
    stands = [say.phrase("ill-stands", state=one.state, words=one.in_words)]
    stands += [say.phrase("ill-over", at=minute(one.closed))] if one.closed else []
    yield say.phrase("comma").join(stands)
    yield say.phrase("ill-opened", at=minute(one.opened), changed=minute(one.changed))
    if one.answered is not None:
        told = [one.answered.in_words, one.answered.text, str(one.answered.day or "")]
        words = say.phrase("comma").join(filter(None, told))
        yield say.phrase("ill-answered", results=one.answered.results, words=words)
    if one.shipped is not None:
        yield say.phrase("ill-shipped-on", day=one.shipped, what=one.shipped_service or "")
    if one.conditions is not None:
        yield f"! {one.conditions.text}"
    if one.due is not None:
        due = [say.phrase("ill-due-on", day=one.due)]
        yield say.phrase("comma").join(due + ([] if one.renewable else [say.phrase("ill-not-renewable")]))
    yield from _costs(say, one.costs)
    yield from (say.phrase("ill-relay", id=one.relay) for _ in filter(None, [one.relay]))
    yield from (say.phrase("ill-retry-of", id=end(one.retry_of)) for _ in filter(None, [one.retry_of]))
    yield from (say.phrase("ill-forwarded", to=one.forwarded_to) for _ in filter(None, [one.forwarded_to]))
    yield from (say.phrase("ill-reader", reader=one.reader) for _ in filter(None, [one.reader]))
    name = one.name
    parts = filter(None, (name.initial_requester, name.group, name.qualifier, name.sub))
    yield say.phrase("ill-name", name=" / ".join(parts))


def _costs(say: Say, costs: shapes.CostsShown) -> Iterator[str]:
    units = "" if costs.units is None else say.phrase("ill-units", units=costs.units)
    cost = f"{costs.cost} {costs.currency}".strip()
    if units or cost:
        payer = say.phrase("ill-payer", payer=costs.payer) if costs.payer else ""
        told = say.phrase("comma").join(filter(None, (units, cost, payer, costs.account)))
        yield say.phrase("ill-costs", costs=told)


def _requested(say: Say, one: shapes.TransactionShown) -> Iterator[str]:
    told = [*_elements(say, one.request), *_tree(one.rest)]
    if told:
        yield ""
        yield say.phrase("ill-requested")
        yield from (f"  {line}" for line in told)


def _elements(say: Say, told: Mapping[str, Any]) -> Iterator[str]:
    """What was asked for, by the names that the options have."""
    for name, value in told.items():
        label = _SEMICOLON.split(say.pick(FIELDS[name]))[0] if name in FIELDS else name
        if isinstance(value, dict) and name in OPEN:
            yield from _elements(say, value)
        elif isinstance(value, dict) and "value" in value:
            yield f"{label}{say.phrase('colon')}{value['value']} {value.get('currency', '')}".rstrip()
        elif value is True:
            yield label
        elif isinstance(value, dict):
            yield label
            yield from (f"  {line}" for line in _elements(say, value))
        else:
            shown = say.phrase("comma").join(map(str, value)) if isinstance(value, list) else str(value)
            yield f"{label}{say.phrase('colon')}{shown}"


def _to_do(say: Say, one: shapes.TransactionShown) -> Iterator[str]:
    """What staff must look at, what it waits for, and what can be done."""
    if one.cases:
        yield from ("", say.phrase("ill-cases"))
        yield from (f"  {_case(say, case)}" for case in one.cases)
    if one.timers:
        yield from ("", say.phrase("ill-timers"))
        yield from (f"  {minute(timer.due)}  {timer.text}" for timer in one.timers)
    yield from ("", say.phrase("ill-next"))
    for each in one.next:
        if each.allowed:
            here = "" if each.sent else f" ({say.phrase('ill-kept-here')})"
            yield f"  {_service(each)}{here}"
    if one.repairs:
        yield "  " + say.phrase("ill-repairs", states=", ".join(one.repairs))
    if one.take_back:
        yield "  " + say.phrase("ill-undo")
    refused: dict[str, list[str]] = {}
    for each in one.next:
        if each.why is not None:
            refused.setdefault(each.why.text, []).append(_service(each))
    if refused:
        yield from ("", say.phrase("ill-not-next"))
        yield from (f"  {', '.join(services)}: {why}" for why, services in refused.items())


def _service(each: shapes.NextShown) -> str:
    return f"{each.service.lower()} {each.with_}".strip()


def _case(say: Say, case: shapes.CaseShown) -> str:
    if case.closed is not None:
        by, at = case.closed_by or "–", minute(case.closed)
        return say.phrase("ill-case-closed", kind=case.kind, by=by, at=at)
    told = say.phrase("ill-case-open", kind=case.kind, text=case.text)
    return f"! {told}" + (f" [{case.detail}]" if case.detail else "")


# --- history --------------------------------------------------------------------------------------


def _entry_row(say: Say, entry: shapes.EntryShown) -> list[str]:
    moved = entry.after if entry.before == entry.after else f"{entry.before} → {entry.after}"
    said = say.phrase("comma").join(_remarks(say, entry))
    service = entry.service or entry.cause
    return [_ARROWS[entry.direction], minute(entry.at), service, moved, entry.actor, said]


def _remarks(say: Say, entry: shapes.EntryShown) -> Iterator[str]:
    if entry.why is not None:
        yield say.phrase("ill-refused", why=entry.why.text)
    if entry.repeat:
        yield say.phrase("ill-repeat")
    yield from (remark.text for remark in entry.remarks if not (entry.repeat and remark.code == "repeat"))
    yield from (say.phrase("ill-lost", element=element) for element in entry.losses)


def _entry_lines(say: Say, entry: shapes.EntryShown) -> Iterator[str]:
    """A line of the history with its APDU under it: its elements, then its bytes."""
    yield "  ".join(part for part in (str(entry.seq), *_entry_row(say, entry), entry.cause) if part)
    yield from (f"      {line}" for line in _tree(entry.apdu))
    octets = [entry.raw[at : at + 2 * _OCTETS] for at in range(0, len(entry.raw), 2 * _OCTETS)]
    yield from (f"      {line}" for line in octets)


def _tree(told: Mapping[str, Any]) -> Iterator[str]:
    """JSON as an indented list, by the standard's element names."""
    for name, value in told.items():
        if isinstance(value, dict) and value:
            yield name
            yield from (f"  {line}" for line in _tree(value))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for one in value:
                yield f"{name} ·"
                yield from (f"  {line}" for line in _tree(one))
        else:
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            yield f"{name}: {shown}"


# --- letters --------------------------------------------------------------------------------------


def _print_letters(say: Say, letters: Sequence[shapes.LetterShown]) -> None:
    if letters:
        _heading(say, "ill-letters")
        print_letters(say, letters)


def print_letters(say: Say, letters: Sequence[shapes.LetterShown], *, whole: bool = False) -> None:
    """Letters as a table; where they are of many transactions (`whole`), with whose and to whom."""
    names = ["ill-id", *(("ill-partner", "letter-transaction") if whole else ())]
    names += ["letter-what", "ill-state", "letter-tries", "letter-at", "letter-error"]
    print_table([say.phrase(name) for name in names], [_letter(say, one, whole=whole) for one in letters])


def _letter(say: Say, one: shapes.LetterShown, *, whole: bool) -> list[str]:
    behind = say.phrase("letter-behind", id=end(one.behind)) if one.behind else ""
    at = one.sent or (max(one.next_at, one.not_before) if one.state == "waiting" else one.finished)
    whose = [one.partner, end(one.transaction)] if whole else []
    tail = [one.in_words, str(one.attempts), minute(at), behind or one.error]
    return [end(one.id), *whose, one.what, *tail]


# --- what came of an act --------------------------------------------------------------------------


def answer_lines(say: Say, answer: shapes.Answer) -> Iterator[str]:
    """What came of an act on a transaction."""
    if answer.problem is not None:
        yield f"✗ {answer.problem.text}"
    one = answer.transaction
    if one is None:
        return
    yield say.phrase("ill-done", id=end(one.id), state=one.state, words=one.in_words)
    for letter in answer.letters:
        facts = {"what": letter.what, "partner": letter.partner}
        if letter.not_before > letter.posted:
            at = letter.not_before.strftime("%Y-%m-%d %H:%M:%S")
            yield "  " + say.phrase("ill-goes-later", **facts, at=at, id=end(one.id))
        else:
            yield "  " + say.phrase("ill-goes", **facts)
    yield from (f"  {remark.text}" for remark in answer.remarks)
    yield from ("  " + say.phrase("ill-lost", element=element) for element in answer.losses)
