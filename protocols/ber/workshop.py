"""Where Python is made of declarations: a function for each kind, written and compiled when first called."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any

from protocols.ber.leaves import Text, Texts
from protocols.ber.schema import Arms, Enumerated, Form, Kind, Leaf, ListOf, Record

Lines = list[str]


def indent(lines: Iterable[str], by: int = 1) -> Lines:
    """The lines, further to the right."""
    return [f"{'    ' * by}{line}" for line in lines]


class Workshop(ABC):
    """Functions that call each other by name in one namespace. What is not called is never made.

    ``sources`` is the text of each that has been made.
    """

    def __init__(self, verb: str, namespace: dict[str, Any]) -> None:
        self.sources: dict[Kind | Form, str] = {}
        self.namespace = namespace
        self._verb = verb
        self._names: dict[Kind | Form, str] = {}

    @abstractmethod
    def write(self, kind: Kind | Form, name: str) -> Lines:
        """The source of the function of a kind; of a form, its tags included."""

    def name(self, kind: Kind | Form) -> str:
        """The name of a kind's function, for use in the source of another."""
        if kind not in self._names:
            name = self._free(f"{self._verb}_{_word(kind)}")
            self._names[kind] = name
            self.namespace[name] = self._first_call(kind, name)
        return self._names[kind]

    def function(self, kind: Kind | Form) -> Callable[..., Any]:
        """The function of a kind, made now if it has not been."""
        name = self.name(kind)
        if kind not in self.sources:
            self._make(kind, name)
        made: Callable[..., Any] = self.namespace[name]
        return made

    def constant(self, word: str, value: object) -> str:
        """A name for something that source refers to."""
        name = self._free(word)
        self.namespace[name] = value
        return name

    def _first_call(self, kind: Kind | Form, name: str) -> Callable[..., Any]:
        def make_and_call(*arguments: Any) -> Any:  # noqa: ANN401 - stands in for any of them
            return self.function(kind)(*arguments)

        make_and_call.__name__ = name
        return make_and_call

    def _make(self, kind: Kind | Form, name: str) -> None:
        source = "\n".join(self.write(kind, name)) + "\n"
        exec(compile(source, f"<{name}>", "exec"), self.namespace)  # noqa: S102 - made of declarations alone
        self.sources[kind] = source

    def _free(self, word: str) -> str:
        """The word, or one with a number that is not taken: two modules may call a type the same."""
        name, number = word, 2
        while name in self.namespace:
            name, number = f"{word}_{number}", number + 1
        return name


def _word(kind: Kind | Form) -> str:
    if isinstance(kind, Form):
        return f"whole_{_word(kind.kind)}"
    if isinstance(kind, ListOf):
        return f"list_of_{_word(kind.element.kind)}"
    if isinstance(kind, Record | Arms):
        return kind.type.__name__
    if isinstance(kind, Enumerated):
        return kind.values.__name__
    if isinstance(kind, Text | Texts):
        return kind.name.replace("-", "")
    return kind.name.lower() if isinstance(kind, Leaf) else "any"
