"""The declaration holds together: its defaults pass its own tests, every key says what it means."""

from pathlib import Path

import pytest
from msgspec import inspect

from gateway.config.declare import LENDS, RULES, Config
from gateway.config.kiosks import (
    ALL_SERVICES,
    DATE_TOKENS,
    ITEM_LINE_NAMES,
    DialectName,
    Extension,
    Kiosk,
    KioskDefaults,
    Service,
)
from gateway.config.load import read
from gateway.config.says import says
from protocols.sip2.checksum import Dialect
from protocols.sip2.codes import SupportedMessages
from protocols.sip2.dictionary import TAGS


def _fields(kind: object, path: str = "") -> list[tuple[str, inspect.Field]]:
    found = []
    for field in getattr(kind, "fields", ()):
        here = f"{path}.{field.name}"
        found.append((here, field))
        inner = field.type
        while not isinstance(inner, inspect.StructType) and (
            hasattr(inner, "type") or hasattr(inner, "item_type")
        ):
            inner = getattr(inner, "type", None) or getattr(inner, "item_type", inner)
        found += _fields(inner, here)
    return found


FIELDS = _fields(inspect.type_info(Config))


@pytest.mark.parametrize(("path", "field"), FIELDS, ids=[path for path, _ in FIELDS])
def test_every_key_says_what_it_means(path: str, field: inspect.Field) -> None:
    assert isinstance(field.type, inspect.Metadata), path
    assert (field.type.extra_json_schema or {}).get("description")


def test_services_are_those_of_bx_in_their_order() -> None:
    assert len(ALL_SERVICES) == 16
    assert len(list(SupportedMessages)) == 16
    positions = [position.name for position in SupportedMessages]
    assert [service.value for service in Service][1:4] == ["checkout", "checkin", "block-patron"]
    assert [str(name).split("_")[0] for name in positions][1:3] == ["CHECKOUT", "CHECKIN"]


def test_dialects_and_extensions_are_those_of_the_protocol() -> None:
    assert set(DialectName.__args__) == {dialect.value for dialect in Dialect}  # type: ignore[attr-defined]
    assert {extension.value for extension in Extension} - {"fees"} <= set(TAGS)


def test_a_kiosk_is_the_defaults_and_who_it_is() -> None:
    assert dict(LENDS) == {KioskDefaults: Kiosk}
    own = set(Kiosk.__struct_fields__) - set(KioskDefaults.__struct_fields__)
    assert own == {"name", "login", "password", "location", "certificate"}
    for kind, name in RULES:
        assert name in kind.__struct_fields__


def test_the_smallest_file_is_enough(tmp_path: Path) -> None:
    config, _ = read({"agency": "CUMT"}, tmp_path, {})
    assert str(config.agency_id) == "CUMT"
    assert config.kiosks == ()
    assert config.policy.hold_shelf_days == 7


def test_templates_and_formats_have_their_words() -> None:
    assert "barcode" in ITEM_LINE_NAMES
    assert "%Y" in DATE_TOKENS


def test_a_meaning_keeps_only_the_rules_that_were_given() -> None:
    meta = says("what", "何", unique="x", ge=1)
    assert meta.description == "what"
    assert meta.extra == {"zh": "何", "unique": "x"}
    assert meta.ge == 1
