"""Writers, written as Python from the declarations.

Each function is given a value ``s``, the list's ``append`` ``o`` that text goes to, the `Writing` ``x``,
where it stands ``at``, the name of its element ``q`` and attributes ``a`` that somebody else gives it.
Elements come in the version's order. What does not fit raises what Python raises, and the line where it did
tells the element.
"""

from protocols.xml import writing
from protocols.xml.declare import Complex, Declared, Required
from protocols.xml.leaves import TEXT
from protocols.xml.remarks import Why
from protocols.xml.schema import Arms, Codes, Member, Record, elements, is_element, leaf, members, text_member
from protocols.xml.workshop import Lines, Use, Workshop, indent

_SILENT = "(None, (), '')"
"""What says nothing, so that nothing is lost with it."""


class _Body:
    """The lines of a function, and to which element each belongs; "" is none."""

    def __init__(self, head: Lines) -> None:
        self.lines = head
        self.names = [""] * len(head)

    def add(self, name: str, lines: Lines) -> None:
        """Go on with the lines of an element."""
        self.lines += indent(lines, 2)
        self.names += [name] * len(lines)


class Writers(Workshop):
    """The writers of all types of a protocol; ``prefix`` is for its attributes."""

    def __init__(self, prefix: str) -> None:
        namespace = {
            "S": writing.SIGNS,
            "Q": writing.QUOTED,
            "UNFIT": writing.UNFIT,
            "misfit": writing.misfit,
            "RANGE": Why.RANGE,
        }
        super().__init__("write", namespace)
        self._prefix = prefix

    def write(self, use: Use, name: str) -> Lines:
        """The function of a type."""
        type_ = self.constant(use.type.__name__, use.type)
        body = _Body(
            [
                f"def {name}(s, o, x, at, q, a=''):",
                "    try:",
                f"        if s.__class__ is not {type_}:",
                f"            raise TypeError(f'expected {use.type.__name__}, found {{s!r}}')",
            ]
        )
        self._attributes(use, body)
        if text := text_member(use.type):
            body.add(text.name(""), [f"v = s.{text.field}", *self._text(text), "o(f'<{q}{a}>{w}</{q}>')"])
            self._unknown(body, open_=False)
        else:
            body.add("", ["o(f'<{q}{a}>')"])
            if issubclass(use.type, Complex):
                self._complex(use, use.type.xml_open, body)
            else:
                self._choice(use, body)
            body.add("", ["o(f'</{q}>')"])
        names = self.constant("LINES", tuple(body.names))
        failed = f"        raise misfit(error, {names}, at) from None"
        return [*body.lines, "    except UNFIT as error:", failed]

    # -- functions --------------------------------------------------------------------------------------

    def _complex(self, use: Use, open_: bool, body: _Body) -> None:  # noqa: FBT001 - of the type
        for member in elements(use.type, use.version):
            name = member.name(use.version)
            body.add(name, [f"v = s.{member.field}", *self._member(use, member)])
        self._elsewhere(use, body)
        self._unknown(body, open_=open_)

    def _unknown(self, body: _Body, *, open_: bool) -> None:
        body.add("", ["if s.unknown:", f"    o(x.unknown(s.unknown, at, open_={open_}))"])

    def _choice(self, use: Use, body: _Body) -> None:
        body.add("", ["c = 0"])
        for member in elements(use.type, use.version):
            one = ["if v is not None:", "    c += 1", *indent(self._once(use, member))]
            body.add(member.name(use.version), [f"v = s.{member.field}", *one])
        names = ", ".join(each.name(use.version) for each in elements(use.type, use.version))
        body.add("", ["if c != 1:", f"    raise ValueError(f'expected one of {names}, found {{c}} of them')"])
        self._elsewhere(use, body)

    def _elsewhere(self, use: Use, body: _Body) -> None:
        """What the version has no place for."""
        for member in members(use.type):
            if is_element(member) and not member.is_in(use.version):
                name = member.name("")
                lines = [f"v = s.{member.field}", f"if v not in {_SILENT}:"]
                lines.append(f"    x.no_place((at, {name!r}, 0), v)")
                body.add(name, lines)

    def _attributes(self, use: Use, body: _Body) -> None:
        for member in members(use.type):
            if member.attribute is None:
                continue
            name = member.name("")
            qualified = f"{self._prefix}:{name}" if member.attribute.qualified else name
            simple = leaf(member)
            value = [
                f"w = {self.constant(f'write_{simple.name}', simple.write)}(v)",
                "if Q(w):",
                f"    w = x.quoted(w, (at, {f'@{name}'!r}, 0))",
                f"a = f'{{a}} {qualified}=\"{{w}}\"'",
            ]
            if not member.mandatory:
                value = ["if v is not None:", *indent(value)]
            body.add(f"@{name}", [f"v = s.{member.field}", *value])

    # -- values -----------------------------------------------------------------------------------------

    def _member(self, use: Use, member: Member) -> Lines:
        name, version = member.name(use.version), use.version
        place = f"(at, {name!r}, 0)"
        if member.many:
            most = member.most(version)
            bound = [f"if len(v) > {most}:", f"    v = x.some(v, {most}, {place})"] if most else []
            lacks = ["if not v:", f"    raise x.absent({place})"] if member.is_required(version) else []
            typed = ["if v.__class__ is not tuple:", "    raise TypeError(f'expected a tuple, found {v!r}')"]
            loop = ["for n, v in enumerate(v, 1):", *indent(self._once(use, member, "n"))]
            return ["if v != ():", *indent([*typed, *bound, *loop]), *lacks]
        once = self._once(use, member)
        if member.mandatory:
            return once
        required = member.mark(Required, version)
        if required is None:
            return ["if v is not None:", *indent(once)]
        absent = f"o('<{name}></{name}>')" if required.filled else f"raise x.absent({place})"
        return ["if v is None:", f"    {absent}", "else:", *indent(once)]

    def _once(self, use: Use, member: Member, number: str = "0") -> Lines:
        """Lines that write the value ``v`` as an element, the ``number``-th of its name."""
        name, kind = member.name(use.version), member.kind
        place = f"(at, {name!r}, {number})"
        if isinstance(kind, Record | Arms):
            if member.is_plain(use.version):
                return self._plain(kind.type, name, place)
            return [f"{self.name(Use(kind.type, use.version))}(v, o, x, {place}, {name!r})"]
        if isinstance(kind, Codes):
            return self._code(use, member, kind, place)
        if kind is TEXT:
            return [
                "if S(v):",
                f"    v = x.escaped(v, {place})",
                f"o(f'<{name}>{{v}}</{name}>')",
            ]
        element = f"o(f'<{name}>{{{self.constant(f'write_{kind.name}', kind.write)}(v)}}</{name}>')"
        if (least := member.least(use.version)) is None:
            return [element]
        return [f"if v < {least}:", f"    x.lost(RANGE, {place}, v)", "else:", f"    {element}"]

    def _code(self, use: Use, member: Member, kind: Codes, place: str) -> Lines:
        name = member.name(use.version)
        table = {str(code): f"<{name}>{code}</{name}>" for code in kind.list if code.holds(use.version)}
        needed = member.is_required(use.version)
        return [
            f"w = {self.constant('CODES', table)}.get(v)",
            "if w is None:",
            f"    x.no_code(v, {place}, mandatory={needed})",
            "else:",
            "    o(w)",
        ]

    def _plain(self, type_: type[Declared], name: str, place: str) -> Lines:
        """An element whose type has attributes, in a version where it has none."""
        text = text_member(type_)
        if text is None:
            raise TypeError(f"{type_.__name__} has no text")
        attributes = {each.field: f"@{each.name('')}" for each in members(type_) if each.attribute}
        lost = [
            line
            for field, shown in attributes.items()
            for line in (
                f"if v.{field} is not None:",
                f"    x.no_place(({place}, {shown!r}, 0), v.{field})",
            )
        ]
        return [*lost, f"v = v.{text.field}", *self._text(text, place), f"o(f'<{name}>{{w}}</{name}>')"]

    def _text(self, member: Member, place: str = "at") -> Lines:
        """Lines that make of the value ``v`` a text ``w``."""
        simple = leaf(member)
        if simple is TEXT:
            return ["w = v", "if S(w):", f"    w = x.escaped(w, {place})"]
        return [f"w = {self.constant(f'write_{simple.name}', simple.write)}(v)"]
