"""The package as a whole: its public names, and what its errors are."""

import pytest

from protocols import marc
from protocols.errors import LocalProtocolError
from protocols.marc.errors import MarcError, UnknownCharset, Unwritable


def test_public_names() -> None:
    assert len(set(marc.__all__)) == len(marc.__all__)
    assert all(hasattr(marc, name) for name in marc.__all__)


@pytest.mark.parametrize("error", [UnknownCharset, Unwritable])
def test_what_a_caller_does_wrong_is_our_own_fault(error: type[MarcError]) -> None:
    assert issubclass(error, MarcError)
    assert issubclass(error, LocalProtocolError)
