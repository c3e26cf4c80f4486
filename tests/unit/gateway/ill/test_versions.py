import pytest

from gateway.ill.versions import fitting, spoken
from gateway.model.ill.services import AnyService, Cancel, Damaged
from tests.ill_pair import CONDITION, replace


@pytest.mark.parametrize(("version", "known"), [(0, False), (1, True), (2, True), (3, False)])
def test_versions_one_and_two_are_understood(version: int, *, known: bool) -> None:
    assert spoken(version) is known


@pytest.mark.parametrize(
    ("body", "fit", "lost"),
    [
        (Cancel(), Cancel(), ()),
        (Damaged(note="水渍"), Damaged(note="水渍"), ()),
        (Damaged(note="水渍", complete=True), Damaged(note="水渍"), ("damaged-details",)),
        (Damaged(units=(3,)), Damaged(), ("damaged-details",)),
        (Damaged(document_type="1.2"), Damaged(), ("damaged-details",)),
        (CONDITION, CONDITION, ()),
        (replace(CONDITION, proposed_delivery="EMS"), CONDITION, ("proposed-delivery-service",)),
    ],
)
def test_version_one_gets_nothing_of_version_two(
    body: AnyService, fit: AnyService, lost: tuple[str, ...]
) -> None:
    assert fitting(body, 1) == (fit, lost)
    assert fitting(body, 2) == (body, ())
