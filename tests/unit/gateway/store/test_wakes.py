from gateway.ports import Wakes
from gateway.store.wakes import WakeBook


def test_who_listens_for_a_topic_is_called() -> None:
    heard: list[str] = []
    book = WakeBook()
    port: Wakes = book
    port.listen("a", lambda: heard.append("first"))
    port.listen("a", lambda: heard.append("second"))
    port.listen("b", lambda: heard.append("third"))
    book.wake(("a", "unknown"))
    assert heard == ["first", "second"]
    book.wake_all()
    assert heard == ["first", "second", "first", "second", "third"]


def test_who_follows_a_topic_is_told_which_part_of_it_it_was() -> None:
    heard: list[str] = []
    book = WakeBook()
    port: Wakes = book
    port.follow("outbox", heard.append)
    port.listen("outbox", lambda: heard.append("something"))
    book.wake(("outbox/HHIT", "outbox", "outboxes", "kiosks/outbox"))
    book.wake_all()
    assert heard == ["HHIT", "something", "", "something", "", "something"]
