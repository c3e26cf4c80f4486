"""Terms."""

from gateway.model.ill.terms import UTF_8, Terms


def test_who_says_nothing_is_written_to_in_the_newer_version_and_in_utf_8() -> None:
    assert Terms() == Terms(version=2, charset=UTF_8)
