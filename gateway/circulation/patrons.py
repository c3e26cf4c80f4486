"""Readers: blocking and enabling them, replacing and issuing their cards."""

from datetime import datetime

import msgspec

from gateway.circulation.history import patron_event
from gateway.circulation.situation import PatronFile, Setting
from gateway.circulation.standing import mistaken
from gateway.circulation.views import patron_view
from gateway.model.changes import NOTHING, Changes, Event
from gateway.model.commands import (
    BlockPatron,
    CardIssueOperation,
    Channel,
    EnablePatron,
    EndSession,
    IssueCard,
    Origin,
    ReplaceCard,
)
from gateway.model.identity import PatronId
from gateway.model.outcomes import Outcome, PatronView
from gateway.model.patrons import BlockReason, Card, CardKind, Patron, PatronBlock
from gateway.model.problems import Notice, NoticeCode, Problem, ProblemCode

replace = msgspec.structs.replace

#: Blocks that a terminal without a librarian may lift: those that one like it sets. A suspension or a
#: disciplinary block is not lifted by whoever finds the key of a kiosk.
_KIOSK_MAY_LIFT = frozenset({BlockReason.CARD_RETAINED, BlockReason.OTHER})


def _changed(
    file: PatronFile, patron: Patron, notice: Notice, event: Event, setting: Setting, now: datetime
) -> tuple[PatronView, Changes]:
    view = patron_view(replace(file, patron=patron), setting, now)
    records = () if patron == file.patron else (patron,)
    # What keeps the reader from borrowing is no reason why this was not done.
    return replace(view, problems=(), notices=(notice,)), Changes(records=records, events=(event,))


def _refused(*problems: Problem) -> tuple[PatronView, Changes]:
    return PatronView(problems=problems), NOTHING


def block_patron(
    command: BlockPatron, origin: Origin, file: PatronFile | Problem, setting: Setting, now: datetime
) -> tuple[PatronView, Changes]:
    """Stop lending to a reader; a new block takes the place of one with the same reason.

    A card reported lost that a kiosk kept still names him here. Suspensions add up and stay.
    """
    if isinstance(file, Problem):
        return _refused(file)
    block = PatronBlock(
        reason=command.reason, text=command.text, link=command.link, since=now, until=command.until
    )
    kept = tuple(
        other
        for other in file.patron.blocks
        if other.reason is not command.reason or other.reason is BlockReason.SUSPENDED
    )
    patron = replace(file.patron, blocks=(*kept, block))
    event = patron_event(
        "blocked",
        patron.id,
        origin,
        now,
        reason=command.reason,
        text=command.text,
        until=command.until.isoformat() if command.until else None,
    )
    return _changed(file, patron, Notice(NoticeCode.BLOCKED), event, setting, now)


def enable_patron(
    command: EnablePatron, origin: Origin, file: PatronFile | Problem, setting: Setting, now: datetime
) -> tuple[PatronView, Changes]:
    """Lift a reader's blocks: all, or those with one reason; from a kiosk only such as a kiosk sets."""
    if isinstance(file, Problem):
        return _refused(file)
    wrong = mistaken(file)
    if wrong:
        return _refused(*wrong)
    kept = tuple(block for block in file.patron.blocks if not _lifts(command, origin, block))
    lifted = " ".join(block.reason for block in file.patron.blocks if block not in kept)
    patron = file.patron if kept == file.patron.blocks else replace(file.patron, blocks=kept)
    event = patron_event("enabled", patron.id, origin, now, lifted=lifted)
    view, changes = _changed(file, patron, Notice(NoticeCode.ENABLED), event, setting, now)
    return view, changes if changes.records else NOTHING


def _lifts(command: EnablePatron, origin: Origin, block: PatronBlock) -> bool:
    named = command.reason is None or command.reason is block.reason
    return named and (origin.channel is not Channel.KIOSK or block.reason in _KIOSK_MAY_LIFT)


def replace_card(
    command: ReplaceCard,
    origin: Origin,
    file: PatronFile | Problem,
    holder: Patron | None,
    setting: Setting,
    now: datetime,
) -> tuple[PatronView, Changes]:
    """Report a card lost, which from then on names nobody, give a new one, or both.

    `holder` is the reader whom the new number names already.
    """
    if isinstance(file, Problem):
        return _refused(file)
    if not command.lost and not command.new:
        return _refused(Problem(ProblemCode.VALUE_MISSING, element="card"))
    if holder is not None and holder.id != file.patron.id:
        return _refused(Problem(ProblemCode.PATRON_EXISTS, element="new", value=command.new))
    cards = _with_lost(file.patron.cards, command.lost) if command.lost else file.patron.cards
    if command.new:
        others = tuple(card for card in cards if card.value != command.new)
        cards = (*others, Card(command.new, CardKind.CHIP))
    patron = replace(file.patron, cards=cards)
    event = patron_event(
        "card-replaced", patron.id, origin, now, lost=command.lost or None, new=command.new or None
    )
    code = NoticeCode.CARD_ISSUED if command.new else NoticeCode.PATRON_CHANGED
    return _changed(replace(file, card_lost=False), patron, Notice(code), event, setting, now)


def _with_lost(cards: tuple[Card, ...], lost: str) -> tuple[Card, ...]:
    """A number that was not among the cards, as the reader's own number, is put down as lost too."""
    known = tuple(replace(card, lost=True) if card.value == lost else card for card in cards)
    return known if any(card.value == lost for card in cards) else (*known, Card(lost, lost=True))


def issue_card(
    command: IssueCard,
    origin: Origin,
    file: PatronFile | Problem,
    new_pin: bytes | None,
    setting: Setting,
    now: datetime,
) -> tuple[PatronView, Changes]:
    """Create or change a reader at a card-issuing machine (办证机, messages 81/82).

    `new_pin` is the digest of the PIN to be set. A deposit is money received, not owed: it is put down in the
    reader's history and nowhere else.
    """
    if command.operation in (CardIssueOperation.NEW, CardIssueOperation.NEW_WITH_DEPOSIT):
        return _issue(command, origin, file, new_pin, setting, now)
    if isinstance(file, Problem):
        return _refused(file)
    wrong = mistaken(file)
    if wrong:
        return _refused(*wrong)
    if command.operation is CardIssueOperation.CHANGE_PIN and new_pin is None:
        return _refused(Problem(ProblemCode.VALUE_MISSING, element="new_pin"))
    if command.operation is CardIssueOperation.CHANGE_PIN and file.patron.pin and not file.pin_ok:
        return _refused(Problem(ProblemCode.PIN_REQUIRED))
    patron = replace(file.patron, **_told(command, new_pin))
    kind = "pin-changed" if command.operation is CardIssueOperation.CHANGE_PIN else "patron-changed"
    event = patron_event(kind, patron.id, origin, now, deposit_fen=command.deposit or None)
    return _changed(file, patron, Notice(NoticeCode.PATRON_CHANGED), event, setting, now)


def _told(command: IssueCard, new_pin: bytes | None) -> dict[str, object]:
    """What a machine told about a reader; a change of the PIN changes nothing else."""
    pin: dict[str, object] = {} if new_pin is None else {"pin": new_pin}
    if command.operation is CardIssueOperation.CHANGE_PIN:
        return pin
    values = {
        "name": command.name,
        "category": command.category,
        "birth_date": command.birth_date,
        "phone": command.phone,
        "home_library": command.home_library,
    }
    return {field: value for field, value in values.items() if value is not None} | pin


def _issue(
    command: IssueCard,
    origin: Origin,
    file: PatronFile | Problem,
    new_pin: bytes | None,
    setting: Setting,
    now: datetime,
) -> tuple[PatronView, Changes]:
    if isinstance(file, PatronFile):
        return _refused(Problem(ProblemCode.PATRON_EXISTS, element="card", value=command.card))
    if not command.card or not command.name:
        return _refused(Problem(ProblemCode.VALUE_MISSING, element="name" if command.card else "card"))
    blank = Patron(
        id=PatronId(setting.agency, command.card),
        name=command.name,
        category=setting.policy.default_category,
        cards=(Card(command.card),),
    )
    patron = replace(blank, **_told(command, new_pin))
    event = patron_event("card-issued", patron.id, origin, now, deposit_fen=command.deposit or None)
    view = patron_view(PatronFile(patron=patron), setting, now)
    notices = (Notice(NoticeCode.CARD_ISSUED),)
    return replace(view, problems=(), notices=notices), Changes(records=(patron,), events=(event,))


def end_session(command: EndSession, origin: Origin) -> tuple[Outcome, Changes]:  # noqa: ARG001 - as every rule
    """Say goodbye; nothing of the library's changes."""
    return Outcome(notices=(Notice(NoticeCode.SESSION_ENDED),)), NOTHING
