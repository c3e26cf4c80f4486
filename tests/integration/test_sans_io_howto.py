"""The example of docs/howto/sans-io-sip2.md runs as written and prints what the page says."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.shared_data import ROOT


def test_the_example_prints_what_the_page_says(tmp_path: Path) -> None:
    page = (ROOT / "docs/howto/sans-io-sip2.md").read_text(encoding="utf-8")
    program = "\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))
    (printed,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    script = tmp_path / "example.py"
    script.write_text(program, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, script],
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert run.stderr == ""
    assert run.stdout == printed
