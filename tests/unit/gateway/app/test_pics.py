"""The statement of conformance is what the declarations and tables say."""

import ast
from pathlib import Path

import msgspec

from gateway.app import pics
from protocols.iso10161.apdus import IllApdu
from protocols.iso10161.members import by_element
from tests.meta.project import ROOT


def test_the_page_is_up_to_date() -> None:
    written = (ROOT / pics.PAGE).read_text("utf-8")
    assert written == pics.page(), "run: python -m gateway.app.pics"


def test_it_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / pics.PAGE.parent).mkdir(parents=True)
    pics.rewrite(tmp_path)
    assert (tmp_path / pics.PAGE).read_text("utf-8") == pics.page()


def test_every_apdu_and_every_element_of_it_is_there() -> None:
    sections = {part.partition("\n")[0]: part for part in pics.page().split("\n## ")}
    for name, member in by_element(IllApdu).items():
        for element in by_element(member.of):
            everywhere = sections[name] + sections["Every APDU"]
            assert f"\n| {element} |" in everywhere, (name, element)


def test_what_is_said_to_decide_is_looked_at_somewhere() -> None:
    folders = ("gateway/ill", "gateway/dispatch/lending", "gateway/model/ill")
    files = [file for folder in folders for file in (ROOT / folder).glob("*.py")]
    looked_at = {
        node.attr
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    }
    for of, fields in pics.DECIDES.items():
        assert fields <= {field.name for field in msgspec.structs.fields(of)} & looked_at, of
