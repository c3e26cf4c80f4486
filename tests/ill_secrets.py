"""What no partner should send, and some do: identity cards and passwords all over a request."""

from typing import Any

from adapters.iso10161 import Iso10161
from gateway.model.ill.names import SystemId, TransactionId
from gateway.model.ill.parts import IllItem
from gateway.model.ill.services import IllMessage, IllRequest
from gateway.model.ill.terms import Terms
from protocols.iso10161.codec import encode
from protocols.iso10161.json_form import from_json

ID_CARD, PASSWORD = "11010519491231002X", "PasswordOfALibrary"

#: Prompt-1 as OCLC has it (ill.md §1.5), with a password.
PROMPT: dict[str, Any] = {
    "identifier": 1,
    "critical": False,
    "item": {
        "EXTERNAL": {
            "direct-reference": "1.2.840.10003.8.1",
            "encoding": {
                "single-ASN1-type": {
                    "Prompt-1": {
                        "response": [
                            {
                                "promptId": {"enummeratedPrompt": {"type": 2}},
                                "promptResponse": {"string": PASSWORD},
                            }
                        ]
                    }
                }
            },
        }
    },
}


def full_of_secrets(item: IllItem) -> bytes:
    """A request as another system writes it: an identity card in each text, a password beside it."""
    message = IllMessage(
        transaction=TransactionId(group="g", qualifier="q1"),
        said="20261123090000",
        requester=SystemId(symbol="CN:HHIT"),
        responder=SystemId(symbol="CN:CUMT"),
        body=IllRequest(item=item),
    )
    ((name, wire),) = Iso10161().write(message, Terms()).decoded.items()
    wire["client-id"] = {"client-name": f"张三{ID_CARD}", "client-identifier": ID_CARD}
    wire["requester-note"] = f"读者 {ID_CARD}"
    wire["iLL-request-extensions"] = [PROMPT]
    wire["unknown"] = [(b"\x9f\x64\x12" + ID_CARD.encode()).hex()]
    return encode(from_json({name: wire}))
