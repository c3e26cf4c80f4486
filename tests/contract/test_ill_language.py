"""Every language of interlibrary loan keeps the contract."""

import pytest

from adapters.iso10161 import Iso10161
from gateway.ports.ill_language import IllLanguage
from tests.contract.ill_language import IllLanguageContract


class TestIso10161(IllLanguageContract):
    @pytest.fixture
    def language(self) -> IllLanguage:
        return Iso10161()
