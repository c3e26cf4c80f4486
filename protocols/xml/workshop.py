"""Where Python is made of declarations: a function for a type in a version, written when first called."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from protocols.xml.declare import Declared

Lines = list[str]


class Use(NamedTuple):
    """A type in a version."""

    type: type[Declared]
    version: str


def indent(lines: Iterable[str], by: int = 1) -> Lines:
    """The lines, further to the right."""
    return [f"{'    ' * by}{line}" for line in lines]


class Workshop(ABC):
    """Functions that call each other by name in one namespace. What is not called is never made.

    ``sources`` is the text of each that has been made.
    """

    def __init__(self, verb: str, namespace: dict[str, Any]) -> None:
        self.sources: dict[Use, str] = {}
        self.namespace = namespace
        self._verb = verb
        self._constants: dict[tuple[str, int], str] = {}
        self._names: dict[Use, str] = {}

    @abstractmethod
    def write(self, use: Use, name: str) -> Lines:
        """The source of the function of a type."""

    def name(self, use: Use) -> str:
        """The name of a type's function, for use in the source of another."""
        if use not in self._names:
            name = self._free(f"{self._verb}_{use.type.__name__}")
            self._names[use] = name
            self.namespace[name] = self._first_call(use, name)
        return self._names[use]

    def function(self, use: Use) -> Callable[..., Any]:
        """The function of a type, made now if it has not been."""
        name = self.name(use)
        if use not in self.sources:
            source = "\n".join(self.write(use, name)) + "\n"
            exec(compile(source, f"<{name}>", "exec"), self.namespace)  # noqa: S102 - made of declarations alone
            self.sources[use] = source
        made: Callable[..., Any] = self.namespace[name]
        return made

    def constant(self, word: str, value: object) -> str:
        """A name for something that source refers to."""
        key = (word, id(value))  # of something that the namespace keeps from now on
        if key not in self._constants:
            self._constants[key] = self._free(word)
            self.namespace[self._constants[key]] = value
        return self._constants[key]

    def _first_call(self, use: Use, name: str) -> Callable[..., Any]:
        def make_and_call(*arguments: Any) -> Any:  # noqa: ANN401 - stands in for any of them
            return self.function(use)(*arguments)

        make_and_call.__name__ = name
        return make_and_call

    def _free(self, word: str) -> str:
        """The word, or one with a number that is not taken: a type has a function for each version."""
        name, number = word, 2
        while name in self.namespace:
            name, number = f"{word}_{number}", number + 1
        return name
