"""The composition root: from a configuration to a running server."""

from pathlib import Path


def run(config: Path) -> int:
    """Serve one configuration until SIGTERM or Ctrl-C; the answer is the exit code.

    Raises `ConfigError`, `StoreError` or `gateway.app.doors.Unable`, whose messages say what to do.
    """
    # The reactor is chosen when it is first imported; a command that only prints help must not do that.
    from gateway.app.serve import serve  # noqa: PLC0415

    return serve(config)
