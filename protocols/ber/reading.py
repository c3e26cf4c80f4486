"""What compiled decoders call where they meet something that is rare, long or wrong.

``b[p:e]`` is where a value must end, ``b[q:x]`` contents. Compiled code reads short identifiers and lengths
by itself; the functions here read any, and say what is wrong.
"""

from collections.abc import Mapping, Sequence
from typing import NoReturn

from protocols.ber import limits
from protocols.ber.contents import ESCAPE, bits, joined, joined_bits
from protocols.ber.definite import definite
from protocols.ber.errors import Fault, Indefinite, TooMuch
from protocols.ber.leaves import BitString, Raw
from protocols.ber.octets import CONSTRUCTED, INDEFINITE, header, identifier_end, ran_out, show
from protocols.ber.walk import END

_INDEFINITE_OCTET = b"\x80"

Broken = (Fault, IndexError, UnicodeDecodeError)
"""What reading raises for bytes that are wrong."""


def ending(b: bytes, p: int, e: int) -> tuple[int, int]:
    """The contents of the value at ``p``, behind which others may follow until ``e``."""
    _, q, n = header(b, p, e)
    if n == INDEFINITE:
        raise Indefinite
    return q, q + n


def filling(b: bytes, p: int, e: int) -> tuple[int, int]:
    """The contents of the value that reaches from ``p`` to ``e``.

    If their length is indefinite they end where nothing else can: before two octets of zero at the end.
    """
    _, q, n = header(b, p, e)
    if n == INDEFINITE:
        if e - q < len(END) or b[e - 2 : e] != END:
            raise Fault(e, "end-of-contents octets", show(b, e - 2, e))
        return q, e - 2
    if q + n != e:
        raise Fault(q + n, "the end", show(b, q + n, e))
    return q, q + n


def inner(b: bytes, p: int, e: int, identifier: bytes) -> tuple[int, int]:
    """The contents of the value from ``p`` to ``e``, whose identifier is known."""
    if not b.startswith(identifier, p, e):
        raise Fault(p, f"the identifier {identifier.hex()}", show(b, p, e))
    return filling(b, p, e)


def string(b: bytes, p: int, e: int, identifier: bytes) -> bytes:
    """The octets of the string from ``p`` to ``e``; ``identifier`` is that of its primitive form."""
    segmented = bytes((identifier[0] | CONSTRUCTED,)) + identifier[1:]
    if b.startswith(segmented, p, e):
        return joined(b, *filling(b, p, e))
    q, x = inner(b, p, e, identifier)
    return b[q:x]


def bit_string(b: bytes, p: int, e: int, identifier: bytes) -> BitString:
    """The BIT STRING from ``p`` to ``e``; ``identifier`` is that of its primitive form."""
    segmented = bytes((identifier[0] | CONSTRUCTED,)) + identifier[1:]
    if b.startswith(segmented, p, e):
        return joined_bits(b, *filling(b, p, e))
    return bits(b, *inner(b, p, e, identifier))


def one_of(b: bytes, p: int, e: int, c: str, texts: Mapping[int, tuple[type[str], str | None, str]]) -> str:
    """The string from ``p`` to ``e``, whose tag says of which type it is."""
    found = texts.get(b[p] & ~CONSTRUCTED) if p < e else None
    if found is None:
        raise Fault(p, " or ".join(name for _, _, name in texts.values()), show(b, p, e))
    made, charset, _ = found
    text = string(b, p, e, bytes((b[p] & ~CONSTRUCTED,))).decode(charset or c, ESCAPE)
    return text if made is str else made(text)


def anything(b: bytes, p: int, e: int) -> Raw:
    """The one value from ``p`` to ``e``, whatever it is.

    Lengths within it become definite too, unless what is within is no BER: then it is kept as it came.
    """
    if p >= e or not b[p]:
        raise Fault(p, "a value", show(b, p, e))
    _, x = filling(b, p, e)
    whole = b[p:e]
    if not b[p] & CONSTRUCTED or _INDEFINITE_OCTET not in whole:
        return Raw(whole)
    try:
        return Raw(definite(whole))
    except Fault as fault:
        if x == e:
            return Raw(whole)
        fault.offset += p
        raise


def stray(b: bytes, p: int, e: int, kept: list[Raw], names: Mapping[bytes, str]) -> int:
    """Keep the member at ``p``, whose tag no declared one has; give its end."""
    if not b[p]:
        raise Fault(p, "an identifier", show(b, p, e))
    i, q, n = header(b, p, e)
    if n == INDEFINITE:
        raise Indefinite
    if b[p:i] in names:
        other = "primitive" if b[p] & CONSTRUCTED else "constructed"
        raise Fault(p, f"a {other} value", show(b, p, e))
    if len(kept) >= limits.MEMBERS:
        raise Fault(p, f"at most {limits.MEMBERS} unknown members", "more", TooMuch)
    kept.append(anything(b, p, q + n))
    return q + n


def twice(b: bytes, p: int, e: int) -> NoReturn:
    """A member that has been there before."""
    raise Fault(p, "the element once", f"it again: {show(b, p, e)}")


def wrong_arm(b: bytes, p: int, e: int, names: Sequence[str]) -> NoReturn:
    """None of the arms of a CHOICE, or not the element of a list."""
    raise Fault(p, f"one of {', '.join(names)}" if len(names) > 1 else names[0], show(b, p, e))


def missing(p: int, members: Sequence[tuple[str, object]]) -> NoReturn:
    """The first of the mandatory members that is not there."""
    fault = Fault(p, "a value, as the element is mandatory", "none")
    fault.path.append(next(name for name, value in members if value is None))
    raise fault


def too_many(p: int) -> NoReturn:
    """More elements than a list may have."""
    raise Fault(p, f"at most {limits.MEMBERS} elements", "more", TooMuch)


def too_deep(p: int) -> NoReturn:
    """More levels of a type that holds itself than there may be."""
    raise Fault(p, f"at most {limits.DEPTH} levels", "more", TooMuch)


def inside(broken: Exception, b: bytes, p: int, names: Mapping[bytes, str]) -> Fault:
    """Put the member that begins at ``p`` before the path of what broke within it."""
    fault = _fault(broken, b, p)
    try:
        name = names.get(b[p : identifier_end(b, p)])
    except (Fault, IndexError):
        return fault
    if name:
        fault.path.append(name)
    return fault


def at_index(broken: Exception, b: bytes, p: int, index: int) -> Fault:
    """Put the index of an element, counted from 1, before the path of what broke within it."""
    fault = _fault(broken, b, p)
    fault.path.append(f"[{index}]")
    return fault


def _fault(broken: Exception, b: bytes, p: int) -> Fault:
    if isinstance(broken, Fault):
        return broken
    if isinstance(broken, UnicodeDecodeError):
        return Fault(p, f"text in {broken.encoding}", show(b, p, len(b)))
    return ran_out(b, p)
