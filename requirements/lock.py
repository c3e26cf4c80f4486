"""Resolve what pyproject.toml declares and write the exact versions down beside this file (`make lock`).

The standard library and pip are all it needs. Files are resolved in order, each under the pins of those that
it includes, so that a package has one version everywhere:

* build.txt: what builds the distribution; run.txt: what it needs to run;
* test.txt: run.txt, build.txt and what the checks and the tests need; tox.txt: tox alone, for `make test`.

What is declared for some platforms alone keeps its marker.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
HEADER = "# Written by `make lock` from pyproject.toml; do not edit by hand.\n"


def main() -> None:
    """Write all four files."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = declared["project"]
    extras = project["optional-dependencies"]
    tools = [line for line in extras["dev"] if not line.startswith(("guanji", "tox"))]
    write("build", declared["build-system"]["requires"])
    write("run", project["dependencies"])
    write("test", project["dependencies"] + extras["test"] + tools, include=("build", "run"))
    write("tox", [line for line in extras["dev"] if line.startswith("tox")])


def write(name: str, wanted: list[str], include: tuple[str, ...] = ()) -> None:
    """Resolve ``wanted`` and write NAME.txt: the included files by reference, then every further pin."""
    already = {pin for other in include for pin in pins(other)}
    constraints = [option for other in include for option in ("-c", str(HERE / f"{other}.txt"))]
    markers = {normal(line): marker for line in wanted if (marker := line.partition(";")[2].strip())}
    references = "".join(f"-r {other}.txt\n" for other in include)
    further = [pin for pin in resolve(wanted, constraints) if pin not in already]
    lines = (f"{pin}; {markers[normal(pin)]}" if normal(pin) in markers else pin for pin in further)
    (HERE / f"{name}.txt").write_text(HEADER + references + "".join(f"{line}\n" for line in lines), "utf-8")


def normal(requirement: str) -> str:
    """The name that a requirement begins with, spelled as indexes spell it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement)[0]).lower()


def pins(name: str) -> list[str]:
    """The ``package==version`` lines of NAME.txt."""
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line.partition(";")[0] for line in lines if "==" in line]


def resolve(wanted: list[str], constraints: list[str]) -> list[str]:
    """Ask pip, as if into an empty environment, which versions it would install."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet"]
    question = [*pip, "--dry-run", "--ignore-installed", "--report", "-", *constraints, *wanted]
    answer = subprocess.run(question, check=True, stdout=subprocess.PIPE)  # noqa: S603
    chosen = [item["metadata"] for item in json.loads(answer.stdout)["install"]]
    return sorted((f"{item['name']}=={item['version']}" for item in chosen), key=str.lower)


if __name__ == "__main__":
    main()
