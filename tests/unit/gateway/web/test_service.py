import pytest

from gateway.model.wording import Tongue
from gateway.web.service import Reading, told
from tests.library import NOW


def test_what_was_taken_is_told() -> None:
    reloaded = told(Reading(applied=("policy.rules",), restart=("zone",)), Tongue.EN, NOW)
    assert (reloaded.ok, reloaded.applied, reloaded.restart, reloaded.at) == (
        True,
        ("policy.rules",),
        ("zone",),
        NOW,
    )


@pytest.mark.parametrize(("tongue", "line"), [(Tongue.ZH, "有误"), (Tongue.EN, "wrong")])
def test_faults_are_told_in_one_language(tongue: Tongue, line: str) -> None:
    reloaded = told(Reading(faults=(("有误", "wrong"),)), tongue, NOW)
    assert (reloaded.ok, reloaded.faults) == (False, (line,))
