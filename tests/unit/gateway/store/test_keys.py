import os
import stat
from pathlib import Path

import pytest

from gateway.model.identity import AgencyId, PatronId
from gateway.ports import PinDigest
from gateway.store.errors import StoreError
from gateway.store.keys import KeyedDigest, create_key, load_key

READER = PatronId(AgencyId("CUMT"), "P0001")
DIGEST = KeyedDigest(bytes(range(32)))


def test_a_new_key_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "guanji.key"
    key = create_key(path)
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_key(path) == key
    assert create_key(tmp_path / "other.key") != key


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "guanji.key"
    key = create_key(path)
    with pytest.raises(StoreError, match="is there already and is kept"):
        create_key(path)
    assert load_key(path) == key


def test_a_key_that_can_not_be_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"can't be made \(No such file or directory\)"):
        create_key(tmp_path / "nowhere" / "guanji.key")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_key_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "guanji.key"
    create_key(path)
    path.chmod(mode)
    with pytest.raises(StoreError, match="can be read by others: run chmod 600"):
        load_key(path)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_file_of_another_length_is_no_key(tmp_path: Path, length: int) -> None:
    path = tmp_path / "guanji.key"
    path.write_bytes(os.urandom(length))
    path.chmod(0o600)
    with pytest.raises(StoreError, match="is no key file: it should hold 32 bytes"):
        load_key(path)


def test_a_missing_key_says_what_depends_on_it(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="bring it back from its backup"):
        load_key(tmp_path / "guanji.key")


def test_a_key_that_can_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"can't be read \(Is a directory\)"):
        load_key(tmp_path)


def test_a_pin_has_another_digest_for_each_reader_and_key() -> None:
    digest: PinDigest = DIGEST.pin
    digests = {
        digest(READER, "1234"),
        digest(READER, "1235"),
        digest(PatronId(AgencyId("CUMT"), "P0002"), "1234"),
        digest(PatronId(AgencyId("other"), "P0001"), "1234"),
        KeyedDigest(bytes(32)).pin(READER, "1234"),
    }
    assert len(digests) == 5
    assert digest(READER, "1234") == KeyedDigest(bytes(range(32))).pin(READER, "1234")
    assert all(len(made) == 32 for made in digests)


def test_parts_are_not_run_together() -> None:
    assert DIGEST.replay("kiosk1", "1text") != DIGEST.replay("kiosk11", "text")
    assert DIGEST.pin(PatronId(AgencyId("A"), "B1"), "2") != DIGEST.pin(PatronId(AgencyId("A"), "B"), "12")


def test_purposes_are_kept_apart() -> None:
    assert DIGEST.replay("a", "b") != DIGEST._pin.copy().digest()
    assert DIGEST.fingerprint.encode() not in DIGEST.replay("a", "b")
    assert DIGEST.fingerprint == KeyedDigest(bytes(range(32))).fingerprint
    assert DIGEST.fingerprint != KeyedDigest(bytes(32)).fingerprint


def test_text_that_no_charset_explains_has_a_digest_too() -> None:
    assert DIGEST.replay("kiosk1", "\udcff") != DIGEST.replay("kiosk1", "\udcfe")


def test_an_erased_reader_is_known_again_by_the_key_alone() -> None:
    assert DIGEST.erased(READER) == KeyedDigest(bytes(range(32))).erased(READER)
    assert DIGEST.erased(READER) != DIGEST.erased(PatronId(AgencyId("CUM"), "TP0001"))
    assert DIGEST.erased(READER) != KeyedDigest(bytes(32)).erased(READER)
    assert len(DIGEST.erased(READER)) == 32
