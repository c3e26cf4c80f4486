"""``guanji demo``: a small library on this machine."""

from pathlib import Path

import click

from gateway.cli.speak import Say


def commands(say: Say) -> click.Command:
    """The command."""
    return say.command(
        "demo",
        demo,
        say.option("--keep", is_flag=True),
        say.option("--data", type=click.Path(path_type=Path, file_okay=False)),
        say.option("--port-offset", type=click.IntRange(0, 50_000), default=0),
    )


def demo(keep: bool, data: Path | None, port_offset: int) -> int | None:  # noqa: FBT001 - as click calls it
    """Play the scenes, or keep the library running."""
    from gateway.demo import main

    return main(keep, data, port_offset)
