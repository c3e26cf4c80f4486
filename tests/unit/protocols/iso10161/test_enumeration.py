"""Enumerations that know how the standard spells their values."""

import pytest

from protocols.iso10161.enumeration import Enumeration


def test_an_enumeration_spells_its_members_as_the_standard_does() -> None:
    class Some(Enumeration):
        NOT_THIS = 3
        LOUD = 4, "lOUD"

    assert [(each.value, each.spelling) for each in Some] == [(3, "not-this"), (4, "lOUD")]
    assert Some.spelled("lOUD") is Some.LOUD
    assert Some(3) is Some.NOT_THIS
    with pytest.raises(KeyError):
        Some.spelled("loud")
