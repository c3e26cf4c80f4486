"""`make bench`: every measurement of this folder, each in a process of its own, as one Markdown page.

Named on the command line, only those: `python -m tests.bench sip2_codec`. Nothing here passes or fails: how
fast something is says as much about the machine.
"""

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from tests.bench.tables import Table

HERE = Path(__file__).parent

#: What measures nothing itself.
PARTS = {"__main__", "asn1_text", "tables", "closed_loop", "library", "pysip2_peer"}


def measurements() -> list[str]:
    """The names of the modules that measure."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in PARTS)


def machine() -> str:
    """The machine in one line."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = (line.partition(": ")[2] for line in lines if line.startswith("model name"))
    model = next(models, "unknown processor")
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} × {model}, {platform.system()} {platform.release()}, {python}"


def measured(name: str) -> Table:
    """Run one measurement."""
    command = [sys.executable, "-m", f"tests.bench.{name}", "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=HERE.parents[1])
    return msgspec.json.decode(done.stdout, type=Table)


def main() -> None:
    """Print the page."""
    print(f"`make bench` on {datetime.now(UTC):%Y-%m-%d}: {machine()}\n")  # noqa: T201
    for name in sys.argv[1:] or measurements():
        print(measured(name).markdown(), end="\n\n", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
