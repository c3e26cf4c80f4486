"""What was told of a reader; what goes and what stays is tests/contract/ill_keeping.py."""

from typing import Any

import pytest

from gateway.store.ill_retention import CATEGORIES, _clients
from gateway.store.shapes import json_text


@pytest.mark.parametrize(
    ("said", "clients"),
    [
        ({}, []),
        ({"ILL-Request": {"client-id": {"client-name": "张三"}}}, [{"client-name": "张三"}]),
        ({"a": [{"client-id": {}}], "b": "client-id"}, []),
        ({"client-id": {"x": {"client-id": 1}}}, [{"x": {"client-id": 1}}, 1]),
    ],
)
def test_a_client_is_found_however_deep(said: dict[str, Any], clients: list[object]) -> None:
    assert list(_clients(said)) == clients


def test_each_element_of_a_client_has_its_category() -> None:
    assert json_text(CATEGORIES) == (
        '{"client-name":"name","client-status":"standing","client-identifier":"number"}'
    )
