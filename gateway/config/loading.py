"""What the configuration says of tables that are loaded: what their columns are called at this library.

The customary headings are known (`gateway.loading.headings`); here stand those of its own.
"""

from typing import Annotated

import msgspec

from gateway.config.says import says
from gateway.loading.headings import LoanColumn, PatronColumn
from gateway.model.cards import CardReading


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file: a key that it doesn't declare is an error."""


class PatronHeading(_Table, frozen=True, kw_only=True):
    """A heading in lists of readers."""

    heading: Annotated[str, says("The heading as it stands in the file.", "文件中的表头。", min_length=1)]
    means: Annotated[PatronColumn, says("What the column holds.", "该列的内容。")]


class LoanHeading(_Table, frozen=True, kw_only=True):
    """A heading in lists of loans."""

    heading: Annotated[str, says("The heading as it stands in the file.", "文件中的表头。", min_length=1)]
    means: Annotated[LoanColumn, says("What the column holds.", "该列的内容。")]


class Loading(_Table, frozen=True, kw_only=True):
    """How lists of readers and loans are read."""

    chip_reading: Annotated[
        CardReading,
        says(
            "How chip numbers are spelled in lists of readers; number: as they are kept.",
            "读者表中芯片卡号的写法；number 表示原样保存。",
        ),
    ] = CardReading.NUMBER
    patron_headings: Annotated[
        tuple[PatronHeading, ...],
        says("Headings of this library's own lists of readers.", "本馆读者表自有的表头。"),
    ] = ()
    loan_headings: Annotated[
        tuple[LoanHeading, ...],
        says("Headings of this library's own lists of loans.", "本馆借阅表自有的表头。"),
    ] = ()
