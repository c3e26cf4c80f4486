"""``guanji kiosk``: list, pause and resume through the running server; hash a password."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from gateway.cli.asking import actor_option, asking_options, json_option, print_json
from gateway.cli.control import Server, part
from gateway.cli.failure import MISUSED, Failure
from gateway.cli.speak import Say
from gateway.web.shapes import Kiosks, KioskShown, Pause
from gateway.web.unlocking import KioskUnlocked, Unlock


def commands(say: Say) -> click.Command:
    """The group."""
    asking = (json_option(say), *asking_options(say))
    turning = (
        say.argument("name", metavar="NAME"),
        say.option("--why", default=""),
        actor_option(say),
        *asking,
    )
    return say.group(
        "kiosk",
        say.command("kiosk list", list_kiosks, *asking),
        say.command("kiosk pause", partial(click.pass_obj(_turn), verb="pause"), *turning),
        say.command("kiosk resume", partial(click.pass_obj(_turn), verb="resume"), *turning),
        say.command(
            "kiosk unlock",
            unlock,
            say.argument("name", metavar="[NAME]", required=False),
            say.option("--address", key="unlock-address", metavar="ADDRESS"),
            *turning[1:],
        ),
        say.command("kiosk hash", hash_password),
    )


@click.pass_obj
def list_kiosks(say: Say, as_json: bool, config: Path, socket: Path | None) -> None:  # noqa: FBT001
    """Print a table of the kiosks."""
    answer = Server(say, config, socket).ask("GET", "/kiosks")
    if as_json:
        print_json(answer)
        return
    import msgspec

    from gateway.cli.render import minute

    known = msgspec.convert(answer, Kiosks)
    _table(say, known.kiosks)
    for lock in known.locked:
        click.echo(say.phrase("address-locked", address=lock.address, until=minute(lock.until)))


def _turn(
    say: Say,
    /,
    *,
    verb: str,
    name: str,
    why: str,
    actor: str,
    as_json: bool,
    config: Path,
    socket: Path | None,
) -> None:
    """Put a kiosk out of service, or back into it: ``pause``, ``resume``."""
    path = f"/kiosks/{part(name)}/{verb}"
    answer = Server(say, config, socket).ask("POST", path, Pause(actor=actor, why=why))
    if as_json:
        print_json(answer)
        return
    import msgspec

    _table(say, [msgspec.convert(answer, KioskShown)])


@click.pass_obj
def unlock(
    say: Say,
    /,
    *,
    name: str | None,
    address: str | None,
    why: str,
    actor: str,
    as_json: bool,
    config: Path,
    socket: Path | None,
) -> None:
    """Let a kiosk, or whoever comes from an address, log in again."""
    if (name is None) == (address is None):
        raise Failure("unlock-whom", MISUSED)
    server = Server(say, config, socket)
    if address is not None:
        answer = server.ask("POST", "/lockouts/unlock", Unlock(actor=actor, why=why, address=address))
    else:
        answer = server.ask("POST", f"/kiosks/{part(name or '')}/unlock", Pause(actor=actor, why=why))
    if as_json:
        print_json(answer)
        return
    import msgspec

    if name is not None:
        _table(say, [msgspec.convert(answer, KioskUnlocked)])
    freed: int = answer.get("freed", 0)
    click.echo(say.phrase("unlocked", freed=freed) if freed else say.phrase("nothing-locked"))


def _table(say: Say, kiosks: Sequence[KioskShown]) -> None:
    from gateway.cli.render import print_table

    headings = [say.phrase(key) for key in ("kiosk", "login", "place", "state", "seen", "from")]
    print_table(headings, [_row(say, kiosk) for kiosk in kiosks])


def _row(say: Say, kiosk: KioskShown) -> list[str]:
    from gateway.cli.render import minute

    states = (
        ("state-paused", kiosk.paused),
        ("state-paper", kiosk.paper_out),
        ("state-shut", kiosk.shut_down),
        ("state-up", kiosk.connections > 0),
        ("state-never", kiosk.last_seen is None),
        ("state-down", kiosk.connections == 0 and kiosk.last_seen is not None),
    )
    told = [say.phrase(key) for key, holds in states if holds]
    told += [
        say.phrase("state-locked", address=lock.address, until=minute(lock.until)) for lock in kiosk.locked
    ]
    state = ", ".join(told)
    return [kiosk.name, kiosk.login, kiosk.location, state, minute(kiosk.last_seen), kiosk.address]


@click.pass_obj
def hash_password(say: Say) -> None:
    """Print the argon2 hash of a password; it is asked for twice, or read from standard input."""
    from argon2 import PasswordHasher

    if sys.stdin.isatty():
        password: str = click.prompt(
            say.phrase("password"),
            hide_input=True,
            confirmation_prompt=say.phrase("password-again"),
            err=True,
        )
    else:
        password = sys.stdin.readline().strip()
    if not password:
        raise Failure("no-password", MISUSED)
    click.echo(PasswordHasher().hash(password))
