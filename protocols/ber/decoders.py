"""Decoders, written as Python from the declarations.

Each function is given the octets ``b``, where contents begin and end (``p``, ``e``), and the character set
``c``; one whose type may hold itself also how deep it stands, ``d``. Those of a CHOICE get a whole value
instead of contents. A loop takes value by value: identifier and length in their short forms are read in
place, a tree of comparisons finds the member, its leaf is read where it stands. Order is no matter. What is
rare goes through `protocols.ber.reading`. An error is caught by each function on its way up, which costs
nothing before there is one.
"""

from collections.abc import Iterable
from typing import NamedTuple

from protocols.ber import contents, limits, reading
from protocols.ber.declare import Sequence, Tag, universal
from protocols.ber.leaves import Null, Text, Texts
from protocols.ber.octets import identifier
from protocols.ber.schema import (
    Anything,
    Arms,
    Enumerated,
    Form,
    Kind,
    Leaf,
    ListOf,
    Member,
    Presence,
    Record,
    first_tags,
    members,
    recursive,
    type_name,
)
from protocols.ber.workshop import Lines, Workshop, indent

_STRINGS = (Leaf.BITS, Leaf.OCTETS)
_FEW = 3  # so many are compared one by one; more are halved first
_SHORT = 128  # lengths below are an octet


class _Read(NamedTuple):
    """The function that reads any length, and when it must, beside the length being long."""

    function: str
    wrong: str


_BEHIND = _Read("ending", "x > e")
_FILLING = _Read("filling", "x != e")

Names = dict[bytes, str]


class _Arm(NamedTuple):
    """What is done at an identifier: lines that use ``q`` and ``x``, the contents' beginning and end.

    A rare one is a string in segments: looked for when nothing else fits.
    """

    identifier: bytes
    lines: Lines
    rare: bool = False


class Decoders(Workshop):
    """The decoders of all kinds."""

    def __init__(self) -> None:
        namespace = {
            name: getattr(room, name)
            for room, names in (
                (reading, "ending filling inner string bit_string one_of anything stray twice wrong_arm"),
                (reading, "missing too_many too_deep inside at_index Broken"),
                (contents, "boolean integer known null oid bits joined joined_bits ESCAPE"),
                (limits, "MEMBERS DEPTH"),
            )
            for name in names.split()
        }
        super().__init__("read", {**namespace, "NULL": Null()})

    def write(self, kind: Kind | Form, name: str) -> Lines:
        """The function of a kind."""
        depth = ", d" if self.counts_levels(kind) else ""
        lines = [f"def {name}(b, p, e, c{depth}):"]
        if depth:
            lines += ["    if d > DEPTH:", "        too_deep(p)"]
        if isinstance(kind, Record):
            return lines + indent(self._record(kind))
        if isinstance(kind, ListOf):
            return lines + indent(self._list(kind))
        if isinstance(kind, Arms):
            return lines + indent(self._choice(kind))
        if isinstance(kind, Form) and isinstance(kind.kind, Record):
            return lines + indent(self._whole(kind, kind.kind.type))
        raise TypeError(f"{kind} has no decoder of its own")

    def counts_levels(self, kind: Kind | Form) -> bool:
        """Whether a function is also given how deep it stands, as its type may hold itself."""
        return recursive(kind.kind if isinstance(kind, Form) else kind)

    # -- functions --------------------------------------------------------------------------------------

    def _record(self, kind: Record) -> Lines:
        every = members(kind.type)
        names = self.constant(f"NAMES_{kind.type.__name__}", _names(every))
        arms: list[_Arm] = []
        other = [f"p = stray(b, p, e, u, {names})"]
        for at, member in enumerate(every):
            once = [f"if m{at} is not None:", "    twice(b, p, e)"]
            if _any(member.form):
                other += [f"if m{at} is None:", f"    m{at} = u.pop()"]
            arms += [
                arm._replace(lines=[*once, *arm.lines, "p = x", "continue"])
                for arm in self._arms(member.form, f"m{at}")
            ]
        made = self.constant(kind.type.__name__, kind.type)
        return [
            "u = []",
            *(f"m{at} = None" for at in range(len(every))),
            "try:",
            "    while p < e:",
            *indent(_found(arms, _BEHIND), 2),
            *indent(other, 2),
            "except Broken as broken:",
            f"    raise inside(broken, b, p, {names}) from None",
            *_all_there(every),
            *self._made(made, every),
        ]

    def _made(self, made: str, every: tuple[Member, ...]) -> Lines:
        given = []
        for at, member in enumerate(every):
            value = f"m{at}"
            if member.presence is Presence.DEFAULT:
                default = self.constant(f"DEFAULT_{member.field}", member.default)
                value = f"{default} if m{at} is None else m{at}"
            given.append(f"{member.field}={value}")
        return [
            "if u:",
            f"    return {made}({', '.join([*given, 'unknown=tuple(u)'])})",
            f"return {made}({', '.join(given)})",
        ]

    def _choice(self, kind: Arms) -> Lines:
        every = members(kind.type)
        made = self.constant(kind.type.__name__, kind.type)
        names = self.constant(f"NAMES_{kind.type.__name__}", _names(every))
        arms = [
            arm._replace(lines=[*arm.lines, f"return {made}({member.field}=v)"])
            for member in every
            for arm in self._arms(member.form, "v")
        ]
        wanted = self.constant(f"ARMS_{kind.type.__name__}", tuple(member.name for member in every))
        otherwise = [f"wrong_arm(b, p, e, {wanted})"]
        for member in every:
            if _any(member.form):
                otherwise = [f"return {made}({member.field}=anything(b, p, e))"]
        return self._one(arms, otherwise, f"inside(broken, b, p, {names})")

    def _whole(self, form: Form, declared: type[Sequence]) -> Lines:
        """A value with all its tags, as it stands alone in a message."""
        name = type_name(declared)
        arms = [arm._replace(lines=[*arm.lines, "return v"]) for arm in self._arms(form, "v")]
        names = self.constant(f"NAMES_{declared.__name__}", {arm.identifier: name for arm in arms})
        return self._one(arms, [f"wrong_arm(b, p, e, ({name!r},))"], f"inside(broken, b, p, {names})")

    def _one(self, arms: list[_Arm], otherwise: Lines, fault: str) -> Lines:
        return [
            "try:",
            *indent(_found(arms, _FILLING)),
            *indent(otherwise),
            "except Broken as broken:",
            f"    raise {fault} from None",
        ]

    def _list(self, kind: ListOf) -> Lines:
        arms = [
            arm._replace(lines=[*arm.lines, "add(v)", "p = x", "continue"])
            for arm in self._arms(kind.element, "v")
        ]
        wanted = self.constant("ELEMENT", (_describe(kind.element),))
        otherwise = [f"wrong_arm(b, p, e, {wanted})"]
        if _any(kind.element):
            otherwise = ["q, x = ending(b, p, e)", "add(anything(b, p, x))", "p = x"]
        return [
            "found = []",
            "add = found.append",
            "try:",
            "    while p < e:",
            *indent(_found(arms, _BEHIND), 2),
            *indent(otherwise, 2),
            "except Broken as broken:",
            "    raise at_index(broken, b, p, len(found) + 1) from None",
            "if len(found) > MEMBERS:",
            "    too_many(p)",
            "return tuple(found)",
        ]

    # -- what is done at an identifier ------------------------------------------------------------------

    def _arms(self, form: Form, target: str) -> list[_Arm]:
        """What is done at each identifier with which a value of a form may begin."""
        if not form.tags:
            return self._open_arms(form, target)
        tag, *further = form.tags
        if further or form.open:
            lines = self._wrapped(tuple(further), form.kind, target)
            return [_Arm(identifier(tag, constructed=True), lines)]
        constructed = isinstance(form.kind, Record | ListOf)
        found = [_Arm(identifier(tag, constructed=constructed), [f"{target} = {self._contents(form.kind)}"])]
        if isinstance(form.kind, Text) or form.kind in _STRINGS:
            joined = "joined_bits(b, q, x)" if form.kind is Leaf.BITS else "joined(b, q, x)"
            if isinstance(form.kind, Text):
                joined += _decode(form.kind.charset)
            found.append(_Arm(identifier(tag, constructed=True), [f"{target} = {joined}"], rare=True))
        return found

    def _open_arms(self, form: Form, target: str) -> list[_Arm]:
        """The same for a form without a tag of its own: each tag that it may begin with."""
        if isinstance(form.kind, Texts):
            texts = self._texts(form.kind)
            read = [f"{target} = one_of(b, p, x, c, {texts})"]
            plain = universal(form.kind.plain.number)
            hot = [f"{target} = b[q:x]{_decode(form.kind.plain.charset)}"]
            rare = [
                _Arm(identifier(tag, constructed=constructed), read, rare=True)
                for tag in first_tags(form)
                for constructed in (False, True)
                if tag != plain or constructed
            ]
            return [_Arm(identifier(plain, constructed=False), hot), *rare]
        if isinstance(form.kind, Arms):
            read = [f"{target} = {self._call(form.kind, 'p')}"]
            begins = {octets for member in members(form.kind.type) for octets in _identifiers(member.form)}
            return [_Arm(octets, read) for octets in sorted(begins)]
        return []

    def _wrapped(self, further: tuple[Tag, ...], kind: Kind, target: str) -> Lines:
        """Lines for a value that fills the contents of an explicit tag; ``further`` are its own tags."""
        own = 0 if isinstance(kind, Texts | Anything | Arms) else 1
        if len(further) > own:
            wraps = [f"q, x = inner(b, q, x, {identifier(tag, constructed=True)!r})" for tag in further]
            wraps = wraps[: len(further) - own]
            return ["y = x", *wraps, *self._wrapped(further[len(wraps) :], kind, target), "x = y"]
        if not own:
            return self._wrapped_open(kind, target)
        constructed = isinstance(kind, Record | ListOf)
        octets = identifier(further[0], constructed=constructed)
        if isinstance(kind, Text):
            slow = [f"{target} = string(b, q, x, {octets!r}){_decode(kind.charset)}"]
        elif kind in _STRINGS:
            read = "bit_string" if kind is Leaf.BITS else "string"
            slow = [f"{target} = {read}(b, q, x, {octets!r})"]
        else:
            slow = [f"q, z = inner(b, q, x, {octets!r})", f"{target} = {self._contents(kind, 'z')}"]
        if len(octets) > 1:
            return slow
        fast = ["q += 2", f"{target} = {self._contents(kind)}"]
        return _short(octets[0], fast, slow)

    def _wrapped_open(self, kind: Kind, target: str) -> Lines:
        if isinstance(kind, Texts):
            fast = [f"{target} = b[q + 2:x]{_decode(kind.plain.charset)}"]
            slow = [f"{target} = one_of(b, q, x, c, {self._texts(kind)})"]
            return _short(kind.plain.number, fast, slow)
        if isinstance(kind, Arms):
            return [f"{target} = {self._call(kind)}"]
        return [f"{target} = anything(b, q, x)"]

    def _contents(self, kind: Kind, x: str = "x") -> str:
        """An expression for the value whose contents reach from ``q`` to ``x``."""
        number = f"(b[q] if {x} == q + 1 and b[q] < {_SHORT} else integer(b, q, {x}))"
        if isinstance(kind, Text):
            return f"b[q:{x}]{_decode(kind.charset)}"
        if isinstance(kind, Enumerated):
            values = {int(value): value for value in kind.values}
            if kind.unknown:
                get = self.constant(f"{kind.values.__name__}_get", values.get)
                return f"{get}(v := {number}, v)"
            return f"known({self.constant(kind.values.__name__, values)}, {number}, q)"
        if isinstance(kind, Leaf):
            return {
                Leaf.BOOLEAN: f"b[q] != 0 if {x} == q + 1 else boolean(b, q, {x})",
                Leaf.INTEGER: number[1:-1],
                Leaf.NULL: f"NULL if {x} == q else null(b, q, {x})",
                Leaf.OID: f"oid(b, q, {x})",
                Leaf.OCTETS: f"b[q:{x}]",
                Leaf.BITS: f"bits(b, q, {x})",
            }[kind]
        return self._call(kind, x=x)

    def _call(self, kind: Kind, q: str = "q", x: str = "x") -> str:
        depth = ", d + 1" if recursive(kind) else ""
        return f"{self.name(kind)}(b, {q}, {x}, c{depth})"

    def _texts(self, kind: Texts) -> str:
        types = ((kind.plain, str), *kind.others)
        return self.constant("TEXTS", {text.number: (made, text.charset, text.name) for text, made in types})


def _any(form: Form) -> bool:
    """Whether any value at all is one of this form."""
    return not form.tags and isinstance(form.kind, Anything)


def _names(every: Iterable[Member]) -> Names:
    """The members by all identifiers that they may have, right or wrong in being constructed."""
    return {
        identifier(tag, constructed=constructed): member.name
        for member in every
        for tag in first_tags(member.form)
        for constructed in (False, True)
    }


def _identifiers(form: Form) -> Iterable[bytes]:
    """The identifiers that a form may begin with, for an arm of a CHOICE that stands untagged."""
    for tag in first_tags(form):
        yield identifier(tag, constructed=True)
        yield identifier(tag, constructed=False)


def _describe(form: Form) -> str:
    if isinstance(form.kind, Record | Arms):
        return type_name(form.kind.type)
    if isinstance(form.kind, Text | Texts):
        return form.kind.name
    if isinstance(form.kind, Enumerated):
        return form.kind.values.__name__
    return form.kind.name if isinstance(form.kind, Leaf) else "a list"


def _decode(charset: str | None) -> str:
    return f".decode({repr(charset) if charset else 'c'}, ESCAPE)"


def _short(octet: int, fast: Lines, slow: Lines) -> Lines:
    """Whether what fills the contents has this identifier and a length of one octet."""
    condition = f"if b[q] == {octet} and b[q + 1] == x - q - 2 < {_SHORT}:"
    return [condition, *indent(fast), "else:", *indent(slow)]


def _found(arms: list[_Arm], read: _Read) -> Lines:
    """Find the arm of the value at ``p``; behind these lines is what happens when there is none."""
    lines = [*_head(0, read), *_tree([arm for arm in arms if not arm.rare], 0, read)]
    for arm in arms:
        if arm.rare:
            then = [f"q, x = {read.function}(b, p, e)", *arm.lines]
            lines += [f"if b.startswith({arm.identifier!r}, p):", *indent(then)]
    return lines


def _head(at: int, read: _Read) -> Lines:
    """Read the identifier's octet ``at`` and a length of one octet behind it."""
    return [
        f"t = b[p + {at}]" if at else "t = b[p]",
        f"n = b[p + {at + 1}]",
        f"q = p + {at + 2}",
        "x = q + n",
        f"if n > {_SHORT - 1} or {read.wrong}:",
        f"    q, x = {read.function}(b, p, e)",
    ]


def _tree(arms: list[_Arm], at: int, read: _Read) -> Lines:
    """Find the arm by the octet ``t``, which stands ``at`` in its identifier."""
    groups: dict[int, list[_Arm]] = {}
    for arm in arms:
        groups.setdefault(arm.identifier[at], []).append(arm)
    return _halves(sorted(groups.items()), at, read)


def _halves(groups: list[tuple[int, list[_Arm]]], at: int, read: _Read) -> Lines:
    if len(groups) > _FEW:
        middle = len(groups) // 2
        return [
            f"if t < {groups[middle][0]}:",
            *indent(_halves(groups[:middle], at, read)),
            "else:",
            *indent(_halves(groups[middle:], at, read)),
        ]
    lines: Lines = []
    for number, (octet, arms) in enumerate(groups):
        lines.append(f"{'el' if number else ''}if t == {octet}:")
        if len(arms) == 1 and len(arms[0].identifier) == at + 1:
            lines += indent(arms[0].lines)
        else:
            lines += indent([*_head(at + 1, read), *_tree(arms, at + 1, read)])
    return lines


def _all_there(every: tuple[Member, ...]) -> Lines:
    needed = [(at, member) for at, member in enumerate(every) if member.presence is Presence.MANDATORY]
    if not needed:
        return []
    absent = " or ".join(f"m{at} is None" for at, _ in needed)
    pairs = "".join(f"({member.name!r}, m{at}), " for at, member in needed)
    return [f"if {absent}:", f"    missing(p, ({pairs}))"]
