import pytest

from gateway.circulation.calendar import OpenDays, Span
from gateway.circulation.policy import Rule
from gateway.circulation.routing import caught, expired, next_in_queue, route, servable, set_free, shelf_until
from gateway.circulation.situation import Setting
from gateway.model.identity import ItemId
from gateway.model.items import Item, ItemStatus
from gateway.model.loans import Hold, HoldKind, HoldState
from gateway.model.outcomes import Alert
from tests.library import (
    DAY,
    NOW,
    OTHER,
    TODAY,
    book_file,
    end_of,
    hold,
    item,
    item_id,
    patron,
    patron_id,
    policy,
    ready,
    replace,
    setting,
)

S = ItemStatus
SHELF_DAYS = end_of(TODAY + 7 * DAY)
FOREIGN = item(id=ItemId(OTHER, "B000001"))
TRAVELLING = hold(state=HoldState.IN_TRANSIT, caught=item_id(), pickup="reading")


@pytest.mark.parametrize(
    ("book", "queue", "place", "status", "alert", "destination"),
    [
        (item(), (), "hall", S.AVAILABLE, None, ""),
        (item(), (), "", S.AVAILABLE, None, ""),
        (item(permanent_location=""), (), "gate", S.AVAILABLE, None, ""),
        (item(), (), "gate", S.IN_TRANSIT, Alert.SEND_HOME, "stacks"),
        (FOREIGN, (), "hall", S.IN_TRANSIT, Alert.SEND_HOME, "NJU"),
        (item(), (hold(),), "stacks", S.ON_HOLD_SHELF, Alert.HOLD_HERE, "hall"),
        (item(), (hold(),), "", S.ON_HOLD_SHELF, Alert.HOLD_HERE, "hall"),
        (item(), (hold(),), "gate", S.IN_TRANSIT, Alert.HOLD_ELSEWHERE, "hall"),
        (item(), (hold(state=HoldState.CANCELLED),), "hall", S.AVAILABLE, None, ""),
        (item(), (hold(expires=NOW - DAY),), "hall", S.AVAILABLE, None, ""),
    ],
)
def test_where_a_copy_goes(
    book: Item,
    queue: tuple[Hold, ...],
    place: str,
    status: ItemStatus,
    alert: Alert | None,
    destination: str,
) -> None:
    routed = route(book, queue, place, setting(), NOW)
    assert (routed.item.status, routed.alert, routed.destination) == (status, alert, destination)
    assert routed.item.current_location == (place or "stacks")
    assert routed.item.destination == (destination if status is S.IN_TRANSIT else "")


def test_a_library_may_shelve_later() -> None:
    here = setting(policy=policy(reshelve=True))
    assert route(item(), (), "hall", here, NOW).item.status is S.TO_BE_RESHELVED


def test_the_first_in_the_queue_is_served() -> None:
    routed = route(item(), (hold(reader=2), hold(reader=3)), "hall", setting(), NOW)
    assert routed.hold is not None
    assert routed.hold.id == "hold2"
    assert routed.holds == (routed.hold,)
    assert (routed.hold.state, routed.hold.caught) == (HoldState.READY, item_id())
    assert routed.hold.pickup_by == SHELF_DAYS


def test_a_copy_set_aside_stays_its_reader_s_however_the_queue_stands() -> None:
    routed = route(item(), (hold(reader=2), ready(reader=3)), "hall", setting(), NOW)
    assert routed.hold == ready(reader=3)
    assert routed.holds == ()


def test_a_copy_that_arrives_waits_from_then_on() -> None:
    routed = route(item(), (TRAVELLING,), "gate", setting(), NOW)
    assert routed.hold is not None
    assert (routed.hold.state, routed.hold.pickup_by) == (HoldState.READY, SHELF_DAYS)


def test_a_copy_read_again_on_its_way_changes_nothing() -> None:
    here = item(status=S.IN_TRANSIT, current_location="hall", destination="reading")
    routed = route(here, (TRAVELLING,), "hall", setting(), NOW)
    assert (routed.item, routed.holds) == (here, ())


def test_a_copy_that_left_its_hold_shelf_travels_back() -> None:
    routed = route(item(), (ready(),), "gate", setting(), NOW)
    assert routed.hold is not None
    assert (routed.hold.state, routed.hold.pickup_by) == (HoldState.IN_TRANSIT, None)


def test_holds_that_have_passed_are_put_down_so() -> None:
    late = ready(reader=3, pickup_by=NOW - DAY)
    routed = route(item(), (late, hold(reader=4)), "hall", setting(), NOW)
    assert routed.holds[0] == replace(late, state=HoldState.EXPIRED)
    assert routed.hold is not None
    assert routed.hold.id == "hold4"


def test_a_hold_that_caught_another_copy_is_left_to_that_copy() -> None:
    elsewhere = ready(caught=item_id(9), pickup_by=NOW - DAY)
    assert expired((elsewhere,), item_id(), NOW) == ()
    assert expired((elsewhere,), item_id(9), NOW) == (replace(elsewhere, state=HoldState.EXPIRED),)


def test_who_has_a_copy_and_who_is_next() -> None:
    queue = (ready(reader=2), hold(reader=3, kind=HoldKind.ITEM))
    assert caught(queue, item_id(), NOW) == queue[0]
    assert caught(queue, item_id(9), NOW) is None
    assert next_in_queue(queue, NOW) == queue[1]
    assert next_in_queue(queue[:1], NOW) is None


def test_a_copy_waits_to_the_end_of_an_open_day() -> None:
    closed = OpenDays(closed=(Span(first=TODAY + 7 * DAY, last=TODAY + 8 * DAY),))
    assert shelf_until(NOW, setting(calendar=closed)) == end_of(TODAY + 9 * DAY)


ON_SHELF = item(status=S.ON_HOLD_SHELF, current_location="hall")
ON_ITS_WAY = item(status=S.IN_TRANSIT, current_location="gate", destination="hall")


@pytest.mark.parametrize(
    ("book", "queue", "status", "destination", "state"),
    [
        (ON_SHELF, (), S.TO_BE_RESHELVED, "", None),
        (ON_ITS_WAY, (), S.IN_TRANSIT, "stacks", None),
        (ON_SHELF, (hold(reader=3),), S.ON_HOLD_SHELF, "", HoldState.READY),
        (ON_SHELF, (hold(reader=3, pickup="gate"),), S.IN_TRANSIT, "gate", HoldState.IN_TRANSIT),
        (ON_ITS_WAY, (hold(reader=3, pickup="gate"),), S.IN_TRANSIT, "gate", HoldState.IN_TRANSIT),
    ],
)
def test_a_copy_that_nobody_fetched(
    book: Item,
    queue: tuple[Hold, ...],
    status: ItemStatus,
    destination: str,
    state: HoldState | None,
) -> None:
    here: Setting = setting()
    routed = set_free(book, queue, here, NOW)
    assert (routed.item.status, routed.item.destination) == (status, destination)
    assert (routed.hold.state if routed.hold else None) is state


def test_a_copy_that_is_read_in_the_library_serves_nobody_s_hold() -> None:
    rules = (Rule(), Rule(location="stacks", lendable=False))
    own, aside = hold(reader=3, kind=HoldKind.ITEM), ready(reader=4)
    file = book_file(queue=(hold(reader=2), own, aside))
    assert servable(file, setting(*rules)) == (own, aside)
    assert servable(file, setting()) == file.queue


def test_nor_does_one_that_is_not_lent_to_that_reader_s_category() -> None:
    rules = (Rule(), Rule(category="校外个人读者", lendable=False))
    outsider, student = hold(reader=2), hold(reader=3)
    waiting = {patron_id(2): patron(2, category="校外个人读者"), patron_id(3): patron(3)}
    file = book_file(queue=(outsider, student), waiting=waiting)
    assert servable(file, setting(*rules)) == (student,)


def test_another_library_s_copy_that_nobody_wants_any_more_travels_to_its_owner() -> None:
    travelling = replace(FOREIGN, status=S.IN_TRANSIT, destination="hall")
    assert set_free(travelling, (), setting(), NOW).item.destination == "NJU"
