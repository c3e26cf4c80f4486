from typing import Any

import pytest

from gateway.store.backup import Unfit, Why
from gateway.store.status import Status


def stands(**facts: Any) -> Status:  # noqa: ANN401 - fields of Status
    given: dict[str, Any] = {"where": "x", "kind": "sqlite", "revision": "0003", "known": "0004", "size": 0}
    return Status(**given | facts)


@pytest.mark.parametrize(
    ("facts", "needs"),
    [({}, True), ({"revision": "0004"}, False), ({"revision": ""}, True), ({"rows": {"loan": 1}}, True)],
)
def test_what_needs_an_upgrade(facts: dict[str, Any], *, needs: bool) -> None:
    assert stands(**facts).needs_upgrade is needs


@pytest.mark.parametrize(
    ("facts", "why"),
    [({"revision": "9999"}, Why.NEWER), ({"revision": "", "rows": {"bookmarks": 3}}, Why.NOT_OURS)],
)
def test_what_no_upgrade_makes_ours(facts: dict[str, Any], why: Why) -> None:
    with pytest.raises(Unfit) as raised:
        assert stands(**facts).needs_upgrade
    assert raised.value.why is why
