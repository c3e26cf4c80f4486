"""Encoders, written as Python from the declarations.

Each function is given a value ``s`` and the character set ``c``. That of a SEQUENCE gives contents, that of
a CHOICE a whole value. Lengths are definite and short, integers minimal, every DEFAULT member is written.
Headers with a length of one octet are taken from tables. What does not fit raises what Python raises, and
the line where it did tells the member.
"""

from typing import Any

from protocols.ber import contents, octets, writing
from protocols.ber.declare import Size, universal
from protocols.ber.leaves import Text, Texts
from protocols.ber.octets import identifier
from protocols.ber.schema import (
    Anything,
    Arms,
    Enumerated,
    Form,
    Kind,
    Leaf,
    ListOf,
    Presence,
    Record,
    members,
    type_name,
)
from protocols.ber.workshop import Lines, Workshop, indent

_SHORT = 128  # lengths below are an octet
_TRUE, _FALSE = b"\xff", b"\0"


class _Body:
    """The lines of a function until the end of its ``try``, and to which member each belongs; "" is none."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.names = [""] * len(lines)

    def add(self, name: str, lines: Lines) -> None:
        """Go on with the lines of a member."""
        self.lines += indent(lines, 2)
        self.names += [name] * len(lines)


class Encoders(Workshop):
    """The encoders of all kinds."""

    def __init__(self) -> None:
        namespace: dict[str, Any] = {
            name: getattr(room, name)
            for room, names in (
                (writing, "misfit misfit_at wrong_class size_misfit arms_misfit boolean null member_of"),
                (writing, "one_of raw raws OCTET Unfit"),
                (contents, "integer_octets oid_octets bits_octets ESCAPE"),
                (octets, "wrap"),
            )
            for name in names.split()
        }
        super().__init__("write", namespace)
        self._headers: dict[bytes, str] = {}

    def write(self, kind: Kind | Form, name: str) -> Lines:
        """The function of a kind."""
        head = f"def {name}(s, c):"
        if isinstance(kind, Record):
            return self._record(kind, head)
        if isinstance(kind, Arms):
            return self._choice(kind, head)
        if isinstance(kind, ListOf):
            return [head, *indent(self._list(kind))]
        if isinstance(kind, Form):
            return [head, *indent(["v = s", *self._whole(kind), "return w"])]
        raise TypeError(f"{kind} has no encoder of its own")

    # -- functions --------------------------------------------------------------------------------------

    def _record(self, kind: Record, head: str) -> Lines:
        body = _Body([head, *indent(self._its_class(kind)), "    o = []", "    add = o.append", "    try:"])
        for member in members(kind.type):
            whole = [*self._whole(member.form), "add(w)"]
            if member.presence is Presence.OPTIONAL:
                whole = ["if v is not None:", *indent(whole)]
            body.add(member.name, [f"v = s.{member.field}", *whole])
        body.add("unknown", ["if s.unknown:", "    add(raws(s.unknown))"])
        return [*body.lines, *self._misfit(body), '    return b"".join(o)']

    def _choice(self, kind: Arms, head: str) -> Lines:
        body = _Body([head, *indent(self._its_class(kind)), "    found = 0", "    try:"])
        for member in members(kind.type):
            whole = ["found += 1", *self._whole(member.form)]
            body.add(member.name, [f"v = s.{member.field}", "if v is not None:", *indent(whole)])
        one = ["    if found != 1:", "        arms_misfit(s)", "    return w"]
        return [*body.lines, *self._misfit(body), *one]

    def _its_class(self, kind: Record | Arms) -> Lines:
        made = self.constant(kind.type.__name__, kind.type)
        return [f"if s.__class__ is not {made}:", f"    wrong_class(s, {type_name(kind.type)!r})"]

    def _misfit(self, body: _Body) -> Lines:
        names = self.constant("LINES", tuple(body.names))
        return ["    except Unfit as error:", f"        raise misfit(error, {names}) from None"]

    def _list(self, kind: ListOf) -> Lines:
        return [
            "o = []",
            "add = o.append",
            "s = iter(s)",
            "try:",
            "    for v in s:",
            *indent(self._whole(kind.element), 2),
            "        add(w)",
            "except Unfit as error:",
            "    raise misfit_at(error, len(o) + 1) from None",
            'return b"".join(o)',
        ]

    # -- values -----------------------------------------------------------------------------------------

    def _whole(self, form: Form) -> Lines:
        """Lines that make of the value ``v`` its octets ``w``, tags and all."""
        return [*_size(form.size), *self._sized(form)]

    def _sized(self, form: Form) -> Lines:
        headers = _headers(form)
        kind = form.kind
        if kind is Leaf.BOOLEAN:
            true, false = (_wrapped(headers, octet) for octet in (_TRUE, _FALSE))
            return [f"w = {true!r} if v is True else boolean(v, {true!r}, {false!r})"]
        if kind is Leaf.NULL:
            return [f"w = null(v, {_wrapped(headers, b'')!r})"]
        if kind is Leaf.INTEGER or isinstance(kind, Enumerated):
            return [*self._member_of(kind), *self._number(headers)]
        if isinstance(kind, Texts):
            plain = (*headers, identifier(universal(kind.plain.number), constructed=False))
            texts = self.constant("TEXTS", kind)
            return [
                "if v.__class__ is str:",
                *indent([f"k = v{_encode(kind.plain.charset)}", *self._headed(plain)]),
                "else:",
                *indent([f"k = one_of(v, c, {texts})", *self._headed(headers)]),
            ]
        return [f"k = {self._contents(kind)}", *self._headed(headers)]

    def _contents(self, kind: Kind) -> str:
        if isinstance(kind, Text):
            return f"v{_encode(kind.charset)}"
        if isinstance(kind, Anything):
            return "raw(v)"
        if isinstance(kind, Leaf):
            return {Leaf.OID: "oid_octets(v)", Leaf.BITS: "bits_octets(v)", Leaf.OCTETS: "v"}[kind]
        return f"{self.name(kind)}(v, c)"

    def _member_of(self, kind: Kind) -> Lines:
        if not isinstance(kind, Enumerated) or kind.unknown:
            return []
        return [f"member_of(v, {self.constant(kind.values.__name__, tuple(map(int, kind.values)))})"]

    def _number(self, headers: tuple[bytes, ...]) -> Lines:
        before = _wrapped(headers, b"\0")[:-1]
        return [
            f"if 0 <= v < {_SHORT}:",
            f"    w = {before!r} + OCTET[v]",
            "else:",
            *indent(["k = integer_octets(v)", f"w = {_slow(headers)}"]),
        ]

    def _headed(self, headers: tuple[bytes, ...]) -> Lines:
        """Lines that put headers before the octets ``k``."""
        if not headers:
            return ["w = k"]
        fast, more = "k", 0
        for octets_ in reversed(headers):
            fast = f"{self._header(octets_)}[n{f' + {more}' if more else ''}] + {fast}"
            more += len(octets_) + 1
        room = _SHORT - more + len(headers[0]) + 1
        return ["n = len(k)", f"if n < {room}:", f"    w = {fast}", "else:", f"    w = {_slow(headers)}"]

    def _header(self, octets_: bytes) -> str:
        """The name of a table of headers: for each length of one octet, identifier and length."""
        if octets_ not in self._headers:
            table = tuple(octets_ + bytes((n,)) for n in range(_SHORT))
            self._headers[octets_] = self.constant(f"H_{octets_.hex()}", table)
        return self._headers[octets_]


def _headers(form: Form) -> tuple[bytes, ...]:
    """The identifiers of a form, the outermost first."""
    constructed = form.open or isinstance(form.kind, Record | ListOf)
    last = len(form.tags) - 1
    return tuple(identifier(tag, constructed=constructed or at < last) for at, tag in enumerate(form.tags))


def _wrapped(headers: tuple[bytes, ...], inside: bytes) -> bytes:
    for header in reversed(headers):
        inside = octets.wrap(header, inside)
    return inside


def _slow(headers: tuple[bytes, ...]) -> str:
    """An expression that puts headers of any length before ``k``."""
    made = "k"
    for header in reversed(headers):
        made = f"wrap({header!r}, {made})"
    return made


def _encode(charset: str | None) -> str:
    return f".encode({repr(charset) if charset else 'c'}, ESCAPE)"


def _size(size: Size | None) -> Lines:
    if size is None:
        return []
    most = "" if size.most is None else f" <= {size.most}"
    return [
        f"if not {size.least} <= len(v){most}:",
        f"    size_misfit(len(v), {size.least}, {size.most})",
    ]
