"""Hiding what must not be stored or shown, by the ``secret`` and ``personal`` marks of the dictionary."""

import re

from protocols.sip2.dictionary import SECRET_TAGS, TAGS

MASK = "***"

_TAG = re.compile("[A-Z][A-Z0-9]")
_LETTERS = 2
_checksum = re.compile("AZ[0-9A-Fa-f]{1,4}(?=[| \0]*$)")
_SECRET = "|".join(sorted(SECRET_TAGS))
_secret_anywhere = re.compile(rf"({_SECRET}|^\s*(?i:{_SECRET})).+", re.DOTALL)


# An empty field and another tag behind it, or the end, hides nothing.
_NOTHING = r"\|(?:\Z|(?-i:[A-Z][A-Z0-9]))"
_nothing = re.compile(_NOTHING).match
_may_hide = re.compile(rf"(?:{_SECRET})(?!{_NOTHING})", re.IGNORECASE).search


def may_hide(text: str) -> bool:
    """Say whether a text can hold a secret: the tag of one, in capitals or not, and something behind it.

    Most messages can't, and need not be taken apart.
    """
    if not text.isascii():  # letters beyond have capitals of other lengths, or ASCII ones
        return _may_hide(text) is not None
    capitals = text.upper()
    for tag in SECRET_TAGS:
        at = capitals.find(tag)
        while at >= 0:
            if _nothing(text, at + _LETTERS) is None:
                return True
            at = capitals.find(tag, at + 1)
    return False


def is_among(tag: str, tags: frozenset[str]) -> bool:
    """Say whether a tag is one of these, in capitals or not: a wrong spelling does not make a PIN public."""
    return tag.upper() in tags


def mask_fields(tagged: str, tags: frozenset[str]) -> str:
    """Hide the values of these tags in a text of tagged fields.

    A segment without letters of its own behind a hidden value is hidden too: the value may have held a ``|``.
    The checksum would give away the sum of what was hidden, so it goes as well.
    """
    segments = tagged.split("|")
    hidden = False
    for number, segment in enumerate(segments):
        field = segment.lstrip()
        if is_among(field[:_LETTERS], tags):
            hidden = True
            if field[_LETTERS:]:
                segments[number] = field[:_LETTERS] + MASK
        elif hidden and segment and not (field[:_LETTERS] in TAGS or _TAG.match(field)):
            segments[number] = MASK
        else:
            hidden = False
    masked = "|".join(segments)
    return _checksum.sub("AZ" + MASK, masked) if MASK in masked else masked


def mask_anywhere(text: str) -> str:
    """Hide whatever might be a secret in a text that is no message, rather too much than too little."""
    masked = "|".join(_secret_anywhere.sub(rf"\1{MASK}", segment) for segment in text.split("|"))
    return _checksum.sub("AZ" + MASK, masked) if MASK in masked else masked
