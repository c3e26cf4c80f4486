import hashlib
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from gateway.model.audit import RENEWED, TRIMMED, Act, Entry, Walk, follow, renewal, trim

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
replace = msgspec.structs.replace


def seal(before: bytes, said: tuple[str, ...]) -> bytes:
    return hashlib.blake2b(before + "\0".join(said).encode(), key=b"key", digest_size=32).digest()


def other(before: bytes, said: tuple[str, ...]) -> bytes:
    return seal(before + b"!", said)


def act(number: int = 1, **more: object) -> Act:
    said = {"at": NOW + timedelta(minutes=number), "action": "kiosk pause", "account": "li"} | more
    return msgspec.convert(said, Act)


def book(*acts: Act) -> list[Entry]:
    entries: list[Entry] = []
    for each in acts or tuple(act(number) for number in range(1, 6)):
        entries.append(follow(entries[-1] if entries else None, each, seal))
    return entries


def walked(entries: list[Entry], trimmed: Entry | None = None, noted: tuple[int, str] | None = None) -> Walk:
    walk = Walk(seal, trimmed, noted)
    for entry in entries:
        walk.take([entry])
    walk.end()
    return walk


def test_acts_follow_each_other() -> None:
    entries = book()
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert len({entry.seal for entry in entries}) == 5
    walk = walked(entries)
    assert (walk.broken, walk.count, walk.last) == (None, 5, entries[-1])
    assert walked([]).broken is None


@pytest.mark.parametrize(
    "change",
    [
        {"at": NOW},
        {"action": "kiosk resume"},
        {"account": "wang"},
        {"actor": "wang"},
        {"subject": "kiosk k1"},
        {"request": "m1"},
        {"outcome": "failed"},
        {"facts": {"paused": 1}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_no_part_of_an_act_can_be_changed(change: dict[str, object]) -> None:
    entries = book()
    entries[2] = replace(entries[2], act=replace(entries[2].act, **change))
    walk = walked(entries)
    assert (walk.broken, walk.count) == (3, 2)


def test_nor_its_number_or_what_it_lets_go() -> None:
    entries = book()
    assert walked([*entries[:2], replace(entries[2], seq=9), *entries[3:]]).broken == 3
    assert walked([*entries[:2], replace(entries[2], upto=1), *entries[3:]]).broken == 3


def test_who_lacks_the_key_can_make_no_act() -> None:
    entries = book()
    assert walked([*entries, follow(entries[-1], act(6), other)]).broken == 6


def test_an_act_that_was_taken_out_is_named() -> None:
    entries = book()
    assert walked(entries[:2] + entries[3:]).broken == 3
    assert walked(entries[1:]).broken == 1


def test_acts_cut_off_at_the_end_show_where_one_was_noted() -> None:
    entries = book()
    noted = (5, entries[4].seal.hex())
    assert walked(entries[:4]).broken is None
    assert walked(entries[:4], noted=noted).broken == 5
    assert walked([], noted=noted).broken == 5
    assert walked(entries, noted=noted).broken is None
    assert walked(book(*(act(number, actor="wang") for number in range(1, 6))), noted=noted).broken == 5
    assert walked(entries[1:], noted=noted).broken == 1


def test_acts_that_were_let_go_leave_the_rest_whole() -> None:
    entries = book()
    entries.append(trim(entries[-1], entries[1], NOW, seal))
    entries.append(follow(entries[-1], act(7), seal))
    last = entries[-2]
    assert (last.act.action, last.upto, last.seq) == (TRIMMED, 2, 6)
    assert walked(entries).broken is None
    assert walked(entries[2:], last).broken is None
    assert walked(entries[3:], last).broken == 3
    assert walked(entries[2:]).broken == 1


def test_a_trim_that_nobody_sealed_is_found() -> None:
    entries = book()
    forged = trim(entries[-1], entries[2], NOW, other)
    assert walked([*entries[3:], forged], forged).broken == 6


def test_the_same_instant_is_sealed_alike_wherever_it_is_read() -> None:
    here = act(1)
    there = replace(here, at=here.at.astimezone(timezone(timedelta(hours=8))))
    assert follow(None, here, seal).seal == follow(None, there, seal).seal


def test_facts_are_sealed_alike_in_any_order() -> None:
    assert (
        follow(None, act(facts={"a": 1, "b": "x"}), seal).seal
        == follow(None, act(facts={"b": "x", "a": 1}), seal).seal
    )


def lost(*, acts: int = 3, since: int = 1) -> list[Entry]:
    """Acts of a key that is lost, those since, and an act that begins anew and one after it."""
    entries: list[Entry] = []
    for number in range(1, acts + 1):
        entries.append(follow(entries[-1] if entries else None, act(number), other))
    for number in range(since):
        entries.append(follow(entries[-1], act(acts + number), seal))
    found = walked(entries)
    assert found.is_keyless
    entries.append(follow(entries[-1], renewal(found, NOW, "guanji", "li", "the disk burned"), seal))
    return [*entries, follow(entries[-1], act(9), seal)]


def test_after_a_lost_key_the_record_begins_anew_and_says_who_did_it() -> None:
    entries = lost()
    begun = entries[4]
    assert (begun.act.action, begun.act.account, begun.act.actor, begun.upto) == (
        RENEWED,
        "guanji",
        "li",
        None,
    )
    assert begun.act.facts == {"why": "the disk burned", "first": 1, "last": 3}
    walk = walked(entries)
    assert (walk.broken, walk.count, walk.renewed, walk.last) == (None, 2, begun, entries[-1])
    assert not walk.is_keyless


def test_a_record_begins_anew_even_when_the_key_is_lost_twice() -> None:
    def third(before: bytes, said: tuple[str, ...]) -> bytes:
        return seal(before + b"?", said)

    entries = lost()
    walk = Walk(third)
    walk.take(entries)
    assert walk.is_keyless
    entries.append(follow(entries[-1], renewal(walk, NOW, "guanji", "li", "again"), third))
    walk = Walk(third)
    walk.take(entries)
    assert (walk.broken, walk.renewed) == (None, entries[-1])


def test_who_lacks_the_key_begins_nothing_anew() -> None:
    entries = book()
    entries[2] = replace(entries[2], act=replace(entries[2].act, account="wang"))
    begun = renewal(walked(entries), NOW, "wang", "wang", "lost")
    assert walked([*entries, follow(entries[-1], begun, other)]).broken == 3
    # Neither is one taken from where it stood.
    real = lost()
    assert walked([*real[:2], real[4]]).broken == 1


def test_what_is_changed_after_a_beginning_shows() -> None:
    entries = lost()
    entries[5] = replace(entries[5], act=act(9, account="wang"))
    walk = walked(entries)
    assert (walk.broken, walk.count, walk.is_keyless) == (6, 1, False)


def test_what_was_noted_holds_across_a_beginning() -> None:
    entries = lost()
    assert walked(entries, noted=(2, entries[1].seal.hex())).broken is None
    assert walked(entries, noted=(2, "ab")).broken == 2
    assert walked(entries, noted=(6, "ab")).broken == 6
    assert walked(entries, noted=(7, "ab")).broken == 7


def test_acts_of_a_lost_key_are_let_go_like_any() -> None:
    entries = lost()
    entries.append(trim(entries[-1], entries[0], NOW, seal))
    assert walked(entries[1:], entries[-1]).broken is None
    entries.append(trim(entries[-1], entries[4], NOW, seal))
    walk = walked(entries[5:], entries[-1])
    assert (walk.broken, walk.renewed) == (None, None)
