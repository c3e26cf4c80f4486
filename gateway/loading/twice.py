"""What comes twice in one file under one number: the same again, or something else."""

from collections.abc import Hashable


class Twice:
    """Remembers what each number of a file said, in few bytes: a file may have some millions of them."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[int, int]] = {}

    def other(self, key: Hashable, says: Hashable, place: int) -> int | None:
        """Where this number first came and said otherwise; None where it is new or says the same."""
        first, said = self._seen.setdefault(hash(key), (place, hash(says)))
        return None if said == hash(says) else first
