import pytest

from protocols.ber.schema import Anything, Form, Kind, Leaf, ListOf, Record, form
from protocols.ber.workshop import Lines, Workshop, indent
from tests.unit.protocols.ber.samples import Colour, Point, Row


class Counting(Workshop):
    """Functions that say which kind they are for, and call that of another where asked."""

    def __init__(self) -> None:
        super().__init__("tell", {"taken": 1})
        self.written: list[str] = []

    def write(self, kind: Kind | Form, name: str) -> Lines:
        self.written.append(name)
        if kind == Record(Row):
            return [f"def {name}():", f"    return 'row of ' + {self.name(Record(Point))}()"]
        return [f"def {name}():", f"    return {name!r}"]


def test_a_function_is_made_when_it_is_first_called() -> None:
    shop = Counting()
    name = shop.name(Record(Row))
    assert (name, shop.written) == ("tell_Row", [])
    tell = shop.namespace[name]
    assert tell.__name__ == name
    assert tell() == "row of tell_Point"
    assert shop.written == ["tell_Row", "tell_Point"]
    assert tell() == shop.function(Record(Row))() == "row of tell_Point"
    assert shop.written == ["tell_Row", "tell_Point"]
    assert shop.sources[Record(Point)] == "def tell_Point():\n    return 'tell_Point'\n"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (form(Row), "tell_whole_Row"),
        (ListOf(form(Row)), "tell_list_of_Row"),
        (ListOf(form(Colour)), "tell_list_of_Colour"),
        (ListOf(form(bool)), "tell_list_of_boolean"),
        (form(Row.__annotations__["either"]).kind, "tell_ILLString"),
        (Anything(), "tell_any"),
        (Leaf.NULL, "tell_null"),
    ],
)
def test_names_tell_the_kind(kind: Kind | Form, name: str) -> None:
    assert Counting().name(kind) == name


def test_no_name_is_given_twice() -> None:
    shop = Counting()
    same = type("Row", (Row,), {}, frozen=True, kw_only=True)
    assert [shop.name(Record(each)) for each in (Row, same, Row)] == ["tell_Row", "tell_Row_2", "tell_Row"]
    assert [shop.constant("taken", 2), shop.constant("taken", 3)] == ["taken_2", "taken_3"]
    assert shop.namespace["taken_3"] == 3


def test_lines_are_indented() -> None:
    assert indent(["a", "  b"], 2) == ["        a", "          b"]
