from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.app.copies import refuse_beside_keys, stamp
from gateway.config.declare import Config
from gateway.store.backup import Unfit, Why

NOW = datetime(2026, 11, 22, 8, 5, 9, tzinfo=UTC)


def test_names_are_in_the_order_of_their_instants() -> None:
    instants = [NOW + timedelta(hours=number) for number in range(50)]
    names = [stamp(instant) for instant in instants]
    assert names[0] == "20261122-080509"
    assert names == sorted(set(names))


def test_no_copy_lies_beside_the_keys(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    config = Config(agency="CUMT", keys=tmp_path / "secrets/guanji.key")
    refuse_beside_keys(tmp_path / "copy.sqlite", config)
    with pytest.raises(Unfit) as raised:
        refuse_beside_keys(tmp_path / "secrets/../secrets/copy.sqlite", config)
    assert raised.value.why is Why.OUTSIDE
