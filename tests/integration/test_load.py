"""`guanji load` in a process of its own: beside a server whose kiosks are at work, and where none runs."""

import random
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.kiosk_line import kiosk, moment
from tests.live import GUANJI, Demo, demo, environment, guanji
from tests.marc_files import barcode, cnmarc
from tests.writers import Writer

pytestmark = pytest.mark.slow

READERS = 400
TITLES = 1500

#: Every table that a load writes.
TABLES = ("bib", "item", "patron", "patron_card", "loan")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Demo]:
    with demo(tmp_path / "data") as server:
        yield server


def load(server: Demo, noun: str, file: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    return guanji("load", noun, file, "-c", server.directory / "guanji.toml", *options)


def rows(database: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()


def kept(database: Path) -> dict[str, list[str]]:
    """All that loads write."""
    return {table: sorted(map(repr, rows(database, f"SELECT * FROM {table}"))) for table in TABLES}  # noqa: S608


def counts(done: "subprocess.CompletedProcess[str]") -> dict[str, dict[str, int]]:
    """What a load said: noun, verdict, how many."""
    found: dict[str, dict[str, int]] = {}
    for line in done.stdout.splitlines():
        noun, colon, rest = line.partition(": ")
        if colon and noun in {"titles", "items", "readers", "loans"}:
            found[noun] = {word: int(count) for count, word in re.findall(r"(\d+) (\w+)", rest)}
    return found


def readers_table() -> str:
    rows = [f"S{n:05},读者{n},本科生,计算机学院,2030/6/30,{n + 0xA0000000:08X},8642" for n in range(READERS)]
    bad = ["1.23457E+11,坏号,本科生,,,,", "S99999,缺日,本科生,,2030年13月1日,,", ",无号,,,,,"]
    return "\r\n".join(["学号,姓名,读者类型,院系,有效期,卡号,密码", *rows, *bad]) + "\r\n"


def test_a_library_moves_in_while_kiosks_are_at_work(library: Demo, tmp_path: Path) -> None:
    catalogue, readers, loans = (tmp_path / name for name in ("catalogue.iso", "readers.csv", "loans.csv"))
    catalogue.write_bytes(cnmarc(range(1, TITLES + 1)))
    readers.write_bytes(readers_table().encode("gb18030"))
    loans.write_text(
        "条码,学号,借出日期,应还日期,续借次数\n"
        + "".join(f"{barcode(n, 1)},S{n:05},2026/11/1 9:00,2027-01-31,0\n" for n in range(1, 51))
        + f"{barcode(60, 1)},S77777,2026/11/1,2027/1/31,0\nNOBOOK,S00001,2026/11/1,2027/1/31,0\n",
        encoding="utf-8-sig",
    )
    writers = [Writer(number, library.sip2, random.Random(number)) for number in range(1, 5)]
    for writer in writers:
        writer.connect()
        writer.start()
    try:
        done = {
            "items": load(library, "items", catalogue),
            "patrons": load(library, "patrons", readers),
            "loans": load(library, "loans", loans),
        }
    finally:
        for writer in writers:
            writer.stop()
            writer.join()
    assert done["items"].stderr == ""
    assert {noun: each.returncode for noun, each in done.items()} == {"items": 0, "patrons": 1, "loans": 1}
    assert counts(done["items"]) == {"titles": {"new": TITLES}, "items": {"new": 2 * TITLES}}
    assert counts(done["patrons"]) == {"readers": {"new": READERS, "refused": 3}}
    assert counts(done["loans"]) == {"loans": {"new": 50, "refused": 2}}
    assert all(writer.told and not writer.refused for writer in writers)

    # Who came by a file borrows what came by a file, with the chip and the PIN that the file brought.
    with kiosk(library.sip2, "kiosk5") as line:
        asked = f"11NN{moment()}{' ' * 18}AOCUMT|AA{100 + 0xA0000000:08X}|AB{barcode(100, 1)}|AC|AD"
        assert line.say(f"{asked}1234|").startswith("120")
        assert line.say(f"{asked}8642|").startswith("121")
        assert line.item(barcode(1, 1)).status == "04"
    report = (tmp_path / "readers.csv.refused.csv").read_text("utf-8-sig")
    assert [line.split(",")[3] for line in report.splitlines()[1:]] == [
        "damaged_number",
        "not_a_date",
        "empty-cell",
    ]

    # Loaded again, nothing is doubled and nothing of what happened since is undone.
    before = kept(library.database)
    again = {
        noun: load(library, noun, file)
        for noun, file in (("items", catalogue), ("patrons", readers), ("loans", loans))
    }
    assert counts(again["items"]) == {"titles": {"unchanged": TITLES}, "items": {"unchanged": 2 * TITLES}}
    assert counts(again["patrons"]) == {"readers": {"unchanged": READERS, "refused": 3}}
    assert counts(again["loans"]) == {"loans": {"unchanged": 50, "refused": 2}}
    assert kept(library.database) == before


def test_no_pin_is_written_anywhere(library: Demo, tmp_path: Path) -> None:
    readers = tmp_path / "readers.csv"
    readers.write_text("学号,姓名,密码\nS1,张三,77441199\nS2,,77441199\nS3,李四,7.7E+77441199\n", "utf-8")
    done = load(library, "patrons", readers)
    assert counts(done) == {"readers": {"new": 1, "refused": 2}}
    library.stop()
    searched = [path for path in tmp_path.rglob("*") if path.is_file() and path != readers]
    assert (tmp_path / "readers.csv.refused.csv") in searched
    assert [path for path in searched if b"77441199" in path.read_bytes()] == []
    printed = "\n".join((done.stdout, done.stderr, *library.lines, *library.complaints))
    assert "77441199" not in printed


def test_a_load_that_is_killed_is_loaded_again(library: Demo, tmp_path: Path) -> None:
    catalogue = tmp_path / "catalogue.iso"
    catalogue.write_bytes(cnmarc(range(1, TITLES + 1)))
    command = [*GUANJI, "load", "items", str(catalogue), "-c", str(library.directory / "guanji.toml")]
    killed = 0
    while not killed:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
        loaded = 0
        while process.poll() is None:
            ((loaded,),) = rows(library.database, "SELECT count(*) FROM bib WHERE id LIKE 'CUMT0000____'")
            if loaded > 100:
                process.kill()
                break
        process.communicate()
        killed = loaded
    assert killed < TITLES
    done = load(library, "items", catalogue)
    tally = counts(done)
    assert sum(tally["titles"].values()) == TITLES
    assert set(tally["titles"]) == {"new", "unchanged"}
    ((items,),) = rows(library.database, "SELECT count(*) FROM item WHERE barcode LIKE 'L%'")
    assert items == 2 * TITLES


def test_without_a_server_the_command_writes_itself_and_shuts_servers_out(tmp_path: Path) -> None:
    assert guanji("init", tmp_path / "own").returncode == 0
    config = tmp_path / "own" / "guanji.toml"
    catalogue = tmp_path / "catalogue.iso"
    catalogue.write_bytes(cnmarc(range(1, 20_001)))
    command = [*GUANJI, "load", "items", str(catalogue), "-c", str(config)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    )
    try:
        assert process.stderr is not None
        assert "no server is running" in process.stderr.readline()
        time.sleep(0.5)
        refused = guanji("run", "-c", config)
        assert "in use by another Guanji" in refused.stderr
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130
    done = guanji("load", "items", catalogue, "-c", config, "--dry-run")
    loaded = counts(subprocess.CompletedProcess([], 130, out, ""))["titles"]["new"]
    assert counts(done)["titles"] == {"new": 20_000 - loaded, "unchanged": loaded}
    assert "a trial: nothing was written" in done.stdout


@pytest.mark.parametrize(
    ("noun", "name", "content", "said"),
    [
        ("patrons", "x.csv", "张三,男\n", "no headings (number)"),
        ("items", "x.iso", "no MARC at all", "there is no MARC record"),
        ("loans", "x.csv", "", "no headings"),
    ],
)
def test_a_file_of_another_kind_is_told(
    library: Demo, tmp_path: Path, noun: str, name: str, content: str, said: str
) -> None:
    file = tmp_path / name
    file.write_text(content, "utf-8")
    done = load(library, noun, file)
    assert done.returncode == 2
    assert said in done.stderr
    assert library.alive
