"""``python -m gateway`` and the console script ``guanji``: the layout check, then the command line."""

import sys

from gateway.layout import LayoutError, check_layout


def main() -> None:
    """Run the command line; exit with 2 and one line of explanation where the packages are not all ours."""
    try:
        check_layout()
    except LayoutError as error:
        sys.stderr.write(f"guanji: {error}\n")
        sys.exit(2)
    # Imported only now: before the check, these names could belong to anybody.
    from gateway.cli import main as command_line  # noqa: PLC0415

    command_line()


if __name__ == "__main__":
    main()
