from datetime import datetime

import pytest

from gateway.circulation.holds import cancel_hold, change_hold, expire_hold, find_hold, place_hold
from gateway.circulation.policy import Rule
from gateway.circulation.situation import ItemFile, PatronFile, Setting
from gateway.model.changes import NOTHING, Changes
from gateway.model.commands import CancelHold, ChangeHold, Origin, PlaceHold
from gateway.model.items import Item, ItemStatus
from gateway.model.loans import Hold, HoldKind, HoldState
from gateway.model.outcomes import HoldOutcome
from gateway.model.problems import NoticeCode, Problem, ProblemCode
from tests.library import (
    DAY,
    KIOSK,
    NOW,
    TODAY,
    UNKNOWN_ITEM,
    UNKNOWN_PATRON,
    book_file,
    codes,
    end_of,
    event,
    hold,
    item,
    item_id,
    item_ref,
    loan,
    only,
    patron,
    patron_ref,
    policy,
    reader_file,
    ready,
    replace,
    setting,
    told,
    written,
)

P = ProblemCode
S = ItemStatus
LENT = item(status=S.CHARGED)
SECOND = item(2, bib="bib1", status=S.AVAILABLE)
PLACE = PlaceHold(at=NOW, patron=patron_ref(), item=item_ref(), pickup="hall")
FOR_ITEM = replace(PLACE, kind=HoldKind.ITEM)


def placed(
    file: ItemFile | Problem,
    *,
    who: PatronFile | Problem | None = None,
    command: PlaceHold = PLACE,
    here: Setting | None = None,
    origin: Origin = KIOSK,
) -> tuple[HoldOutcome, Changes]:
    return place_hold(command, origin, who or reader_file(), file, here or setting(), NOW)


def test_a_reader_joins_the_queue_for_a_title() -> None:
    queue = (hold(reader=2), ready(reader=3), hold(reader=4, expires=NOW - DAY))
    outcome, changes = placed(book_file(LENT, queue=queue))
    made = only(Hold, changes)
    assert made == Hold(
        id="n1",
        patron=patron().id,
        kind=HoldKind.TITLE,
        bib="bib1",
        title="书1",
        pickup="hall",
        placed=NOW,
    )
    assert (outcome.hold, outcome.position, outcome.available) == (made, 2, False)
    assert told(outcome) == [NoticeCode.HOLD_PLACED]
    assert event("hold-placed", changes).data["wants"] == "title"


@pytest.mark.parametrize(
    ("book", "command"),
    [(LENT, FOR_ITEM), (replace(LENT, bib=""), PLACE)],
    ids=["asked for", "of no title"],
)
def test_or_for_one_item(book: Item, command: PlaceHold) -> None:
    _, changes = placed(book_file(book), command=command)
    assert (only(Hold, changes).kind, only(Hold, changes).item) == (HoldKind.ITEM, item_id())


@pytest.mark.parametrize(
    ("file", "command", "available"),
    [
        (book_file(LENT), PLACE, False),
        (book_file(LENT, copies=(SECOND,)), PLACE, True),
        (book_file(LENT, copies=(SECOND,)), FOR_ITEM, False),
        (book_file(item(status=S.TO_BE_RESHELVED)), FOR_ITEM, True),
    ],
)
def test_whether_a_copy_stands_on_the_shelf(file: ItemFile, command: PlaceHold, available: bool) -> None:  # noqa: FBT001
    assert placed(file, command=command)[0].available is available


#: Two copies in the stacks are lent, a third may only be read in the library.
READ_HERE = item(3, bib="bib1", item_type="样本书")
SAMPLES = (Rule(), Rule(item_type="样本书", lendable=False))
NOT_ON_SHELF = setting(policy=policy(rules=SAMPLES, hold_available=False))


def test_a_copy_that_is_read_in_the_library_is_none_to_wait_for() -> None:
    outcome, _ = placed(book_file(LENT, copies=(READ_HERE,)), here=NOT_ON_SHELF)
    assert (outcome.ok, outcome.available) == (True, False)
    outcome, _ = placed(book_file(READ_HERE), here=NOT_ON_SHELF)
    assert codes(outcome) == [P.HOLD_NOT_ALLOWED]
    outcome, _ = placed(book_file(READ_HERE, copies=(LENT,)), here=NOT_ON_SHELF)
    assert outcome.ok


OWN_LOAN = reader_file(loans=(loan(2),))
ON_SHELF_TOO = setting(policy=policy(hold_available=False))


@pytest.mark.parametrize(
    ("file", "who", "command", "here", "expected"),
    [
        (book_file(LENT), UNKNOWN_PATRON, PLACE, setting(), [P.PATRON_UNKNOWN]),
        (UNKNOWN_ITEM, reader_file(), PLACE, setting(), [P.ITEM_UNKNOWN]),
        (UNKNOWN_ITEM, reader_file(pin_ok=False), PLACE, setting(), [P.PIN_WRONG]),
        (book_file(LENT), reader_file(patron(expires=TODAY - DAY)), PLACE, setting(), [P.PATRON_EXPIRED]),
        (
            book_file(LENT),
            reader_file(holds=(hold(8, 1), hold(9, 1))),
            PLACE,
            setting(),
            [P.HOLD_LIMIT],
        ),
        (book_file(LENT, copies=(SECOND,)), OWN_LOAN, PLACE, setting(), [P.HOLD_NOT_NEEDED]),
        (book_file(LENT, copies=(SECOND,)), OWN_LOAN, FOR_ITEM, setting(), []),
        (book_file(LENT), reader_file(holds=(hold(1, 1),)), PLACE, setting(), [P.HOLD_EXISTS]),
        (book_file(LENT), reader_file(holds=(hold(1, 1),)), FOR_ITEM, setting(), []),
        (
            book_file(LENT),
            reader_file(holds=(hold(1, 1, HoldKind.ITEM),)),
            FOR_ITEM,
            setting(),
            [P.HOLD_EXISTS],
        ),
        (book_file(LENT), reader_file(holds=(ready(1, 1),)), FOR_ITEM, setting(), [P.HOLD_EXISTS]),
        (book_file(LENT), reader_file(), PLACE, setting(Rule(holdable=False)), [P.HOLD_NOT_ALLOWED]),
        (book_file(LENT), reader_file(), PLACE, setting(Rule(lendable=False)), [P.HOLD_NOT_ALLOWED]),
        (book_file(), reader_file(), PLACE, ON_SHELF_TOO, [P.HOLD_NOT_ALLOWED]),
        (book_file(LENT), reader_file(), PLACE, ON_SHELF_TOO, []),
        (
            book_file(LENT),
            reader_file(),
            replace(PLACE, pickup="moon"),
            setting(),
            [P.PICKUP_UNKNOWN],
        ),
    ],
)
def test_every_reason_against_a_hold(
    file: ItemFile | Problem,
    who: PatronFile | Problem,
    command: PlaceHold,
    here: Setting,
    expected: list[ProblemCode],
) -> None:
    outcome, changes = placed(file, who=who, command=command, here=here)
    assert codes(outcome) == expected
    assert (changes == NOTHING) is bool(expected)


DESKS = setting(policy=policy(pickup_locations=("far", "reading")))


@pytest.mark.parametrize(
    ("wished", "at", "here", "pickup"),
    [
        ("gate", "hall", setting(), "gate"),
        ("", "hall", setting(), "hall"),
        ("", "", setting(), "stacks"),
        ("", "gate", DESKS, "reading"),
        ("", "hall", DESKS, "far"),
        ("moon", "hall", setting(branch_of={}), "moon"),
        ("", "", setting(branch_of={}), "stacks"),
    ],
)
def test_where_it_is_fetched(wished: str, at: str, here: Setting, pickup: str) -> None:
    outcome, _ = placed(
        book_file(LENT),
        command=replace(PLACE, pickup=wished),
        here=here,
        origin=replace(KIOSK, location=at),
    )
    assert outcome.hold is not None
    assert outcome.hold.pickup == pickup


@pytest.mark.parametrize(
    ("wished", "days", "expires"),
    [
        (None, None, None),
        (None, 90, end_of(TODAY + 90 * DAY)),
        (NOW + DAY, 90, NOW + DAY),
        (NOW - DAY, 90, end_of(TODAY + 90 * DAY)),
    ],
)
def test_until_when_it_is_wanted(wished: datetime | None, days: int | None, expires: datetime | None) -> None:
    here = setting(policy=policy(hold_expiry_days=days))
    outcome, _ = placed(book_file(LENT), command=replace(PLACE, expires=wished), here=here)
    assert outcome.hold is not None
    assert outcome.hold.expires == expires


OWN = reader_file(
    holds=(
        hold(1, 1, HoldKind.ITEM, id="a", title="人工智能"),
        hold(2, 1, id="b", title="Data  bases"),
        hold(3, 1, id="c", title="Data mining", state=HoldState.READY, caught=item_id(7)),
        hold(4, 1, id="d", title="Dead", expires=NOW - DAY),
    )
)


@pytest.mark.parametrize(
    ("book", "title", "found"),
    [
        (item(1), "", "a"),
        (item(9, bib="bib2"), "", "b"),
        (item(7, bib=""), "", "c"),
        (item(4), "", P.HOLD_UNKNOWN),
        (item(9, bib=""), "", P.HOLD_UNKNOWN),
        (None, "data bases", "b"),
        (None, "人工", "a"),
        (None, "Data", P.HOLD_UNKNOWN),
        (None, "Dead", P.HOLD_UNKNOWN),
        (None, " ", P.VALUE_MISSING),
    ],
)
def test_which_hold_is_meant(book: Item | None, title: str, found: str | ProblemCode) -> None:
    meant = find_hold(book, title, OWN, NOW)
    assert (meant.code if isinstance(meant, Problem) else meant.id) == found


CANCEL = CancelHold(at=NOW, patron=patron_ref(), item=item_ref())
NO_HOLD = Problem(P.HOLD_UNKNOWN)


def test_a_reader_leaves_the_queue() -> None:
    outcome, changes = cancel_hold(CANCEL, KIOSK, reader_file(), hold(reader=1), None, setting(), NOW)
    assert outcome.ok
    assert only(Hold, changes).state is HoldState.CANCELLED
    assert told(outcome) == [NoticeCode.HOLD_CANCELLED]
    assert event("hold-cancelled", changes).subject == f"patron {patron().id}"


SHELVED = item(status=S.ON_HOLD_SHELF, current_location="hall")


def test_his_copy_passes_to_the_next() -> None:
    mine = ready(reader=1)
    file = book_file(SHELVED, queue=(mine, hold(reader=2)))
    outcome, changes = cancel_hold(CANCEL, KIOSK, reader_file(), mine, file, setting(), NOW)
    states = {one.id: one.state for one in written(Hold, changes) if isinstance(one, Hold)}
    assert states == {"hold1": HoldState.CANCELLED, "hold2": HoldState.READY}
    assert only(Item, changes).status is S.ON_HOLD_SHELF
    assert outcome.item == only(Item, changes)
    assert event("hold-cancelled", changes).subject == f"item {item_id()}"


def test_a_copy_that_is_out_already_is_left_alone() -> None:
    file = book_file(LENT, loan=loan())
    outcome, changes = cancel_hold(CANCEL, KIOSK, reader_file(), ready(reader=1), file, setting(), NOW)
    assert written(Item, changes) == []
    assert outcome.ok


CHANGE = ChangeHold(at=NOW, patron=patron_ref(), item=item_ref())
REFUSED = [
    (UNKNOWN_PATRON, hold(reader=1), P.PATRON_UNKNOWN),
    (reader_file(), NO_HOLD, P.HOLD_UNKNOWN),
    (reader_file(pin_ok=False), NO_HOLD, P.PIN_WRONG),
    (reader_file(pin_ok=False), hold(reader=1), P.PIN_WRONG),
]


@pytest.mark.parametrize(("who", "claim", "code"), REFUSED)
def test_what_is_neither_cancelled_nor_changed(
    who: PatronFile | Problem, claim: Hold | Problem, code: ProblemCode
) -> None:
    outcome, changes = cancel_hold(CANCEL, KIOSK, who, claim, None, setting(), NOW)
    assert (codes(outcome), changes) == ([code], NOTHING)
    outcome, changes = change_hold(CHANGE, KIOSK, who, claim, None, setting(), NOW)
    assert (codes(outcome), changes) == ([code], NOTHING)


@pytest.mark.parametrize(
    ("asked", "pickup", "expires"),
    [
        ({}, "hall", None),
        ({"pickup": "gate"}, "gate", None),
        ({"expires": NOW + DAY}, "hall", NOW + DAY),
        ({"expires": NOW - DAY}, "hall", None),
    ],
)
def test_a_hold_is_changed_in_its_place(
    asked: dict[str, object], pickup: str, expires: datetime | None
) -> None:
    claim = hold(reader=1)
    outcome, changes = change_hold(
        replace(CHANGE, **asked), KIOSK, reader_file(), claim, None, setting(), NOW
    )
    assert only(Hold, changes) == replace(claim, pickup=pickup, expires=expires)
    assert told(outcome) == [NoticeCode.HOLD_CHANGED]


def test_to_no_place_that_is_not_known() -> None:
    command = replace(CHANGE, pickup="moon")
    outcome, changes = change_hold(command, KIOSK, reader_file(), hold(), None, setting(), NOW)
    assert (codes(outcome), changes) == ([P.PICKUP_UNKNOWN], NOTHING)


@pytest.mark.parametrize(
    ("book", "pickup", "status", "state"),
    [
        (SHELVED, "gate", S.IN_TRANSIT, HoldState.IN_TRANSIT),
        (SHELVED, "stacks", S.ON_HOLD_SHELF, HoldState.READY),
        (replace(SHELVED, status=S.IN_TRANSIT), "gate", S.IN_TRANSIT, HoldState.IN_TRANSIT),
    ],
)
def test_its_copy_follows(book: Item, pickup: str, status: ItemStatus, state: HoldState) -> None:
    command = replace(CHANGE, pickup=pickup)
    outcome, changes = change_hold(
        command, KIOSK, reader_file(), ready(reader=1), book_file(book), setting(), NOW
    )
    assert only(Item, changes).status is status
    assert (only(Hold, changes).state, only(Hold, changes).pickup) == (state, pickup)
    assert outcome.item == only(Item, changes)


LATE = ready(reader=2, pickup_by=NOW - DAY)


def lapsed(claim: Hold, file: ItemFile | None) -> tuple[dict[str, HoldState], Changes]:
    changes = expire_hold(claim, file, KIOSK, setting(), NOW)
    return {one.id: one.state for one in written(Hold, changes) if isinstance(one, Hold)}, changes


def test_a_copy_that_was_not_fetched_passes_to_the_next() -> None:
    states, changes = lapsed(LATE, book_file(SHELVED, queue=(LATE, hold(reader=3))))
    assert states == {"hold2": HoldState.EXPIRED, "hold3": HoldState.READY}
    assert only(Item, changes).status is S.ON_HOLD_SHELF
    told = event("hold-expired", changes)
    assert told.subject == f"item {item_id()}"
    assert (told.data["hold"], told.data["passed_to"], told.data["status"]) == (
        "hold2",
        "hold3",
        "on-hold-shelf",
    )


def test_or_travels_to_where_he_fetches_it() -> None:
    states, changes = lapsed(LATE, book_file(SHELVED, queue=(LATE, hold(reader=3, pickup="gate"))))
    assert states == {"hold2": HoldState.EXPIRED, "hold3": HoldState.IN_TRANSIT}
    assert (only(Item, changes).status, only(Item, changes).destination) == (S.IN_TRANSIT, "gate")
    assert event("hold-expired", changes).data["destination"] == "gate"


def test_or_waits_to_be_reshelved() -> None:
    states, changes = lapsed(LATE, book_file(SHELVED, queue=(LATE,)))
    assert states == {"hold2": HoldState.EXPIRED}
    assert only(Item, changes).status is S.TO_BE_RESHELVED


def test_holds_that_are_found_dead_on_the_way_are_put_down_too() -> None:
    dead = hold(reader=3, expires=NOW - DAY)
    states, changes = lapsed(LATE, book_file(SHELVED, queue=(LATE, dead, hold(reader=4))))
    assert states == {"hold2": HoldState.EXPIRED, "hold3": HoldState.EXPIRED, "hold4": HoldState.READY}
    assert [one.data["hold"] for one in changes.events] == ["hold2", "hold3"]


@pytest.mark.parametrize(
    ("claim", "file", "subject"),
    [
        (LATE, book_file(LENT, loan=loan(), queue=(LATE,)), f"item {item_id()}"),
        (hold(expires=NOW - DAY), None, f"patron {patron(2).id}"),
    ],
    ids=["out again", "only queued"],
)
def test_otherwise_no_copy_is_touched(claim: Hold, file: ItemFile | None, subject: str) -> None:
    states, changes = lapsed(claim, file)
    assert states == {"hold2": HoldState.EXPIRED}
    assert written(Item, changes) == []
    assert event("hold-expired", changes).subject == subject
