"""A message's text without its secrets, for the history, the desk and the log."""

from protocols.sip2.dictionary import PERSONAL_TAGS, SECRET_TAGS
from protocols.sip2.dissector import dissect, patterns_of
from protocols.sip2.errors import Undecodable
from protocols.sip2.masking import mask_anywhere, mask_fields, may_hide
from protocols.sip2.messages import MESSAGES


def redact(body: str, *, personal: bool = False) -> str:
    """Hide passwords, PINs and identity-card numbers, and with ``personal`` all that tells about a reader.

    Takes any text. What can't be taken apart as a message is hidden generously.
    """
    if not personal and not may_hide(body):
        return body
    tags = SECRET_TAGS | PERSONAL_TAGS if personal else SECRET_TAGS
    message = MESSAGES.get(body[:2])
    if message is not None and (strict := patterns_of(message).strict.match(body)):
        return strict[0] + mask_fields(body[strict.end() :], tags)
    try:
        parts = dissect(body)
    except Undecodable:
        return mask_anywhere(body)
    head = body[: parts.tags_at]
    for stray in parts.strays:
        head = head.replace(stray, mask_fields(stray, tags))
    return head + mask_fields(body[parts.tags_at :], tags)
