import msgspec
import pytest

from gateway.circulation.policy import (
    DEFAULT_LIMITS,
    DEFAULT_RULE,
    FOUND_LIMIT,
    CategoryLimits,
    Policy,
    Rule,
)

PLACES = ("stacks", "south")

ANY = Rule(loan_days=1)
STARRED = Rule(category="*", item_type="*", location="*", loan_days=2)
CATEGORY = Rule(category="本科生", loan_days=3)
TYPE = Rule(item_type="工具书", loan_days=4)
BRANCH = Rule(location="south", loan_days=5)
BOTH = Rule(category="本科生", item_type="工具书", loan_days=6)
ALL_THREE = Rule(category="本科生", item_type="工具书", location="stacks", loan_days=7)


@pytest.mark.parametrize(
    ("rules", "category", "item_type", "days"),
    [
        ((), "本科生", "图书", DEFAULT_RULE.loan_days),
        ((CATEGORY,), "教职工", "图书", DEFAULT_RULE.loan_days),
        ((ANY,), "教职工", "图书", 1),
        ((STARRED,), "教职工", "图书", 2),
        ((ANY, CATEGORY), "本科生", "图书", 3),
        ((CATEGORY, TYPE), "本科生", "工具书", 3),
        ((TYPE, CATEGORY), "本科生", "工具书", 4),
        ((CATEGORY, TYPE, BOTH), "本科生", "工具书", 6),
        ((BRANCH, ANY), "教职工", "图书", 5),
        ((BOTH, ALL_THREE), "本科生", "工具书", 7),
    ],
)
def test_the_rule_that_names_most_holds_and_of_equals_the_first(
    rules: tuple[Rule, ...], category: str, item_type: str, days: int
) -> None:
    assert Policy(rules=rules).rule(category, item_type, PLACES).loan_days == days


def test_what_was_looked_for_is_remembered_only_so_far() -> None:
    policy = Policy(rules=(CATEGORY,))
    categories = [f"别的{n}" for n in range(2 * FOUND_LIMIT + 1)]
    assert {policy.rule(category, "图书", PLACES) for category in categories} == {DEFAULT_RULE}
    assert policy.rule("本科生", "图书", PLACES) is policy.rule("本科生", "图书", PLACES) is CATEGORY
    assert len(policy._found) <= FOUND_LIMIT


def test_a_location_is_meant_by_its_name_or_by_its_branch() -> None:
    rule = Rule(location="stacks")
    assert rule.fits("", "", ("stacks", "south"))
    assert not rule.fits("", "", ("hall", "south"))


@pytest.mark.parametrize(
    ("category", "loans"), [("本科生", 30), ("教职工", 5), ("", 5)], ids=["named", "other", "none"]
)
def test_limits_go_by_category(category: str, loans: int) -> None:
    policy = Policy(limits=(CategoryLimits(loans=5), CategoryLimits(category="本科生", loans=30)))
    assert policy.limits_of(category).loans == loans


def test_a_policy_that_says_nothing_is_usable() -> None:
    assert Policy().limits_of("本科生") == DEFAULT_LIMITS
    assert Policy().rule("本科生", "", ()) == DEFAULT_RULE


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (Rule, {"fine_per_day_fen": 10, "suspension_days_per_day": 1}),
        (Rule, {"fine_cap_fen": -1}),
        (Rule, {"suspension_cap_days": -1}),
        (Rule, {"loan_days": 0}),
        (Rule, {"lone_days": 3}),
        (CategoryLimits, {"loans": -1}),
        (CategoryLimits, {"fees_fen": -1}),
        (Policy, {"hold_expiry_days": 0}),
    ],
)
def test_terms_that_make_no_sense_are_refused(kind: type, wrong: dict[str, int]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, kind)


def test_a_policy_is_a_table_of_the_configuration() -> None:
    table = {
        "hold_expiry_days": 90,
        "rules": [{"category": "本科生", "loan_days": 40}],
        "limits": [{"loans": 2}],
    }
    policy = msgspec.convert(table, Policy)
    assert policy.rules == (Rule(category="本科生", loan_days=40),)
    assert policy.limits[0].overdue is None


@pytest.mark.parametrize(
    ("rule", "serves"),
    [(Rule(), True), (Rule(lendable=False), False), (Rule(holdable=False), False)],
)
def test_only_what_is_lent_and_may_be_held_serves_holds(rule: Rule, serves: bool) -> None:  # noqa: FBT001 - a column
    assert rule.serves_holds is serves
