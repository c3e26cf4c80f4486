"""3M Standard Interchange Protocol 2.00: what kiosks (SC) and the library system (ACS) say to each other.

``decode`` and ``encode`` turn text into messages and back; ``AcsSession`` and ``ScSession`` are the two
ends of a conversation, free of all I/O. The messages and their codes stand in ``protocols.sip2.messages``
and ``protocols.sip2.codes`` and are named here as well.

Source: SIP2 document rev. 2.12 (78-8129-2375-9, 11 April 2006), Developer's Guide rev. 2.21.
"""

from protocols.sip2 import codes, messages
from protocols.sip2.acs import AcsSession
from protocols.sip2.charset import Charset
from protocols.sip2.checksum import Dialect, Trailer, seal, split_trailer, verify
from protocols.sip2.dates import format_date, parse_date
from protocols.sip2.decoder import decode
from protocols.sip2.encoder import encode
from protocols.sip2.errors import Undecodable
from protocols.sip2.events import (
    Answer,
    AnswerReason,
    Close,
    CloseReason,
    Damaged,
    OutOfStep,
    Request,
    ResendWanted,
    Response,
    StepReason,
)
from protocols.sip2.explain import Explained, explain
from protocols.sip2.fields import FeeLine, SipDate
from protocols.sip2.json_form import from_json, to_json
from protocols.sip2.link import Limits, Profile
from protocols.sip2.meanings import ExplainIn, title_of
from protocols.sip2.messages import ANSWERS, MESSAGES, Message
from protocols.sip2.money import fen, yuan
from protocols.sip2.printing import columns_of, wrap
from protocols.sip2.redact import redact
from protocols.sip2.sc import ScSession

__all__ = [
    "ANSWERS",
    "MESSAGES",
    "AcsSession",
    "Answer",
    "AnswerReason",
    "Charset",
    "Close",
    "CloseReason",
    "Damaged",
    "Dialect",
    "ExplainIn",
    "Explained",
    "FeeLine",
    "Limits",
    "Message",
    "OutOfStep",
    "Profile",
    "Request",
    "ResendWanted",
    "Response",
    "ScSession",
    "SipDate",
    "StepReason",
    "Trailer",
    "Undecodable",
    "codes",
    "columns_of",
    "decode",
    "encode",
    "explain",
    "fen",
    "format_date",
    "from_json",
    "messages",
    "parse_date",
    "redact",
    "seal",
    "split_trailer",
    "title_of",
    "to_json",
    "verify",
    "wrap",
    "yuan",
]
