from pathlib import Path
from typing import Any

import pytest

from gateway.config.faults import ConfigError
from gateway.config.holdings import Cnmarc, Holdings, Marc21
from gateway.config.load import read
from gateway.model.items import ItemStatus
from protocols.marc import Dialect


def test_the_usual_places_are_known() -> None:
    mapping = Holdings().mapping()
    assert mapping.tables[Dialect.CNMARC].items == ("906", "905")
    assert mapping.tables[Dialect.MARC21].items == ("876", "852")
    assert mapping.tables[Dialect.MARC21].link == "8"
    assert mapping.known_locations == frozenset()
    assert mapping.default_location == ""


@pytest.mark.parametrize("kind", [Cnmarc, Marc21])
@pytest.mark.parametrize("barcode", [(), ("905$b",)])
def test_there_must_be_a_place_for_barcodes(kind: type[Cnmarc | Marc21], barcode: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="barcode must be a place"):
        kind(barcode=barcode)


def test_a_place_must_be_one() -> None:
    with pytest.raises(ValueError, match="no place in a record"):
        Cnmarc(title=("title",))


def _read(holdings: dict[str, Any]) -> Holdings:
    hall = {"code": "HALL", "branch": "S"}
    document = {"agency": "CUMT", "branches": [{"code": "S"}], "locations": [hall], "holdings": holdings}
    config, _ = read(document, Path("/nowhere"), {})
    return config.holdings


def test_what_the_file_says_is_in_the_mapping() -> None:
    mapping = _read(
        {
            "cnmarc": {"items": ["905"], "barcode": ["$c", "$b"]},
            "libraries": ["CUMT"],
            "default_location": "HALL",
            "default_item_type": "普通图书",
            "locations": [{"code": "1", "location": "HALL"}],
            "item_types": [{"code": "Z", "item_type": "工具书"}],
            "collections": [{"code": "K", "collection": "科技"}],
            "statuses": [{"code": "L", "status": "lost"}],
        }
    ).mapping(["HALL"])
    assert [place.code for place in mapping.tables[Dialect.CNMARC].barcode] == ["c", "b"]
    assert mapping.tables[Dialect.CNMARC].title == Holdings().mapping().tables[Dialect.CNMARC].title
    assert mapping.libraries == {"CUMT"}
    assert mapping.known_locations == {"HALL"}
    assert (mapping.default_location, mapping.default_item_type) == ("HALL", "普通图书")
    assert (mapping.locations, mapping.item_types) == ({"1": "HALL"}, {"Z": "工具书"})
    assert (mapping.collections, mapping.statuses) == ({"K": "科技"}, {"L": ItemStatus.LOST})


@pytest.mark.parametrize(
    "holdings",
    [
        {"default_location": "MOON"},
        {"locations": [{"code": "1", "location": "MOON"}]},
        {"statuses": [{"code": "1", "status": "gone"}]},
        {"cnmarc": {"title": ["title"]}},
        {"item_types": [{"code": "1", "item_type": "a"}, {"code": "1", "item_type": "b"}]},
    ],
)
def test_what_can_not_be_is_refused(holdings: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="holdings"):
        _read(holdings)
