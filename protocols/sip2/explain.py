"""A message explained to a person, element by element, in English or Chinese."""

from collections.abc import Iterator
from enum import Flag, StrEnum
from functools import cache

import msgspec

from protocols.sip2.checksum import Trailer, split_trailer
from protocols.sip2.declaration import FixedElement, TaggedElement, declaration_of
from protocols.sip2.dictionary import PERSONAL_TAGS, POSITIONAL, SECRET_TAGS, TAGS, Entry
from protocols.sip2.dissector import dissect
from protocols.sip2.fields import Kind
from protocols.sip2.masking import MASK, mask_fields
from protocols.sip2.meanings import WORDS, ExplainIn, meaning_of, title_of
from protocols.sip2.messages import Message
from protocols.sip2.values import VALUES


class Explained(msgspec.Struct, frozen=True):
    """One element of a message: its name, its letters (empty for a positional one), its text, what it means.

    ``meaning`` is empty where the text speaks for itself.
    """

    name: str
    tag: str
    value: str
    meaning: str


def explain(
    text: str, language: ExplainIn = ExplainIn.ENGLISH, *, secrets: bool = False, personal: bool = True
) -> list[Explained]:
    """Explain a message, with or without its sequence number and checksum, in the order of the wire.

    Secret values are masked unless ``secrets``; those about a reader are shown unless ``personal`` is False.
    Raises Undecodable.
    """
    trailer = split_trailer(text)
    parts = dissect(trailer.body)
    hidden = (frozenset() if secrets else SECRET_TAGS) | (frozenset() if personal else PERSONAL_TAGS)
    strays = (mask_fields(stray, hidden) for stray in parts.strays)
    segments = [*strays, *mask_fields(trailer.body[parts.tags_at :], hidden).split("|")]
    kinds = _kinds_of(parts.message)
    return [
        Explained(title_of(parts.message, language), "", parts.message.CODE, ""),
        *(_positional(element, value, language) for element, value in parts.fixed),
        *(_field(segment.lstrip(), kinds, language) for segment in segments if segment.strip()),
        *_trailer(trailer, language, masked=any(segment.endswith(MASK) for segment in segments)),
    ]


def _positional(element: FixedElement, value: str, language: ExplainIn) -> Explained:
    name = _name(POSITIONAL[element.name], language)
    return Explained(name, "", value, _meaning(element.kind, value, language))


def _field(segment: str, kinds: dict[str, Kind], language: ExplainIn) -> Explained:
    tag, value = segment[:2], segment[2:]
    entry = TAGS.get(tag)
    if entry is None:
        return Explained("", tag, value, "")
    return Explained(_name(entry, language), tag, value, _meaning(kinds.get(tag, Kind.TEXT), value, language))


def _trailer(trailer: Trailer, language: ExplainIn, *, masked: bool) -> Iterator[Explained]:
    if trailer.sequence is not None:
        yield Explained(_name(TAGS["AY"], language), "AY", str(trailer.sequence), "")
    if trailer.checksum is not None:
        # The checksum would give away the sum of a masked value.
        yield Explained(_name(TAGS["AZ"], language), "AZ", MASK if masked else trailer.checksum, "")


def _name(entry: Entry, language: ExplainIn) -> str:
    return entry.chinese if language is ExplainIn.CHINESE else entry.name


def _meaning(kind: Kind, text: str, language: ExplainIn) -> str:
    words = WORDS[language]
    if kind is Kind.DATE:
        return _readable_date(text) if text.strip() else words["blank"]
    if kind in _TRUTHS:
        return words.get(_TRUTHS[kind].get(text.upper(), ""), "")
    value = VALUES[kind].read(text)
    if isinstance(value, Flag):
        said = [meaning_of(position, language) for position in type(value) if position in value]
        return words["comma"].join(said) or words["none"]
    return meaning_of(value, language) if isinstance(value, StrEnum) else ""


def _readable_date(text: str) -> str:
    day, zone, time = text[:8], text[8:-6].strip(), text[-6:]
    return f"{day[:4]}-{day[4:6]}-{day[6:]} {time[:2]}:{time[2:4]}:{time[4:]} {zone}".rstrip()


_TRUTHS: dict[Kind, dict[str, str]] = {
    Kind.YES_NO: {"Y": "Y", "1": "Y", "N": "N", "0": "N"},
    Kind.ONE_ZERO: {"Y": "Y", "1": "Y", "N": "N", "0": "N"},
    Kind.YES_NO_UNKNOWN: {"Y": "Y", "1": "Y", "N": "N", "0": "N", "U": "U"},
}


@cache
def _kinds_of(message: type[Message]) -> dict[str, Kind]:
    return {
        element.letters: element.kind
        for element in declaration_of(message).tagged
        if isinstance(element, TaggedElement)
    }
