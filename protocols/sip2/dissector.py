"""Taking a message apart: where its positional elements stand and where its tagged part begins.

The positional part is read in three attempts, each more forgiving:

1. *strict*: every element in its full width, as the document wants it;
2. *aligned*: any element may be missing or be written loosely, as long as the rest falls into place before a
   tag, a ``|`` or the end (a missing date, a zone of fewer than four blanks, a stray ``|``);
3. *resynchronised*: what fits is taken; the rest, up to the next known tag, is a stray.

Source: SIP2 document rev. 2.12, "Message formats"; leniency from reference file §1.10.
"""

import re
from functools import cache

import msgspec

from protocols.sip2.declaration import FixedElement, TaggedElement, declaration_of
from protocols.sip2.dictionary import TAGS
from protocols.sip2.errors import Undecodable
from protocols.sip2.fields import Kind
from protocols.sip2.messages import MESSAGES, Message
from protocols.sip2.values import VALUES, find_date

STRAY_LIMIT = 32
"""Characters before the code that are skipped: a prompt or noise, not a text that contains a message."""

_BEFORE_THE_CODE = " \0\t\r\n"
_BEFORE_TAGS = r"(?=[A-Z]{2}|\||\Z)"
_BEFORE_A_KNOWN_TAG = rf"(?={'|'.join(TAGS)}|\||\Z)"
_find_tag = re.compile("|".join(TAGS) + r"|\|").search
_find_code = re.compile("(?=(" + "|".join(MESSAGES) + "))").finditer


class Dissection(msgspec.Struct, frozen=True):
    """A message taken apart but not yet read.

    * ``fixed``    ``(element, text)`` for each positional element that was there;
    * ``tags_at``  the offset in the text where the tagged part begins;
    * ``strays``   pieces between the two that belong to no element.
    """

    message: type[Message]
    fixed: tuple[tuple[FixedElement, str], ...]
    tags_at: int
    strays: tuple[str, ...] = ()


class Patterns(msgspec.Struct, frozen=True):
    """The three patterns for the positional part of one kind of message; each begins with its code."""

    strict: re.Pattern[str]
    aligned: re.Pattern[str]
    prefix: re.Pattern[str]


@cache
def patterns_of(message: type[Message]) -> Patterns:
    """Make the patterns of this message class from its declaration."""
    fixed = declaration_of(message).fixed
    strict = [_of_width(VALUES[element.kind].strict, element) for element in fixed]
    loose = [_of_width(VALUES[element.kind].loose, element) for element in fixed]
    return Patterns(
        re.compile(message.CODE + "".join(f"({one})" for one in strict) + _BEFORE_TAGS),
        re.compile(message.CODE + "".join(f"({one})?" for one in loose) + " {0,18}" + _BEFORE_A_KNOWN_TAG),
        re.compile(message.CODE + "".join(f"(?:({one})" for one in loose) + ")?" * len(loose)),
    )


def _of_width(pattern: str, element: FixedElement) -> str:
    return pattern.replace("{n}", f"{{{element.width}}}")


def dissect(text: str) -> Dissection:
    """Take a message apart, or raise Undecodable."""
    start = len(text) - len(text.lstrip(_BEFORE_THE_CODE))
    message = MESSAGES.get(text[start : start + 2])
    if message is None:
        start, message = _after_noise(text, start)
    patterns, fixed = patterns_of(message), declaration_of(message).fixed
    match = patterns.strict.match(text, start) or patterns.aligned.match(text, start)
    if match:
        found = _present(fixed, match)
        if not (found or not fixed or _speaks_for(message, text[match.end() :])):
            raise _missing(fixed, text, match.end())
        return Dissection(message, found, match.end())
    return _resynchronise(text, start, message)


def _after_noise(text: str, start: int) -> tuple[int, type[Message]]:
    for match in _find_code(text, start, start + STRAY_LIMIT + 2):
        message = MESSAGES[match[1]]
        if patterns_of(message).strict.match(text, match.start()):
            return match.start(), message
    raise Undecodable(expected="a message code", found=text[start:], offset=start)


def _resynchronise(text: str, start: int, message: type[Message]) -> Dissection:
    fixed = declaration_of(message).fixed
    match = patterns_of(message).prefix.match(text, start)
    found = _present(fixed, match) if match else ()
    stray_at = match.end() if match else start
    tag = _find_tag(text, stray_at)
    tags_at = tag.start() if tag else len(text)
    strays = [text[stray_at:tags_at]]
    missing = next((element for element in fixed[len(found) :] if element.kind is Kind.DATE), None)
    date = find_date(strays[0]) if missing else None
    if missing and date:
        found = (*found, (missing, date[0]))
        strays = [strays[0][: date.start()], strays[0][date.end() :]]
    if not (_speaks_for(message, text[tags_at:]) or (found and not any(map(_has_letters, strays)))):
        raise _missing(fixed[len(found) :], text, stray_at)
    return Dissection(message, found, tags_at, tuple(stray for stray in strays if stray.strip()))


def _missing(fixed: tuple[FixedElement, ...], text: str, offset: int) -> Undecodable:
    if not fixed:
        return Undecodable(expected="a tag or the end", found=text[offset:], offset=offset)
    first = fixed[0]
    expected = f"{first.kind} of {first.width} characters"
    return Undecodable(expected=expected, found=text[offset:], element=first.name, offset=offset)


def _present(fixed: tuple[FixedElement, ...], match: re.Match[str]) -> tuple[tuple[FixedElement, str], ...]:
    return tuple(
        (element, text) for element, text in zip(fixed, match.groups(), strict=True) if text is not None
    )


@cache
def tags_of(message: type[Message]) -> frozenset[str]:
    """Give the letters of every tag that this message class declares."""
    letters: set[str] = set()
    for element in declaration_of(message).tagged:
        members = (element,) if isinstance(element, TaggedElement) else element.members
        letters.update(member.letters for member in members)
    return frozenset(letters)


def _has_letters(stray: str) -> bool:
    """Say whether a stray looks like words rather than like a damaged date or number."""
    return any(letter.isalpha() for letter in stray)


def _speaks_for(message: type[Message], tagged: str) -> bool:
    """Say whether a text of tagged fields holds one that the message declares."""
    declared = tags_of(message)
    return any(segment[:2] in declared for segment in tagged.split("|"))
