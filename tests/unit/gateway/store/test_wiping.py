import sqlite3
from datetime import timedelta
from functools import partial
from pathlib import Path

import msgspec
import pytest

from gateway.model.changes import Changes
from gateway.model.identity import PatronId
from gateway.model.inbound import Inbound, Named
from gateway.model.keeping import Erased
from gateway.ports import Ledger
from gateway.store.caretaker import Caretaker, Lore
from gateway.store.connection import reading
from gateway.store.erased import ErasedLog
from gateway.store.keys import KeyedDigest
from gateway.store.sqlite import open_store
from gateway.store.wiping import wipe
from gateway.translate.provided import own, told
from tests.kept import TERMS, Clock, Numbers
from tests.memory_store import result
from tests.store_samples import CUMT, NOW, READER, message

SECRETS = ("Q7-UNMISTAKABLE", "马月坤坤", "unmistakable@example.edu")


def hear(heard: Inbound, reply: str, ledger: Ledger) -> None:
    ledger.remember(heard, reply, Named(patron=SECRETS[0]))


def found(folder: Path) -> set[str]:
    """Which of the secrets stand in any file, the log included."""
    contents = [file.read_bytes() for file in folder.iterdir() if "guanji" in file.name]
    return {secret for secret in SECRETS if any(secret.encode() in content for content in contents)}


@pytest.mark.parametrize("erasing", [True, False], ids=["erased", "let go"])
def test_not_a_byte_of_him_is_left_in_the_files(tmp_path: Path, *, erasing: bool) -> None:
    store, clock = open_store(tmp_path / "guanji.db"), Clock()
    keeper = Caretaker(
        store,
        digests=KeyedDigest(bytes(32)),
        log=ErasedLog(tmp_path / "erased.log"),
        clock=clock,
        new_id=Numbers(),
        lore=Lore(told, own),
    )
    number, name, email = SECRETS
    reader = msgspec.structs.replace(READER, id=PatronId(CUMT, number), name=name, email=email)
    others = [
        msgspec.structs.replace(READER, id=PatronId(CUMT, f"P{place}"), cards=()) for place in range(300)
    ]
    result(store.commit(lambda ledger: ledger.save(Changes(records=(*others[:150], reader, *others[150:])))))
    for place in range(50):
        heard = msgspec.structs.replace(message(f"m{place}"), text=f"11…|AA{number}|AE{name}|")
        result(store.commit(partial(hear, heard, f"12…|AA{number}|")))
    assert found(tmp_path) == set(SECRETS)
    if erasing:
        assert isinstance(result(keeper.erase(CUMT, (number,), actor="li")), Erased)
    else:
        clock.time = NOW + timedelta(days=100)
        assert result(keeper.let_go(TERMS)).rows["messages"] == 50
    assert wipe(tmp_path / "guanji.db")
    # The reader who is only let go of keeps his record: it goes when he is erased.
    assert found(tmp_path) == (set() if erasing else set(SECRETS))
    if not erasing:
        assert isinstance(result(keeper.erase(CUMT, (number,), actor="li")), Erased)
        wipe(tmp_path / "guanji.db")
        assert found(tmp_path) == set()
    result(store.stop())


def test_it_says_where_others_held_it_up(tmp_path: Path) -> None:
    path = tmp_path / "guanji.db"
    store = open_store(path)
    reader: sqlite3.Connection = reading(path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM patron").fetchall()
    result(store.commit(lambda ledger: ledger.save(Changes(records=(READER,)))))
    assert not wipe(path)
    reader.close()
    assert wipe(path)
    result(store.stop())
