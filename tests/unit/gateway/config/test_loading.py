from pathlib import Path

import pytest

from gateway.config.faults import ConfigError
from gateway.config.load import parse, read
from gateway.config.loading import Loading, LoanHeading, PatronHeading
from gateway.loading.headings import LoanColumn, PatronColumn
from gateway.model.cards import CardReading

TABLE = """
agency = "CUMT"
[loading]
chip_reading = "decimal"
[[loading.patron_headings]]
heading = "内部编号"
means = "{means}"
[[loading.loan_headings]]
heading = "流水"
means = "ignored"
"""


def loading(text: str) -> Loading:
    config, _ = read(parse(text.encode()), Path())
    return config.loading


def test_own_headings_are_read() -> None:
    assert loading(TABLE.format(means="number")) == Loading(
        chip_reading=CardReading.DECIMAL,
        patron_headings=(PatronHeading(heading="内部编号", means=PatronColumn.NUMBER),),
        loan_headings=(LoanHeading(heading="流水", means=LoanColumn.IGNORED),),
    )
    assert loading('agency = "CUMT"') == Loading()


def test_a_column_that_there_is_not_is_told() -> None:
    with pytest.raises(ConfigError, match="means"):
        loading(TABLE.format(means="nummer"))
