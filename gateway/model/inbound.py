"""An inbound message on its way through the house."""

from datetime import datetime

import msgspec

from gateway.model.commands import Command, Origin, Query


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """What a message speaks of: an item's barcode and a reader's number as they were read.

    Each is empty where the message names none.
    """

    item: str = ""
    patron: str = ""


class Inbound(msgspec.Struct, frozen=True, kw_only=True):
    """A command or query with who asks and how it is to be remembered.

    `ref` is the message's own id; `at` is when it arrived (UTC). `kind` is the wire's own name for it (``sip2
    11``). `key` is the keyed hash of terminal and text by which a repeat over another connection is known,
    empty where a repeat is simply done again. `link` names the connection, `sequenced` says that the wire
    itself tells repeats apart on that connection (SIP2: AY was there); `dated` says that its text tells when
    it was said, so that the same thing done later has another text. `text` is the message with every secret
    masked, as it is stored.
    """

    ref: str
    at: datetime
    origin: Origin
    body: Command | Query
    kind: str = ""
    key: bytes = b""
    link: str = ""
    sequenced: bool = False
    dated: bool = True
    text: str = ""
