"""What staff did, as it is kept for those who must account for it: acts, each sealed to the one before.

An act's seal is a keyed digest of its own facts and of the seal before it. Whoever lacks the key can neither
change an act, nor take one out, nor slip one in, without every seal after it going wrong (docs/adr/0012).
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final, TypeAlias

import msgspec

Fact: TypeAlias = str | int | None

Seal: TypeAlias = Callable[[bytes, tuple[str, ...]], bytes]
"""The keyed digest of a seal and the facts that follow it."""

#: What the first act of all is sealed to.
NO_SEAL: Final = b""

#: The act by which acts that have been kept long enough are let go.
TRIMMED: Final = "audit trim"

#: The act that begins anew after the key was lost with which those before it were sealed.
RENEWED: Final = "audit renew"


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """Something that somebody did with the server, or saw of a reader.

    `account` is the Unix account that asked, as the system itself says, empty for the server's own doing;
    `actor` whom that account named. `action` is what was asked (``kiosk pause``), `subject` of what (``kiosk
    hall1``, ``patron P0001``), `request` the id of the message, by which the events that it brought about
    name their cause. `outcome` is ``ok`` or why not. `facts` are what it was before and after: of a reader no
    more than his number.
    """

    at: datetime
    action: str
    account: str = ""
    actor: str = ""
    subject: str = ""
    request: str = ""
    outcome: str = "ok"
    facts: dict[str, Fact] = {}


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An act in its place. `upto` is there in a `TRIMMED` alone: the last of the acts that were let go."""

    seq: int
    act: Act
    upto: int | None = None
    seal: bytes = NO_SEAL


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which acts are asked for: by account or actor, by subject, from one instant to before another."""

    actor: str = ""
    subject: str = ""
    first: datetime | None = None
    last: datetime | None = None


def follow(last: Entry | None, act: Act, seal: Seal, *, upto: int | None = None) -> Entry:
    """The act as the one after `last`."""
    seq = 1 if last is None else last.seq + 1
    entry = Entry(seq=seq, act=act, upto=upto)
    sealed = seal(NO_SEAL if last is None else last.seal, _said(entry))
    return msgspec.structs.replace(entry, seal=sealed)


def trim(last: Entry, gone: Entry, at: datetime, seal: Seal) -> Entry:
    """The act, after `last`, that lets go of all acts up to `gone`.

    It keeps the seal of `gone`, by which the first act that stays is still known to be the next one.
    """
    facts: dict[str, Fact] = {"seal": gone.seal.hex(), "until": gone.act.at.isoformat()}
    return follow(last, Act(at=at, action=TRIMMED, facts=facts), seal, upto=gone.seq)


def renewal(found: "Walk", at: datetime, account: str, actor: str, why: str) -> Act:
    """The act that begins anew where a walk found that the key verifies nothing: who began, and why.

    It says which acts nobody can verify any longer. They stay, and it lets none of them go: only its own seal
    is a beginning that the key of now can be held to.
    """
    facts: dict[str, Fact] = {"why": why, "first": found.broken, "last": found.astray}
    return Act(at=at, action=RENEWED, account=account, actor=actor, facts=facts)


def _said(entry: Entry) -> tuple[str, ...]:
    """All that an entry says, in an order and a form that never change."""
    act = entry.act
    return (
        str(entry.seq),
        act.at.astimezone(UTC).isoformat(timespec="microseconds"),
        act.action,
        act.account,
        act.actor,
        act.subject,
        act.request,
        act.outcome,
        msgspec.json.encode(act.facts, order="sorted").decode(),
        "" if entry.upto is None else str(entry.upto),
    )


class Walk:
    """Goes through acts in their order and finds the first that is not as it was written.

    `trimmed` is the act by which those before the first one were let go, if any were: it comes later in the
    same walk, so that its own seal is looked at too. `noted` is the number and the seal (hexadecimal) of an
    act that somebody wrote down elsewhere: acts cut off at the end show in nothing else.

    `broken` is the number of the first act that is wrong, or before which one is missing; None as long as all
    is well. `last` is the last whole act that was reached, `count` how many were whole.

    A `RENEWED` that the key itself has sealed to the act before it begins anew: what was wrong before it is
    unverifiable and no more (`renewed` is that act), and all is counted from there. `astray` is the last act
    that is not sealed to the one before it.
    """

    def __init__(
        self, seal: Seal, trimmed: Entry | None = None, noted: tuple[int, str] | None = None
    ) -> None:
        self._seal = seal
        self._noted = noted
        self._seen = None if trimmed is None else _gone(trimmed)
        self._belied: int | None = None
        self.count = 0
        self.broken: int | None = None
        self.astray: int | None = None
        self.last: Entry | None = None
        self.renewed: Entry | None = None

    @property
    def is_keyless(self) -> bool:
        """Whether the key does not even verify the first act, as when it is not the one that sealed it."""
        return self.broken is not None and not self.count

    def take(self, entries: Iterable[Entry]) -> None:
        """Look at the next acts."""
        for entry in entries:
            self._look(entry)

    def end(self) -> None:
        """Say that no more acts come: the one that was noted must have been among them."""
        if self.broken is not None or self._noted is None:
            return
        seq, _ = self._noted
        if self.last is None or self.last.seq < seq:
            self.broken = seq

    def _look(self, entry: Entry) -> None:
        expected = follow(self._seen, entry.act, self._seal, upto=entry.upto)
        self._seen = entry
        follows = (expected.seq, expected.seal) == (entry.seq, entry.seal)
        if self._noted is not None and self._noted[0] == entry.seq and self._noted[1] != entry.seal.hex():
            # What was noted holds whatever the key is, and no beginning anew mends it.
            self._belied = entry.seq
        if not follows:
            self.astray = entry.seq
        if self.broken is not None:
            if follows and entry.act.action == RENEWED:
                self._begin_anew(entry)
        elif not follows or self._belied == entry.seq:
            # Where one is missing, that is the one to name.
            self.broken = min(expected.seq, entry.seq)
        else:
            self.last = entry
            self.count += 1

    def _begin_anew(self, entry: Entry) -> None:
        self.broken = self._belied
        if self._belied is None:
            self.renewed = self.last = entry
            self.count = 1


def _gone(trimmed: Entry) -> Entry:
    """The last of the acts that were let go, as far as it is still known."""
    seal = bytes.fromhex(str(trimmed.act.facts.get("seal", "")))
    return Entry(seq=trimmed.upto or 0, act=trimmed.act, seal=seal)
