"""The key file: the secret that PIN digests and replay keys are made with, kept outside the database.

Four digits have ten thousand values, so whoever has a PIN's digest and the way it was made has the PIN,
however slow that way is. Without the key he has nothing: that is why the key is another file, and belongs in
another backup, than the database (docs/adr/0005-pins.md).
"""

import os
from hashlib import blake2b
from pathlib import Path
from typing import Final

from gateway.model.identity import PatronId
from gateway.store.errors import StoreError

#: 256 bits, taken from the operating system.
KEY_BYTES: Final = 32

#: Long enough that two digests never meet by chance, short enough for an index.
DIGEST_BYTES: Final = 32

MODE: Final = 0o600


def create_key(path: Path) -> bytes:
    """Write a new key file that only its owner can read. An existing one is never replaced."""
    key = os.urandom(KEY_BYTES)
    try:
        # O_EXCL: losing the old key means a new PIN for every reader.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    except FileExistsError:
        raise StoreError(
            f"{path} is there already and is kept, as every PIN depends on it; to start afresh, move it away"
        ) from None
    except OSError as error:
        raise StoreError(
            f"the key file {path} can't be made ({error.strerror}): let the user who runs Guanji write in "
            f"{path.parent}"
        ) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key


def load_key(path: Path) -> bytes:
    """The key in a file, which must be as long as a key is and closed to everybody but its owner."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            key = file.read(KEY_BYTES + 1)
    except FileNotFoundError:
        raise StoreError(
            f"the key file {path} is not there: bring it back from its backup (without it no PIN is "
            "right), or make a new one with guanji init"
        ) from None
    except OSError as error:
        raise StoreError(
            f"the key file {path} can't be read ({error.strerror}): let it belong to the user who runs Guanji"
        ) from error
    if mode & 0o077:
        raise StoreError(f"the key file {path} can be read by others: run chmod 600 {path}")
    if len(key) != KEY_BYTES:
        raise StoreError(f"{path} is no key file: it should hold {KEY_BYTES} bytes")
    return key


class KeyedDigest:
    """Digests that can only be made, and so only be guessed at, with the key.

    Each purpose personalises its digests (BLAKE2's ``person``), so that one never equals another's, and puts
    its length before each part, so that no two lists of parts read the same.
    """

    def __init__(self, key: bytes) -> None:
        self._pin = blake2b(key=key, person=b"pin", digest_size=DIGEST_BYTES)
        self._erased = blake2b(key=key, person=b"erased", digest_size=DIGEST_BYTES)
        self._replay = blake2b(key=key, person=b"replay", digest_size=DIGEST_BYTES)
        self._seal = blake2b(key=key, person=b"audit", digest_size=DIGEST_BYTES)
        self._fingerprint = blake2b(key=key, person=b"fingerprint", digest_size=8).hexdigest()

    def seal(self, before: bytes, said: tuple[str, ...]) -> bytes:
        """The seal of one of staff's acts, made of the one before and all it says (`gateway.model.audit`)."""
        return _digest(self._seal, before.hex(), *said)

    @property
    def fingerprint(self) -> str:
        """Names the key without giving it away: by this a database knows its key file again."""
        return self._fingerprint

    def pin(self, patron: PatronId, pin: str) -> bytes:
        """The digest under which a reader's PIN is kept and compared (`gateway.ports.PinDigest`)."""
        return _digest(self._pin, str(patron.agency), patron.number, pin)

    def erased(self, patron: PatronId) -> bytes:
        """The digest by which an erased reader is known again in an older copy of the database."""
        return _digest(self._erased, str(patron.agency), patron.number)

    def replay(self, terminal: str, text: str) -> bytes:
        """The key under which a message is known again.

        It is made of the whole text, secrets and all, without keeping them.
        """
        return _digest(self._replay, terminal, text)


def _digest(start: blake2b, *parts: str) -> bytes:
    state = start.copy()
    for part in parts:
        # A peer's undecodable bytes come as lone surrogates; they are text too.
        raw = part.encode("utf-8", "surrogatepass")
        state.update(len(raw).to_bytes(8, "big"))
        state.update(raw)
    return state.digest()
