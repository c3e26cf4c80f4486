from protocols.xml.workshop import Lines, Use, Workshop, indent
from tests.unit.protocols.xml.samples import Card, Label, Parcel


class Greeting(Workshop):
    """Writes functions that greet."""

    def __init__(self) -> None:
        super().__init__("greet", {})
        self.written: list[Use] = []

    def write(self, use: Use, name: str) -> Lines:
        self.written.append(use)
        other = f"{self.name(Use(Label, use.version))}(s)" if use.type is Parcel else "s"
        return [f"def {name}(s):", *indent([f"return {self.constant('HELLO', use.version)} + {other}"])]


def test_functions_are_made_when_they_are_called() -> None:
    workshop = Greeting()
    greet = workshop.function(Use(Parcel, "v"))
    assert workshop.written == [Use(Parcel, "v")]
    assert [greet("!"), greet("?")] == ["vv!", "vv?"]
    assert workshop.written == [Use(Parcel, "v"), Use(Label, "v")]
    assert workshop.function(Use(Parcel, "v")) is greet
    assert workshop.sources[Use(Parcel, "v")] == "def greet_Parcel(s):\n    return HELLO + greet_Label(s)\n"


def test_a_constant_has_one_name() -> None:
    workshop = Greeting()
    one, other = ["x"], ["x"]
    assert [workshop.constant("LIST", each) for each in (one, other, one)] == ["LIST", "LIST_2", "LIST"]
    assert workshop.namespace["LIST"] is one


def test_each_version_has_its_own() -> None:
    workshop = Greeting()
    assert [workshop.function(Use(Card, version))("") for version in ("1", "2")] == ["1", "2"]
    assert [workshop.name(Use(Card, version)) for version in ("1", "2")] == ["greet_Card", "greet_Card_2"]
    assert indent(["a", "b"], 2) == ["        a", "        b"]
