from queue import Empty, SimpleQueue
from typing import Any

import psycopg
import pytest

from gateway.ports import Overtaken, Store, StoreDown
from gateway.store import statements
from gateway.store.compiled import POSTGRESQL_TEXTS, Statement
from gateway.store.errors import StoreError
from gateway.store.postgresql.connection import connect
from gateway.store.postgresql.store import open_store
from tests.memory_store import result
from tests.store_samples import BOOK, LOAN, loan, saved

STATEMENTS = {name: value for name, value in vars(statements).items() if type(value) is Statement}


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_statement_is_understood(kept_database: str, name: str) -> None:
    session = connect(kept_database)
    found = session.connection.execute(
        f"PREPARE one AS {POSTGRESQL_TEXTS[STATEMENTS[name]]}".encode(), prepare=False
    )
    session.close()
    assert found.statusmessage == "PREPARE"


def test_two_nodes_see_what_the_other_wrote(database_url: str) -> None:
    one = open_store(database_url, node="one")
    port: Store = one
    two = open_store(database_url, node="two")
    result(port.commit(lambda ledger: ledger.save(saved(BOOK))))
    found = result(two.read(lambda shelf: shelf.item(BOOK.id)))
    assert found is not None
    assert found.version == 1
    assert (result(one.stop()), result(two.stop())) == (None, None)
    with pytest.raises(StoreDown, match="closed"):
        result(two.read(lambda shelf: shelf.kiosks()))


def test_what_was_decided_on_an_older_record_is_overtaken_by_the_other_node(database_url: str) -> None:
    one, two = open_store(database_url), open_store(database_url)
    result(one.commit(lambda ledger: ledger.save(saved(BOOK, LOAN))))
    with pytest.raises(Overtaken):
        result(two.commit(lambda ledger: ledger.save(saved(BOOK))))
    with pytest.raises(Overtaken):
        result(two.commit(lambda ledger: ledger.save(saved(loan("L2")))))
    result(one.stop())
    result(two.stop())


def test_a_look_up_whose_statement_is_wrong_harms_no_other(database_url: str) -> None:
    store = open_store(database_url)
    store._reader.held = True  # type: ignore[attr-defined]
    wrong = store.read(lambda shelf: shelf._execute("SELECT * FROM nowhere", ()))  # type: ignore[attr-defined]
    right = store.read(lambda shelf: shelf.kiosks())
    store._reader.run()  # type: ignore[attr-defined]
    assert result(right) == ()
    with pytest.raises(psycopg.errors.UndefinedTable):
        result(wrong)
    result(store.stop())


def test_a_database_knows_its_key_file_again(database_url: str) -> None:
    open_store(database_url, key_fingerprint="abc").stop()
    open_store(database_url, key_fingerprint="abc").stop()
    with pytest.raises(StoreError, match="made with another key file: give every node the same one"):
        open_store(database_url, key_fingerprint="xyz")
    open_store(database_url).stop()


def test_the_marks_of_nodes_long_gone_are_swept_away(database_url: str) -> None:
    old, new = "2020-01-01T00:00:00.000000Z", "2999-01-01T00:00:00.000000Z"
    with psycopg.connect(database_url) as connection:
        connection.execute("INSERT INTO node VALUES ('old', 1, %s), ('new', 1, %s)", (old, new))
    open_store(database_url).stop()
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT name FROM node").fetchall() == [("new",)]


def test_one_node_wakes_another_and_itself(database_url: str) -> None:
    calls: SimpleQueue[Any] = SimpleQueue()
    heard: list[str] = []

    def home(function: Any, *arguments: Any) -> None:  # noqa: ANN401 - whatever is brought home
        calls.put((function, arguments))

    one = open_store(database_url, node="one", call_from_thread=home)
    two = open_store(database_url, node="two", call_from_thread=home)
    one.wakes.listen("kiosks", lambda: heard.append("one"))
    two.wakes.listen("kiosks", lambda: heard.append("two"))
    one.commit(lambda ledger: ledger.wake("kiosks"))
    while set(heard) != {"one", "two"}:
        try:
            function, arguments = calls.get(timeout=1)
        except Empty:
            one.commit(lambda ledger: ledger.wake("kiosks"))  # the other had not listened yet
        else:
            function(*arguments)
    assert one.node != two.node
    one.stop()
    two.stop()
