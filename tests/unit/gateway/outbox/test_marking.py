from gateway.model.ill.post import Letter, LetterState
from gateway.outbox.lane import Done
from gateway.outbox.marking import write
from gateway.outbox.schedule import Delivered, Failed, Outcome
from gateway.outbox.terms import SendingTerms
from tests.ill_samples import letter, replace
from tests.memory_store import MemoryLedger, Tables
from tests.store_samples import NOW

FAILED = Failed(reason="refused", chance=1.0)


def done(one: Letter, outcome: Outcome) -> Done:
    return Done(one, outcome, NOW, SendingTerms())


def ledger(*letters: Letter) -> MemoryLedger:
    ledger = MemoryLedger(Tables())
    for one in letters:
        ledger.post(one)
    return ledger


def test_letters_and_lines_are_written_and_told_of() -> None:
    kept = ledger(letter(1), letter(2), letter(3, partner="NJU"))
    told: list[tuple[str, LetterState]] = []
    batch = [
        done(letter(1), Delivered()),
        done(letter(2), FAILED),
        done(letter(3, partner="NJU"), Delivered(confirmed=True)),
    ]
    assert write(kept, batch, lambda _, one: told.append((one.id, one.state))) == ()
    assert told == [
        ("L001", LetterState.SENT),
        ("L002", LetterState.WAITING),
        ("L003", LetterState.CONFIRMED),
    ]
    assert [one.failures for one in kept.partner_states()] == [1, 0]


def test_a_letter_that_went_although_it_was_taken_back_is_named() -> None:
    kept = ledger(letter(1, state=LetterState.TAKEN_BACK), letter(2, state=LetterState.TAKEN_BACK))
    batch = [done(letter(1), Delivered()), done(letter(2), FAILED), done(letter(3), Delivered())]
    assert write(kept, batch, lambda *_: None) == ("L001",)
    assert kept.letter("L001") == letter(1, state=LetterState.TAKEN_BACK)


def test_what_the_partner_answered_already_stays_confirmed() -> None:
    confirmed = letter(1, state=LetterState.CONFIRMED, finished=NOW)
    kept = ledger(confirmed)
    assert write(kept, [done(letter(1), Delivered())], lambda *_: None) == ()
    assert kept.letter("L001") == replace(confirmed, attempts=1, sent=NOW)
