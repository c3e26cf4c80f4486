"""Identifier and length octets, read and written (X.690 clause 8.1).

Positions: ``p`` is where a value begins, ``q`` where its contents do, ``e`` the end of what it stands in.
What reads octets may run out of them: IndexError then means what a `Fault` does, and callers make it one.
"""

from protocols.ber import limits
from protocols.ber.declare import Tag
from protocols.ber.errors import BerError, Fault, TooMuch

CONSTRUCTED = 0x20
INDEFINITE = -1
"""Stands for the length of contents that end with end-of-contents octets."""

HEADER = 2 + limits.TAG + limits.LENGTH
"""Octets within which identifier and length end."""

_LOW = 0x1F  # the number bits of an identifier octet; all set, the number follows
_LONG = 0x80  # a length octet from here on counts the octets of the length


def identifier_end(b: bytes, p: int) -> int:
    """Where the identifier at ``p`` ends."""
    i = p + 1
    if b[p] & _LOW != _LOW:
        return i
    if b[i] == _LONG:
        raise Fault(i, "a tag number without leading zeros", show(b, p, len(b)))
    while b[i] & _LONG:
        i += 1
        if i - p > limits.TAG:
            raise Fault(p, f"a tag number of at most {limits.TAG} octets", show(b, p, len(b)), TooMuch)
    return i + 1


def header(b: bytes, p: int, e: int) -> tuple[int, int, int]:
    """Read identifier and length: where the identifier ends, where the contents begin, their length."""
    i = identifier_end(b, p)
    n = b[i]
    q = i + 1
    if n == _LONG:
        if not b[p] & CONSTRUCTED:
            raise Fault(i, "a length, as the value is primitive", "an indefinite length")
        if q > e:
            raise Fault(i, "contents", "the end")
        return i, q, INDEFINITE
    if n > _LONG:
        if n & 0x7F > limits.LENGTH:
            raise Fault(i, f"a length of at most {limits.LENGTH} octets", show(b, i, e), TooMuch)
        q += n & 0x7F
        n = int.from_bytes(b[i + 1 : q], "big")
    if q + n > e:
        raise Fault(p, f"{n} octets of contents", f"{max(0, e - q)} octets")
    return i, q, n


def identifier(tag: Tag, *, constructed: bool) -> bytes:
    """Write a tag."""
    first = tag.kind << 6 | (CONSTRUCTED if constructed else 0)
    if tag.number < _LOW:
        return bytes((first | tag.number,))
    octets = base128(tag.number)
    return bytes((first | _LOW,)) + octets


def tag_of(octets: bytes) -> Tag:
    """The tag of identifier octets."""
    number = octets[0] & _LOW
    if number == _LOW:
        number = 0
        for octet in octets[1:]:
            number = number << 7 | octet & 0x7F
    return Tag(octets[0] >> 6, number)


def base128(number: int) -> bytes:
    """A number in octets of seven bits, the highest bit set in all but the last."""
    octets = [number & 0x7F]
    while number := number >> 7:
        octets.append(number & 0x7F | _LONG)
    return bytes(reversed(octets))


def length(n: int) -> bytes:
    """Write a length in the fewest octets."""
    if n < _LONG:
        return bytes((n,))
    octets = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes((_LONG | len(octets),)) + octets


def wrap(octets: bytes, contents: bytes) -> bytes:
    """A whole value: identifier octets, length, contents."""
    return octets + length(len(contents)) + contents


def show(b: bytes, p: int, e: int) -> str:
    """What stands at ``p``, for an error: octets in hexadecimal, cut short, or the end."""
    return b[p : min(e, p + 16)].hex(" ") or "the end"


def ran_out(b: bytes, p: int) -> Fault:
    """What an IndexError at ``p`` means."""
    return Fault(p, "more octets", show(b, p, len(b)), BerError)
