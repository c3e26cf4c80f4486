"""The project's text speaks of the project: no paths of one machine, no words of a house that we avoid."""

import re

import pytest

from tests.meta.project import FOLDERS, ROOT, python_files, texts

# Built from pieces, so that this file does not find itself.
MACHINE = "|".join(rf"(?<![\w.]){re.escape('/' + folder + '/')}" for folder in ("work", "root", "Users"))
HOME = rf"(?<![\w.])/{'home'}/[a-z]+/"
CONVERSATION = "|".join(
    rf"\b{word}\b" for word in ("the" + " brief", "as " + "instructed", "Co-authored" + "-by")
)


@pytest.mark.parametrize(
    "words", [MACHINE, HOME, CONVERSATION], ids=["machine paths", "homes", "conversation"]
)
def test_no_text_belongs_to_one_machine_or_one_conversation(words: str) -> None:
    found = [
        f"{file}:{number}: {line.strip()}"
        for file, text in texts().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if re.search(words, line, re.IGNORECASE)
    ]
    assert found == []


def test_no_module_is_named_for_what_has_no_name() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    named_so = [
        str(file) for file in python_files() if vague & {part.removesuffix(".py") for part in file.parts}
    ]
    assert named_so == []


@pytest.mark.parametrize("text", ["see /" + "work/x", "'/" + "root/.ssh'", "in /" + "home/li/guanji"])
def test_the_search_sees_machine_paths(text: str) -> None:
    assert re.search(f"{MACHINE}|{HOME}", text)


@pytest.mark.parametrize("text", ["docs/work/plan.md", "framework/x", "GET /api/work/1", "src/root/a"])
def test_the_search_leaves_other_paths_alone(text: str) -> None:
    assert not re.search(f"{MACHINE}|{HOME}", text)


def test_the_project_is_where_we_look() -> None:
    assert [folder for folder in FOLDERS if not (ROOT / folder).is_dir()] == []
