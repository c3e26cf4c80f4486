import pytest

from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.services import IllMessage, IllRequest
from gateway.model.ill.terms import Terms
from gateway.simulate.indefinite import indefinite
from gateway.translate.iso10161.messages import to_apdu
from protocols.ber import Framer
from protocols.iso10161.codec import decode, encode


@pytest.mark.parametrize(
    ("definite", "expected"),
    [
        ("0201 05", "0201 05"),
        ("3003 0201 05", "3080 0201 05 0000"),
        ("3005 3003 0201 05", "3080 3080 0201 05 0000 0000"),
        ("308103 0201 05", "3080 0201 05 0000"),
        ("bf870103 0201 05", "bf870180 0201 05 0000"),
        ("0201 05 3000", "0201 05 3080 0000"),
    ],
    ids=["primitive", "constructed", "nested", "long-length", "long-tag", "a-row"],
)
def test_how_it_is_written(definite: str, expected: str) -> None:
    assert indefinite(bytes.fromhex(definite)) == bytes.fromhex(expected)


def test_an_apdu_means_the_same() -> None:
    name = TransactionId(initial_requester=SystemId(symbol="HHIT"), group="1", qualifier="1")
    message = IllMessage(transaction=name, said="20261123080000", body=IllRequest(note="长" * 100))
    definite = encode(to_apdu(message, Terms()).apdu)
    written = indefinite(definite)
    assert Framer().feed(written + definite) == [written, definite]
    assert decode(written).apdu == decode(definite).apdu
