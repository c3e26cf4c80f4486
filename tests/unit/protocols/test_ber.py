"""What the package offers, and EXTERNAL, which is declared as any other type is."""

import pytest

import protocols.ber
from protocols.ber import Codec, Encoding, External, Raw

EXTERNAL = Codec(External)


def test_everything_offered_is_there() -> None:
    assert sorted(protocols.ber.__all__) == protocols.ber.__all__
    assert all(hasattr(protocols.ber, name) for name in protocols.ber.__all__)


@pytest.mark.parametrize(
    ("octets", "value"),
    [
        (
            "280b 06052 8cf310d02 a002 3000".replace(" ", ""),
            External(direct_reference="1.0.10161.13.2", encoding=Encoding(single_asn1_type=Raw(b"\x30\0"))),
        ),
        (
            "2807 020105 8102ffff",
            External(indirect_reference=5, encoding=Encoding(octet_aligned=b"\xff\xff")),
        ),
        (
            "2807 070161 820204f0",
            External(
                data_value_descriptor="a",
                encoding=Encoding(arbitrary=protocols.ber.BitString(b"\xf0", 4)),
            ),
        ),
    ],
)
def test_external_in_its_form_of_1988(octets: str, value: External) -> None:
    data = bytes.fromhex(octets)
    assert EXTERNAL.decode(data) == value
    assert EXTERNAL.encode(value) == data
