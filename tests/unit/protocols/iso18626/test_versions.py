import pytest

from protocols.iso18626.versions import VERSIONS, nearest


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("1.2", "1.2"),
        ("2021-2", "2021-2"),
        ("1.0", "1.2"),
        ("1.1", "1.2"),
        ("1.3", "2021-2"),
        ("2021-1", "2021-2"),
        ("2021-3", "2021-2"),
        (" 2021", "2021-2"),
        ("2025-1", "2021-2"),
        ("", "1.2"),
        ("?", "1.2"),
    ],
)
def test_every_version_is_near_to_one_of_ours(said: str, version: str) -> None:
    assert nearest(said) == version
    assert version in VERSIONS
