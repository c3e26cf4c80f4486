"""A message's text without its secrets, for the history, the desk and the log."""

from protocols.sip2.dictionary import PERSONAL_TAGS, SECRET_TAGS
from protocols.sip2.dissector import dissect
from protocols.sip2.errors import Undecodable
from protocols.sip2.masking import mask_anywhere, mask_fields, may_hide


def redact(body: str, *, personal: bool = False) -> str:
    """Hide passwords, PINs and identity-card numbers, and with ``personal`` all that tells about a reader.

    Takes any text. What can't be taken apart as a message is hidden generously.
    """
    if not personal and not may_hide(body):
        return body
    try:
        parts = dissect(body)
    except Undecodable:
        return mask_anywhere(body)
    tags = SECRET_TAGS | PERSONAL_TAGS if personal else SECRET_TAGS
    head = body[: parts.tags_at]
    for stray in parts.strays:
        head = head.replace(stray, mask_fields(stray, tags))
    return head + mask_fields(body[parts.tags_at :], tags)
