"""Readers, written as Python from the declarations.

Each function is given an element ``e`` and the `Reading` ``x``, and gives the value. It goes through the
children once: a dict gives the number of each by its name, comparisons find what to do with it. Numbers
follow the order of the version, so that a smaller one than the last tells an element out of its place.
Whatever is not as it should be goes to `protocols.xml.reading`.
"""

from protocols.xml.declare import Choice, Complex, Declared, Required
from protocols.xml.leaves import TEXT
from protocols.xml.reading import Table
from protocols.xml.schema import (
    Arms,
    Member,
    Record,
    elements,
    is_element,
    leaf,
    members,
    text_member,
)
from protocols.xml.workshop import Lines, Use, Workshop, indent


class Readers(Workshop):
    """The readers of all types of a protocol, whose name space is ``uri``."""

    def __init__(self, uri: str) -> None:
        super().__init__("read", {})
        self._uri = uri

    def write(self, use: Use, name: str) -> Lines:
        """The function of a type."""
        head = f"def {name}(e, x):"
        if text := text_member(use.type):
            return [head, *indent(self._text(use, text))]
        if issubclass(use.type, Complex):
            return [head, *indent(self._complex(use))]
        return [head, *indent(self._choice(use))]

    # -- functions --------------------------------------------------------------------------------------

    def _text(self, use: Use, text: Member) -> Lines:
        """An element of text and attributes."""
        type_ = self.constant(use.type.__name__, use.type)
        return [
            "v = {}",
            "k = e",
            *self._value(text),
            *self._attributes(use.type),
            *self._made(type_, self._table(use, [])),
        ]

    def _complex(self, use: Use) -> Lines:
        type_ = self.constant(use.type.__name__, use.type)
        known = _numbered(use)
        table = self._table(use, known)
        missed = [
            (each.field, each.name(use.version))
            for each in elements(use.type, use.version)
            if each.is_required(use.version) and not each.mandatory
        ]
        return [
            "v = {}",
            *self._attributes(use.type),
            *self._children(use, known, table),
            *[
                line
                for field, name in missed
                for line in (f"if {field!r} not in v:", f"    x.missing(e, {name!r})")
            ],
            *[line for each in known if each.many for line in _tuple(each, use.version)],
            "if 'unknown' in v:",
            "    v['unknown'] = tuple(v['unknown'])",
            *self._made(type_, table),
        ]

    def _choice(self, use: Use) -> Lines:
        known = _numbered(use)
        table = self._table(use, known)
        type_ = self.constant(use.type.__name__, use.type)
        return [
            "v = {}",
            *self._children(use, known, table, once=True),
            "if not v:",
            f"    raise x.armless(e, {table})",
            f"return {type_}(**v)",
        ]

    def _children(self, use: Use, known: list[Member], table: str, *, once: bool = False) -> Lines:
        """The loop over the children."""
        here = self.constant("HERE", self.namespace[table].here)
        again = ["if v:", "    x.again(k)"] if once else []
        return [
            "if e.text and not e.text.isspace():",
            "    x.stray(e, e.text)",
            "p = 0",
            "for k in e:",
            f"    n = {here}.get(k.tag, -1)",
            "    if k.tail and not k.tail.isspace():",
            "        x.stray(e, k.tail)",
            "    if n < p:",
            f"        n = x.astray(k, n, {table}, v)",
            "        if n < 0:",
            "            continue",
            "    else:",
            "        p = n",
            *indent(again),
            *indent(self._tree(use, known, 0, len(known))),
        ]

    def _tree(self, use: Use, known: list[Member], low: int, high: int) -> Lines:
        """Comparisons that find the member of number ``n`` among those from ``low`` to ``high``."""
        if high - low <= 1:
            return self._child(use, known[low]) if known else ["pass"]
        middle = (low + high) // 2
        return [
            f"if n < {middle}:",
            *indent(self._tree(use, known, low, middle)),
            "else:",
            *indent(self._tree(use, known, middle, high)),
        ]

    # -- values -----------------------------------------------------------------------------------------

    def _child(self, use: Use, member: Member) -> Lines:
        field = repr(member.field)
        once = [] if member.many else [f"if {field} in v:", "    x.again(k)"]
        keep = f"v.setdefault({field}, []).append(w)" if member.many else f"v[{field}] = w"
        if isinstance(member.kind, Record | Arms):
            return [*once, *self._inner(use, member, member.kind.type, keep)]
        return [*once, *self._leaf(member, keep, use.version)]

    def _inner(self, use: Use, member: Member, type_: type[Declared], keep: str) -> Lines:
        """Lines for a child that has a type of its own."""
        read = f"w = {self.name(Use(type_, use.version))}(k, x)"
        if member.mandatory or issubclass(use.type, Choice) or not _needs(type_):
            return [read, keep]
        # What says nothing, and would be refused for it, counts as absent: <deliveryCosts/>.
        says = "k.text or len(k)" if text_member(type_) else "len(k)"
        return [f"if {says}:", *indent([read, keep]), "else:", "    x.empty(k)"]

    def _leaf(self, member: Member, keep: str, version: str) -> Lines:
        least = member.least(version)
        lines = self._read(member)
        if least is not None:
            lines += [f"if w is not None and w < {least}:", "    x.small(k)"]
        if member.kind is not TEXT:
            return [*lines, "if w is not None:", f"    {keep}"]
        required = member.mark(Required, version)
        # Who writes an element empty because it must be there says nothing with it.
        return [*lines, "w = w or None", keep] if required and required.filled else [*lines, keep]

    def _value(self, member: Member) -> Lines:
        """Lines for the text of an element with attributes."""
        return [*self._read(member), f"v[{member.field!r}] = w"]

    def _read(self, member: Member) -> Lines:
        """Lines that make of the text of ``k`` a value ``w``."""
        text = ["w = k.text", "if len(k):", "    w = x.nested(k)"]
        if member.kind is TEXT:
            return [*text, "if w is None:", "    w = ''"]
        simple = leaf(member)
        read = self.constant(f"read_{simple.name}", simple.read)
        # None makes the strict reader fail, as what is not in its type does.
        unfit = "needed" if member.mandatory else "value"
        return [
            *text,
            "try:",
            f"    w = {read}(w or '')",
            "except ValueError:",
            f"    w = x.{unfit}({self.constant(simple.name, simple)}, k, w)",
        ]

    def _attributes(self, type_: type[Declared]) -> Lines:
        lines: Lines = []
        for member in members(type_):
            if member.attribute is None:
                continue
            name = member.name("")
            lines.append(f"w = e.get({self._attribute(member)!r})")
            if member.attribute.qualified:
                lines += [
                    f"if w is None and e.get({name!r}) is not None:",
                    f"    w = x.unqualified(e, {name!r})",
                ]
            read = f"x.attribute({self.constant('LEAF', leaf(member))}, e, {name!r}, w)"
            value = "w" if member.kind is TEXT else read
            lines += ["if w is not None:", f"    v[{member.field!r}] = {value}"]
        return lines

    def _attribute(self, member: Member) -> str:
        qualified = member.attribute is not None and member.attribute.qualified
        return f"{{{self._uri}}}{member.name('')}" if qualified else member.name("")

    def _made(self, type_: str, table: str) -> Lines:
        return [
            "try:",
            f"    return {type_}(**v)",
            "except TypeError:",
            f"    raise x.lacking(e, {table}, v) from None",
        ]

    def _table(self, use: Use, known: list[Member]) -> str:
        version = use.version
        here: dict[str, int] = {}
        others: dict[str, int] = {}
        for number, member in enumerate(known):
            own = member.name(version) if member.is_in(version) else None
            for name in _names(member):
                (here if name == own else others)[f"{{{self._uri}}}{name}"] = number
        table = Table(
            here=here,
            others={tag: number for tag, number in others.items() if tag not in here},
            names={tag.rpartition("}")[2]: number for tag, number in {**others, **here}.items()},
            mandatory={each.field: _shown(each, version) for each in members(use.type) if each.mandatory},
            keeps=issubclass(use.type, Complex),
        )
        return self.constant("TABLE", table)


def _numbered(use: Use) -> list[Member]:
    """The elements of a type: those of the version in its order, then those of others."""
    here = elements(use.type, use.version)
    return [*here, *(each for each in members(use.type) if is_element(each) and each not in here)]


def _names(member: Member) -> set[str]:
    """All the names that a member has in any version."""
    versions = {version for mark in member.marks for version in mark.versions}
    return {member.name(version) for version in (*versions, "")}


def _shown(member: Member, version: str) -> str:
    return f"@{member.name(version)}" if member.attribute else member.name(version)


def _needs(type_: type[Declared]) -> bool:
    """Whether a document can lack something in it."""
    return issubclass(type_, Choice) or any(each.mandatory for each in members(type_))


def _tuple(member: Member, version: str) -> Lines:
    most = member.most(version) if member.is_in(version) else None
    bound = [f"    if len(w) > {most}:", f"        x.repeated(e, {member.name(version)!r}, len(w))"]
    return [
        f"if {member.field!r} in v:",
        f"    w = v[{member.field!r}] = tuple(v[{member.field!r}])",
        *(bound if most is not None else []),
    ]
