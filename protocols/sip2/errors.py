"""What can be wrong with a SIP2 message."""

from protocols.errors import RemoteProtocolError
from protocols.sip2.masking import mask_anywhere


class Undecodable(RemoteProtocolError):
    """This text is no SIP2 message, even with all the good will of the lenient reader.

    ``found`` holds no password. The document's answer is 96, Request SC Resend (SIP2 rev. 2.12, "Error
    detection").
    """

    def __init__(self, *, expected: str, found: str = "", element: str = "", offset: int = 0) -> None:
        masked = mask_anywhere(found)
        super().__init__(expected=expected, found=masked, element=element, offset=offset, answer="96")
