import pytest

from protocols.ber import Choice, Null, Tag, application, explicit, implicit, named, private, size, universal
from protocols.ber.declare import Size, Tagging
from tests.unit.protocols.ber.samples import Point, Shape


def test_tags_read_as_in_the_standard() -> None:
    tags = (Tag(2, 5), application(1), universal(16), private(9))
    assert [str(tag) for tag in tags] == ["[5]", "[APPLICATION 1]", "[UNIVERSAL 16]", "[PRIVATE 9]"]
    assert implicit(3).tag == Tag(2, 3)
    assert explicit(application(3)).tag == Tag(1, 3)
    assert implicit(application(3)) == Tagging(Tag(1, 3), explicit=False)
    assert explicit(3).explicit
    assert named("iLL-service-type").name == "iLL-service-type"
    assert size(1) == Size(1, None)


def test_a_choice_tells_what_was_chosen() -> None:
    shape = Shape(nothing=Null())
    assert (shape.arm, shape.value) == ("nothing", Null())
    for wrong in (Shape(), Shape(far=1, name="two")):
        with pytest.raises(ValueError, match="values to unpack"):
            assert wrong.arm
    assert isinstance(shape, Choice)


def test_a_record_is_frozen() -> None:
    with pytest.raises(AttributeError):
        Point(x=1).x = 2  # type: ignore[misc]
