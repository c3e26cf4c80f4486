"""Whether an APDU keeps to the rules of the standard."""

from collections.abc import Iterator

import pytest

from protocols.iso10161 import conditions
from protocols.iso10161.conditions import Violation, check
from protocols.iso10161.items import SupplyMediumInfoType, SupplyMediumType
from protocols.iso10161.systems import SystemId
from protocols.iso10161.wishes import SearchType
from tests.caches import forgotten
from tests.unit.protocols.iso10161.samples import message, request


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    with forgotten(conditions):
        yield


PRINTED = SupplyMediumInfoType(supply_medium_type=SupplyMediumType.PRINTED, medium_characteristics=" ")


def test_nothing_is_said_of_what_keeps_to_them() -> None:
    assert check(request()) == ()


def test_violations_stand_in_the_order_of_the_members() -> None:
    apdu = request(
        ill_service_type=(),
        search_type=SearchType(level_of_service="12", need_before_date="soon", expiry_date="20261220"),
        supply_medium_info_type=(PRINTED,) * 8,
        requester_note=" ",
    )
    media = "ILL-Request.supply-medium-info-type"
    assert [f"{each.element} {each.rule}" for each in check(apdu)] == [
        "ILL-Request.iLL-service-type size",
        "ILL-Request.search-type.expiry-date expiry",
        "ILL-Request.search-type.level-of-service size",
        "ILL-Request.search-type.need-before-date date",
        f"{media} size",
        *(f"{media}[{number}].medium-characteristics blanks" for number in range(1, 9)),
        "ILL-Request.requester-note blanks",
    ]


def test_a_violation_names_the_element_and_says_the_rule_in_two_languages() -> None:
    (found,) = check(message(requester_id=SystemId()))
    assert found == Violation(
        "Message.requester-id", "named", "a symbol, a name or both must be present", "代码与名称至少应有其一"
    )
    (size,) = check(request(ill_service_type=(1,) * 6))
    assert (size.text, size.chinese) == ("1 to 5 elements", "应有 1 至 5 项")
