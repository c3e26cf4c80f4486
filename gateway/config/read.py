"""Reading a parsed TOML document against the declaration: a value of the declared type, or every fault in it.

msgspec's own conversion stops at the first fault; a librarian wants them all at once, and in his language.
The reader walks the document by the types that msgspec has worked out from the declaration, builds the
Structs as it goes, and collects faults and warnings beside them.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar, Final, TypeVar, cast

import msgspec
from msgspec import inspect

from gateway.config.checks import CHECKS
from gateway.config.database import Database
from gateway.config.faults import Disagree, Fault, FaultCode, Plain
from gateway.config.secret import Secret

S = TypeVar("S", bound=msgspec.Struct)

#: Stands for a value that couldn't be read; its fault has been noted.
_FAULTY: Final = object()

#: What may stand for any place where a place is named.
_ANYWHERE: Final = {"places": ("", "*")}

#: Keys written without quotation marks in TOML.
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")


def key_path(path: str, key: str) -> str:
    """The path of a key in a table."""
    shown = (
        key if _BARE_KEY.fullmatch(key) else '"' + "".join(c if c.isprintable() else "�" for c in key) + '"'
    )
    return f"{path}.{shown}" if path else shown


def default_of(field: inspect.Field) -> object:
    """What an optional field is where nothing says otherwise."""
    return field.default_factory() if field.default is msgspec.NODEFAULT else field.default


class Reader:
    """Reads one document. `base` is the directory that relative paths start from.

    `lends` says which kind of table holds the defaults of which other kind, `rules` what must hold for fields
    whose declaration doesn't say it.
    """

    def __init__(
        self,
        base: Path,
        environ: Mapping[str, str],
        lends: Mapping[Any, type] | None = None,
        rules: Mapping[tuple[Any, str], Mapping[str, str]] | None = None,
    ) -> None:
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self._base = base
        self._environ = environ
        self._lends = lends or {}
        self._rules = rules or {}
        self._lent: dict[type, dict[str, object]] = {}
        self._unique: dict[tuple[str, str], str] = {}
        self._defined: dict[str, list[str]] = {}
        self._referred: list[tuple[str, str, str]] = []

    def read(self, kind: type[S], document: Mapping[str, object]) -> S | None:
        """The document as a `kind`, or None where `faults` then says why not."""
        value = self._value(inspect.type_info(kind), document, "")
        self._settle_references()
        return None if self.faults else cast("S", value)

    # --- notes ----------------------------------------------------------------------------------------

    def _fault(self, path: str, code: FaultCode, **facts: object) -> object:
        self.faults.append(Fault(path, code, facts))
        return _FAULTY

    def _settle_references(self) -> None:
        for scope, value, path in self._referred:
            known = self._defined.get(scope, [])
            if value in known or value in _ANYWHERE.get(scope, ()):
                continue
            if known:
                self._fault(path, FaultCode.NO_SUCH, value=value, allowed=tuple(known))
            else:
                self._fault(path, FaultCode.NO_SUCH_NONE, value=value, scope=Plain(scope))

    # --- values ---------------------------------------------------------------------------------------

    def _value(self, kind: inspect.Type, value: object, path: str) -> object:
        return self._READ[type(kind)](self, kind, value, path)

    def _metadata(self, kind: inspect.Metadata, value: object, path: str) -> object:
        read = self._value(kind.type, value, path)
        if read is _FAULTY:
            return read
        extra = kind.extra or {}
        check = extra.get("check")
        if check:
            fault = CHECKS[check](read, path, self._environ)
            if fault:
                self.faults.append(fault)
                return _FAULTY
        if isinstance(read, Secret) and (warning := read.warning(path)):
            self.warnings.append(warning)
        if isinstance(read, str):
            return self._named(extra, read, path)
        return read

    def _named(self, extra: Mapping[str, str], value: str, path: str) -> object:
        if "defines" in extra:
            for scope in extra["defines"].split():
                self._defined.setdefault(scope, []).append(value)
        if "refers" in extra:
            self._referred.append((extra["refers"], value, path))
        if "unique" in extra:
            first = self._unique.setdefault((extra["unique"], value), path)
            if first != path:
                return self._fault(path, FaultCode.DUPLICATE, value=value, first=(first,))
        return value

    def _text(self, kind: inspect.StrType, value: object, path: str) -> object:
        if not isinstance(value, str):
            return self._fault(path, FaultCode.NOT_TEXT, value=value)
        return value if value or not kind.min_length else self._fault(path, FaultCode.EMPTY)

    def _whole(self, kind: inspect.IntType, value: object, path: str) -> object:
        if not isinstance(value, int) or isinstance(value, bool):
            return self._fault(path, FaultCode.NOT_WHOLE, value=value)
        if kind.ge is not None and value < kind.ge:
            return self._fault(path, FaultCode.TOO_SMALL, value=value, limit=kind.ge)
        if kind.le is not None and value > kind.le:
            return self._fault(path, FaultCode.TOO_LARGE, value=value, limit=kind.le)
        return value

    def _bool(self, _: inspect.BoolType, value: object, path: str) -> object:
        return value if isinstance(value, bool) else self._fault(path, FaultCode.NOT_BOOL, value=value)

    def _date(self, _: inspect.DateType, value: object, path: str) -> object:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        return self._fault(path, FaultCode.NOT_DATE, value=value)

    def _literal(self, kind: inspect.LiteralType, value: object, path: str) -> object:
        # True == 1 in Python: the type must agree as well.
        if any(value == allowed and type(value) is type(allowed) for allowed in kind.values):
            return value
        return self._fault(path, FaultCode.NOT_ONE_OF, value=value, allowed=tuple(kind.values))

    def _enum(self, kind: inspect.EnumType, value: object, path: str) -> object:
        members = {member.value: member for member in kind.cls}
        if isinstance(value, str | int) and not isinstance(value, bool) and value in members:
            return members[value]
        return self._fault(path, FaultCode.NOT_ONE_OF, value=value, allowed=tuple(members))

    def _path(self, kind: inspect.CustomType, value: object, path: str) -> object:
        if not isinstance(value, str):
            return self._fault(path, FaultCode.NOT_TEXT, value=value)
        if not value:
            return self._fault(path, FaultCode.EMPTY)
        return Database.at(self._base, value) if kind.cls is Database else self._base / value

    def _optional(self, kind: inspect.UnionType, value: object, path: str) -> object:
        """TOML has no null: an optional value that is there is of its one other type."""
        (member,) = (member for member in kind.types if not isinstance(member, inspect.NoneType))
        return self._value(member, value, path)

    # --- collections ----------------------------------------------------------------------------------

    def _tuple(self, kind: inspect.VarTupleType, value: object, path: str) -> object:
        if not isinstance(value, list):
            return self._fault(path, FaultCode.NOT_LIST, value=value)
        entries = [self._value(kind.item_type, entry, f"{path}[{i}]") for i, entry in enumerate(value)]
        return _FAULTY if any(entry is _FAULTY for entry in entries) else tuple(entries)

    def _struct(self, kind: inspect.StructType, value: object, path: str) -> object:
        if not isinstance(value, dict):
            if kind.cls is Secret:  # whatever stands there may be the secret: it is not repeated
                return self._fault(path, FaultCode.SECRET_INLINE)
            return self._fault(path, FaultCode.NOT_TABLE, value=value)
        before = len(self.faults)
        self._unknown_keys(kind, value, path)
        given: dict[str, object] = {}
        rest = dict(self._lent.get(kind.cls, {}))
        for field in kind.fields:
            here = key_path(path, field.encode_name)
            if field.encode_name in value:
                given[field.name] = self._value(field.type, value[field.encode_name], here)
                self._ruled(kind.cls, field.name, value[field.encode_name], here)
            elif field.name not in rest:
                rest.update(self._absent(field, here))
        if kind.cls in self._lends:
            sound = {name: entry for name, entry in given.items() if entry is not _FAULTY}
            self._lent[self._lends[kind.cls]] = sound
        return _FAULTY if len(self.faults) > before else self._built(kind.cls, {**rest, **given}, path)

    def _absent(self, field: inspect.Field, path: str) -> dict[str, object]:
        """What stands for a field that isn't there, where the Struct's own default won't do."""
        if field.required:
            self._fault(path, FaultCode.MISSING)
            return {}
        default = default_of(field)
        if isinstance(default, Path):
            return {field.name: self._base / default}
        if isinstance(default, Database):
            return {field.name: Database.at(self._base, default)}
        if isinstance(default, msgspec.Struct):
            # A table that is left out is an empty table: its own defaults may hold paths.
            return {field.name: self._value(field.type, {}, path)}
        return {}

    def _built(self, kind: type[msgspec.Struct], values: Mapping[str, object], path: str) -> object:
        try:
            return kind(**values)
        except Disagree as error:  # what a Struct says of its fields together
            return self._fault(path, FaultCode.REFUSED, reason=error.said)
        except ValueError as error:  # the same from a Struct of another room, in English alone
            return self._fault(path, FaultCode.REFUSED, reason=Plain(error))

    def _ruled(self, kind: type, name: str, value: object, path: str) -> None:
        extra = self._rules.get((kind, name), {})
        entries = enumerate(value) if isinstance(value, list) else ()
        for place, entry in ((path, value), *((f"{path}[{i}]", entry) for i, entry in entries)):
            if isinstance(entry, str):
                self._named(extra, entry, place)

    def _unknown_keys(self, kind: inspect.StructType, value: Mapping[str, object], path: str) -> None:
        known = tuple(field.encode_name for field in kind.fields)
        for key in value:
            if key in known:
                continue
            similar = get_close_matches(key, known, n=1)
            if similar:
                self._fault(key_path(path, key), FaultCode.UNKNOWN_SIMILAR, similar=similar[0])
            else:
                self._fault(key_path(path, key), FaultCode.UNKNOWN, known=known)

    #: How each type that the declaration may use is read.
    _READ: ClassVar[Mapping[type[inspect.Type], Callable[["Reader", Any, object, str], object]]] = {
        inspect.Metadata: _metadata,
        inspect.StrType: _text,
        inspect.IntType: _whole,
        inspect.BoolType: _bool,
        inspect.DateType: _date,
        inspect.LiteralType: _literal,
        inspect.EnumType: _enum,
        inspect.CustomType: _path,
        inspect.UnionType: _optional,
        inspect.VarTupleType: _tuple,
        inspect.StructType: _struct,
    }
