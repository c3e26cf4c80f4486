"""Which events the rules and the rim write into the history: read from their source.

Event kinds are texts beside the code that writes them, passed on by small functions (`item_event` and the
like). A function that hands one of its own parameters on as the kind writes events too, so the calls are
followed from `Event` outwards until nothing new is found. What can't be followed is an error, never a gap.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import adapters
import gateway
from gateway import app, circulation, dispatch, net, store

_FOLLOWED = (app, circulation, dispatch, net, store)


class Written(NamedTuple):
    """The kinds of all events, the keys of their data, and the mappings (`**name`) that hold further keys."""

    kinds: frozenset[str]
    keys: frozenset[str]
    mappings: frozenset[str]


class _Function(NamedTuple):
    module: str
    node: ast.FunctionDef | ast.AsyncFunctionDef

    @property
    def parameters(self) -> list[str]:
        """What a caller passes by place."""
        names = [each.arg for each in (*self.node.args.posonlyargs, *self.node.args.args)]
        return names[1:] if names[:1] in (["self"], ["cls"]) else names

    @property
    def names(self) -> set[str]:
        return {*self.parameters, *(each.arg for each in self.node.args.kwonlyargs)}

    @property
    def rest(self) -> str | None:
        """Its ``**name``."""
        return self.node.args.kwarg.arg if self.node.args.kwarg else None

    @property
    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.node) if isinstance(node, ast.Call))

    def assigned(self, name: str) -> list[ast.expr]:
        """Everything that is assigned to a name, or added to what it names (``|=``)."""
        found = []
        for node in ast.walk(self.node):
            match node:
                case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                    found.append(value)
                case ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value) if target == name:
                    found.append(value)
                case ast.AugAssign(target=ast.Name(id=target), value=value) if target == name:
                    found.append(value)
        assert found, f"{self.module}: what is {name}?"
        return found


def _functions() -> Iterator[_Function]:
    for package in _FOLLOWED:
        for file in sorted(Path(package.__path__[0]).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield _Function(str(file), node)


class _Survey:
    """Follows the calls. Two functions of one name are told apart by the module that calls them."""

    def __init__(self) -> None:
        self.functions = list(_functions())
        self.by_name: dict[str, list[_Function]] = {}
        for function in self.functions:
            self.by_name.setdefault(function.node.name, []).append(function)
        self.kind_of: dict[_Function, str] = {}  # functions that write events: their parameter for the kind
        self.kinds: set[str] = set()
        self.carriers: set[_Function] = set()  # functions whose `**rest` becomes an event's data
        self.keys: set[str] = set()
        self.mappings: set[str] = set()

    def called(self, call: ast.Call, module: str) -> _Function | None:
        """Whose call this is, as far as it is one of ours."""
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        known = self.by_name.get(name, [])
        own = [function for function in known if function.module == module]
        return next(iter(own or known), None)

    def kind(self, call: ast.Call, module: str) -> ast.expr | None:
        """The kind that a call is given; None for a call that writes no event."""
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        if getattr(call.func, "id", "") == "Event":
            return given["kind"]
        function = self.called(call, module)
        if function is None or function not in self.kind_of:
            return None
        parameter = self.kind_of[function]
        return given[parameter] if parameter in given else call.args[function.parameters.index(parameter)]

    def texts(self, function: _Function, kind: ast.expr) -> set[str]:
        """The texts that a kind may be; a parameter of the function makes the function a writer instead."""
        match kind:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.IfExp():
                return self.texts(function, kind.body) | self.texts(function, kind.orelse)
            case ast.Name(id=name) if name in function.names:
                self.kind_of[function] = name
                return set()
            case ast.Name(id=name):
                return {text for value in function.assigned(name) for text in self.texts(function, value)}
        where = f"{function.module}:{kind.lineno}"
        raise AssertionError(f"{where}: {ast.unparse(kind)} is a kind that can't be followed")

    def follow(self) -> None:
        """Until nothing new is found."""
        while True:
            before = (len(self.kind_of), len(self.carriers))
            for function in self.functions:
                for call in function.calls:
                    kind = self.kind(call, function.module)
                    if kind is not None:
                        self.kinds |= self.texts(function, kind)
                    self.data(function, call, writes=kind is not None)
            if before == (len(self.kind_of), len(self.carriers)):
                return

    def data(self, function: _Function, call: ast.Call, *, writes: bool) -> None:
        """The keys that a call gives to an event's data."""
        target = self.called(call, function.module)
        for keyword in call.keywords:
            carried = target is not None and target in self.carriers and keyword.arg not in target.names
            if (writes and keyword.arg == "data") or (carried and keyword.arg is None):
                self.mapping(function, keyword.value)
            elif carried and keyword.arg is not None:
                self.keys.add(keyword.arg)

    def mapping(self, function: _Function, value: ast.expr) -> None:
        """The keys that a mapping gives to an event's data."""
        match value:
            case ast.Dict():
                for key, entry in zip(value.keys, value.values, strict=True):
                    if key is None:
                        self.mapping(function, entry)
                    else:
                        assert isinstance(key, ast.Constant), f"{function.module}:{value.lineno}: which key?"
                        self.keys.add(str(key.value))
            case ast.BinOp(op=ast.BitOr()):
                self.mapping(function, value.left)
                self.mapping(function, value.right)
            case ast.Name(id=name) if name == function.rest:
                self.carriers.add(function)
            case ast.Name(id=name) if name in function.names:
                pass  # what its callers give it is looked at where they do
            case ast.Name(id=name):
                for assigned in function.assigned(name):
                    if isinstance(assigned, ast.DictComp):
                        self.mappings.add(name)
                    else:
                        self.mapping(function, assigned)
            case _:
                where = f"{function.module}:{value.lineno}"
                raise AssertionError(f"{where}: {ast.unparse(value)} can't be followed")


@cache
def written() -> Written:
    """Every event of the packages that are followed."""
    survey = _Survey()
    survey.follow()
    return Written(frozenset(survey.kinds), frozenset(survey.keys), frozenset(survey.mappings))


def elsewhere() -> list[str]:
    """Modules of other rooms that make events, of which `written` knows nothing."""
    followed = [Path(package.__path__[0]) for package in _FOLLOWED]
    return [
        str(file)
        for package in (gateway, adapters)
        for file in Path(package.__path__[0]).rglob("*.py")
        if not any(file.is_relative_to(folder) for folder in followed)
        and re.search(r"\bEvent\(\s*kind=|(?:item|patron|terminal)_event\(", file.read_text("utf-8"))
    ]
