"""``guanji init``: a new gateway's directory."""

import secrets
from pathlib import Path

import click

from gateway.cli.failure import MISUSED, Failure
from gateway.cli.speak import Say

#: Bytes of chance in a kiosk's password: 128 bits, 22 characters to type in at the kiosk.
_PASSWORD_BYTES = 16


def commands(say: Say) -> click.Command:
    """The command."""
    return say.command(
        "init",
        init,
        say.argument("directory", metavar="DIR", type=click.Path(path_type=Path)),
        say.option("--agency", default="CUMT", show_default=True),
    )


@click.pass_obj
def init(say: Say, directory: Path, agency: str) -> None:
    """Make the directory, or say that it is one already."""
    from gateway.config.directory import FILE, NotEmpty, create, is_gateway
    from gateway.config.template import KIOSK_SECRET, template
    from gateway.store.errors import StoreError

    if directory.exists() and not directory.is_dir():
        raise Failure("not-directory", MISUSED, directory=directory)
    if is_gateway(directory):
        click.echo(say.phrase("init-there", directory=directory))
        return
    try:
        create(directory, template(agency), {KIOSK_SECRET: secrets.token_urlsafe(_PASSWORD_BYTES)})
    except NotEmpty:
        raise Failure("not-empty", MISUSED, directory=directory) from None
    except StoreError as error:
        raise Failure("store", reason=error) from None
    except OSError as error:
        raise Failure("not-writable", path=error.filename, reason=error.strerror) from None
    click.echo(
        say.phrase(
            "init-done", directory=directory, file=directory / FILE, key_file=directory / "secrets/guanji.key"
        )
    )
