"""docs/operations as it stands: the runbook's commands run, units and rules are what their readers take."""

import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from gateway.cli.words import COMMANDS
from tests.live import demo, environment
from tests.meta.project import ROOT

OPERATIONS = ROOT / "docs/operations"
RUNBOOKS = [OPERATIONS / name for name in ("runbook.md", "runbook.zh-CN.md")]
UNITS = ["guanji.service", "guanji-backup.service", "guanji-backup.timer"]

#: What systemd-analyze calls OK ends at 4; ours needs the network and one directory.
MOST_EXPOSED = 2.0


def blocks(page: Path, kind: str) -> list[str]:
    """The code blocks of that kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def headings(page: Path) -> int:
    return len(re.findall(r"^## ", page.read_text("utf-8"), re.MULTILINE))


def test_both_runbooks_say_the_same() -> None:
    english, chinese = RUNBOOKS
    for kind in ("sh", "console"):
        assert blocks(english, kind) == blocks(chinese, kind)
    assert headings(english) == headings(chinese) > 20


def test_every_command_of_the_runbook_runs_as_it_is_written(tmp_path: Path) -> None:
    """In the demo's library, served, with the folders of the runbook put elsewhere."""
    programs, backups = tmp_path / "bin", tmp_path / "backups"
    for folder in (programs, backups):
        folder.mkdir()
    program = programs / "guanji"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m gateway "$@"\n', "utf-8")
    program.chmod(0o755)
    places = {
        "/var/lib/guanji": str(tmp_path / "library"),
        "/var/backups/guanji": str(backups),
        "/var/tmp/rehearsal": str(tmp_path / "rehearsal"),  # noqa: S108 - to be put elsewhere
    }
    commands = blocks(RUNBOOKS[0], "sh")
    assert len(commands) >= 8
    with demo(tmp_path / "library"):
        # A backup is there before the first is asked for, as after the first night.
        for command in ["guanji db backup /var/backups/guanji\n", *commands]:
            script = command
            for written, meant in places.items():
                script = script.replace(written, meant)
            done = subprocess.run(
                ["bash", "-eu", "-o", "pipefail", "-c", script],
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
                timeout=120,
                cwd=ROOT,
                env=environment(
                    PATH=f"{programs}:{os.environ['PATH']}",
                    GUANJI_CONFIG=str(tmp_path / "library/guanji.toml"),
                ),
            )
            assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
            assert "internal error" not in done.stderr


def program(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    file.chmod(0o755)


def test_restoring_and_upgrading_run_as_they_are_written(tmp_path: Path) -> None:
    """With a stand-in for sudo, which empties the environment as sudo does, for systemctl and for pip."""
    stand_ins, opt = tmp_path / "bin", tmp_path / "opt"
    program(opt / "bin/guanji", f'cd {ROOT} && exec {sys.executable} -m gateway "$@"')
    program(opt / "bin/pip", '[ "$1" = install ]')
    program(stand_ins / "systemctl", '[ "$2" = guanji ]')
    program(
        stand_ins / "sudo",
        '[ "$1 $2" = "-u guanji" ] && shift 2 && exec env -i LANG=C.UTF-8 PATH=/usr/bin:/bin "$@"',
    )
    places = {
        "/var/lib/guanji": str(tmp_path / "library"),
        "/var/backups/guanji": str(tmp_path / "backups"),
        "/opt/guanji": str(opt),
        "/usr/local/bin/guanji": str(tmp_path / "command"),
    }

    def put_elsewhere(text: str) -> str:
        for written, meant in places.items():
            text = text.replace(written, meant)
        return text

    wrapper = tmp_path / "command"
    wrapper.write_text(put_elsewhere((OPERATIONS / "guanji-command").read_text("utf-8")), "utf-8")
    wrapper.chmod(0o755)
    (tmp_path / "backups").mkdir(mode=0o700)
    recipes = [
        text for text in blocks(RUNBOOKS[0], "console") if "db restore" in text or "db upgrade" in text
    ]
    copy = re.findall(r"db restore (\S+)", recipes[0])[0]
    setting_up = [
        "# sudo -u guanji /usr/local/bin/guanji init /var/lib/guanji\n",
        f"# sudo -u guanji /usr/local/bin/guanji db backup {copy}\n",
    ]
    assert setting_up[0] in blocks(RUNBOOKS[0], "console")[0]
    assert len(recipes) == 2
    for recipe in (*setting_up, *recipes):
        script = put_elsewhere(re.sub(r"^# ", "", recipe, flags=re.MULTILINE))
        done = subprocess.run(
            ["sh", "-eu", "-c", script],
            input="y\n",
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=120,
            cwd=tmp_path,
            env=environment(PATH=f"{stand_ins}:/usr/bin:/bin"),
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    assert list((tmp_path / "library").glob("guanji.sqlite.replaced-*"))
    assert len(list((tmp_path / "backups").iterdir())) == 2


def test_every_command_that_is_named_is_one() -> None:
    """Also those in the text and in the blocks that are not run."""
    groups = {path.split()[0] for path in COMMANDS if " " in path}
    text = "".join(page.read_text("utf-8") for page in RUNBOOKS)
    named = [
        tuple(found.split()[:2]) for found in re.findall(r"(?:`|/|\$ |^|guanji )guanji ([a-z][^`\n]*)", text)
    ]
    commands = {" ".join(words) if words[0] in groups else words[0] for words in named}
    assert {"doctor", "db restore", "config reload"} <= commands
    assert sorted(commands - set(COMMANDS) - {"init"}) == []


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units, with a program that is there."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    program = tmp_path / "guanji"
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    for name in UNITS:
        text = (OPERATIONS / name).read_text("utf-8").replace("/opt/guanji/bin/guanji", str(program))
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_systemd_takes_the_units(units: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(units / name) for name in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.strip()) == (0, "")


@pytest.mark.parametrize("name", ["guanji.service", "guanji-backup.service"])
def test_the_services_may_do_little(units: Path, name: str) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", str(units / name)],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )
    found = re.search(r"Overall exposure level for \S+ (\d+\.\d+)", done.stdout)
    assert found is not None, done.stderr
    assert float(found[1]) <= MOST_EXPOSED


def test_the_alerts_ask_for_metrics_that_there_are() -> None:
    rules = (OPERATIONS / "guanji-alerts.yml").read_text("utf-8")
    manual = (ROOT / "docs/manual/metrics.md").read_text("utf-8")
    known = set(re.findall(r"^\| `(guanji_\w+)`", manual, re.MULTILINE))
    asked = {name.removesuffix("_bucket") for name in re.findall(r"guanji_\w+", rules)}
    assert len(asked) > 5
    assert asked <= known
    alerts = set(re.findall(r"alert: (\w+)", rules))
    for page in RUNBOOKS:
        assert alerts == set(re.findall(r"`(Guanji[A-Z]\w+)`", page.read_text("utf-8")))


def test_the_container_is_made_of_what_is_there() -> None:
    lines = (OPERATIONS / "Dockerfile").read_text("utf-8").splitlines()
    copied = [
        word
        for line in lines
        if line.startswith("COPY ") and "--from" not in line
        for word in line.split()[1:-1]
    ]
    assert {"gateway", "pyproject.toml", "requirements/run.txt"} <= set(copied)
    assert [word for word in copied if not (ROOT / word).exists()] == []
    assert lines.index("USER guanji") < lines.index('ENTRYPOINT ["guanji"]')


def test_the_container_may_write_where_its_volumes_lie() -> None:
    """A new volume takes owner and mode of the folder in the image; without one it is root's."""
    dockerfile = (OPERATIONS / "Dockerfile").read_text("utf-8")
    compose = (OPERATIONS / "compose.yaml").read_text("utf-8")
    service = compose[compose.index("\n  guanji:\n") :]
    mounted = re.findall(r'"\w+:(/[^"]+)"', re.findall(r"volumes: \[(.*)\]", service)[0])
    made = re.findall(r"install -d -o guanji -g guanji -m 700 ([^\n\\]+)", dockerfile)[0].split()
    assert len(mounted) == 2
    assert sorted(made) == sorted(mounted)
    user = re.findall(r"--uid (\d+)", dockerfile)[0]
    assert f"chown {user} docs/operations/postgres-password" in compose


def test_the_container_dumps_the_postgresql_beside_it() -> None:
    dockerfile = (OPERATIONS / "Dockerfile").read_text("utf-8")
    compose = (OPERATIONS / "compose.yaml").read_text("utf-8")
    server = re.findall(r"image: postgres:(\d+)-(\w+)", compose)
    client = re.findall(r"postgresql-client-(\d+)", dockerfile)
    bases = re.findall(r"^FROM python:[\d.]+-slim-(\w+)", dockerfile, re.MULTILINE)
    assert (len(bases), len(set(bases))) == (2, 1)
    assert server == [(client[0], bases[0])]


def test_what_the_container_publishes_can_be_reached_in_it() -> None:
    """What `init` writes can't: both files say what to write instead, and that holds."""
    compose = (OPERATIONS / "compose.yaml").read_text("utf-8")
    published = re.findall(r":(\d+)\"", re.findall(r"ports: \[(.*)\]", compose)[0])
    for text in (compose, (OPERATIONS / "Dockerfile").read_text("utf-8")):
        assert [port for port in published if f'"tcp:{port}"' not in text] == []
        watchers = tomllib.loads(re.findall(r"watchers = \[.*?\]", text)[0])["watchers"]
        assert ip_address("172.17.0.1") in ip_network(watchers[1])
