import io

import pytest

from protocols.marc import Damage, Parsed, Raw, read
from tests.marc_records import iso2709

ONE = iso2709((("001", "ONE"),))
XML = '<collection><record><leader>x</leader><controlfield tag="001">ONE</controlfield></record></collection>'


@pytest.mark.parametrize("step", [1, 5, 1000])
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (ONE, Raw),
        (b"\xef\xbb\xbf" + ONE, Raw),
        (b"\r\n" * 3000 + ONE, Raw),
        (XML.encode(), Parsed),
        (b"\xef\xbb\xbf  \n" + XML.encode(), Parsed),
        (XML.encode("utf-16"), Parsed),
        (b"\xfe\xff" + XML.encode("utf-16-be"), Parsed),
    ],
)
def test_the_beginning_tells_the_form(data: bytes, kind: type, step: int) -> None:
    found = list(read([data[at : at + step] for at in range(0, len(data), step)]))
    assert [type(record) for record in found] == [kind]
    assert [record.control("001") for record in found if not isinstance(record, Damage)] == ["ONE"]


def test_an_empty_file_has_no_records() -> None:
    assert list(read(io.BytesIO(b""))) == []
    assert list(read(io.BytesIO(b"\r\n"))) == []
