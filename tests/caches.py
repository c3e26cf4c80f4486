"""What a module remembers, forgotten: so that its own tests work all of it out, whatever ran before them."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def forgotten(*modules: ModuleType) -> Iterator[None]:
    """With nothing in the caches of these modules' functions, before and behind."""
    _forget(modules)
    yield
    _forget(modules)


def _forget(modules: tuple[ModuleType, ...]) -> None:
    for module in modules:
        for function in vars(module).values():
            if hasattr(function, "cache_clear"):
                function.cache_clear()
