from pathlib import Path

import pytest

from protocols.iso18626.codec import encode
from protocols.iso18626.versions import VERSIONS
from protocols.iso18626.xsd import FILES, text
from protocols.xml import parse
from protocols.xml.xmlschemas import XMLSchema10
from tests.unit.protocols.iso18626.samples import both

KEPT = Path(__file__).parents[4] / "schemas"


@pytest.mark.parametrize("version", VERSIONS)
def test_the_kept_schema_is_that_of_the_declarations(version: str) -> None:
    kept = (KEPT / FILES[version]).read_text("utf-8")
    assert kept == text(version), f"run: guanji encode iso18626 --schema {version} > schemas/{FILES[version]}"


@pytest.mark.parametrize("version", VERSIONS)
def test_what_we_write_is_valid(version: str) -> None:
    schema = XMLSchema10(text(version))
    for message in both():
        schema.validate(parse(encode(message, version).data).root)
    assert schema.elements["ISO18626Message"]
