"""``guanji demo``: a small library on loopback, with scenes played by simulated partners."""

from pathlib import Path


def main(keep: bool, data: Path | None, port_offset: int) -> int:  # noqa: FBT001 - as the command line calls it
    """Play the scenes, or keep the library running until Ctrl-C; the answer is the exit code."""
    from gateway.demo.show import show  # noqa: PLC0415 - brings the whole server with it

    return show(keep=keep, data=data, port_offset=port_offset)
