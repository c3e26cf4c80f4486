"""Run one target under atheris: `python -m tests.fuzz iso2709 -runs=10000 -seed=1 FOLDER`."""

import importlib
import sys

import atheris


def main() -> None:
    """Look until libFuzzer's options say that it is enough, or something is found."""
    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=["protocols", "gateway.translate"]):
        target = importlib.import_module(f"tests.fuzz.{name}").target
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
