"""MARC records made for tests, byte by byte, so that each can be wrong in a way of its own."""

from collections.abc import Iterable
from typing import TypeAlias

#: A tag and its text, in which ``$`` stands for the subfield delimiter.
Sample: TypeAlias = tuple[str, str]

BOOK: tuple[Sample, ...] = (
    ("001", "CUMT000001"),
    ("010", "  $a978-7-302-58350-9$dCNY39.00"),
    ("100", "  $a20210923d2021    em y0chiy0110    ea"),
    ("200", "1 $a人工智能导论$9ren gong zhi neng dao lun$f马月坤，陈昊主编"),
    ("210", "  $a北京$c清华大学出版社$d2021"),
    ("690", "  $aTP18$v5"),
    ("701", " 0$a马月坤$4主编"),
    ("801", " 0$aCN$bCUMT"),
    ("905", "  $aCUMT$b0000001$b0000002$dTP18$e8"),
)

MARC21_BOOK: tuple[Sample, ...] = (
    ("001", "ocm1"),
    ("008", "210923s2021    cc                  chi d"),
    ("020", "  $a7503717440 (pbk.)"),
    ("100", "1 $aMa, Yuekun."),
    ("245", "10$aIntroduction to AI /$cMa Yuekun."),
    ("264", " 1$aBeijing :$bTsinghua,$c2021."),
    ("852", "  $8 1.1$aCUMT$bMAIN$cHALL$hTP18$i8$pT0001"),
)


def text(sample: str) -> str:
    """A field's text with its delimiters."""
    return sample.replace("$", "\x1f")


def iso2709(
    fields: Iterable[Sample],
    charset: str = "utf-8",
    *,
    leader: str = "     nam0 22     3  450 ",
    length: int | None = None,
    base: int | None = None,
) -> bytes:
    """A record in ISO 2709; ``length`` and ``base`` overrule what the leader says of itself."""
    directory, body = b"", b""
    for tag, sample in fields:
        data = text(sample).encode(charset) + b"\x1e"
        directory += b"%s%04d%05d" % (tag.encode(), len(data), len(body))
        body += data
    begin = len(leader) + len(directory) + 1
    whole = begin + len(body) + 1
    head = leader.encode()
    head = b"%05d%s%05d%s" % (
        whole if length is None else length,
        head[5:12],
        begin if base is None else base,
        head[17:],
    )
    return head + directory + b"\x1e" + body + b"\x1d"
