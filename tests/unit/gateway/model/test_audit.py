import hashlib
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from gateway.model.audit import TRIMMED, Act, Entry, Walk, follow, trim

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
