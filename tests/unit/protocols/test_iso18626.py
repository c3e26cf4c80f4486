"""What `protocols.iso18626` only declares."""

from protocols.iso18626.messages import ARMS, Iso18626Message
from protocols.xml.schema import Arms, Record, members, reach


def test_every_message_has_its_arm() -> None:
    arms = {each.field: each.kind.type for each in members(Iso18626Message) if isinstance(each.kind, Record)}
    assert {field: type_ for type_, field in ARMS.items()} == arms


def test_every_type_says_what_it_is() -> None:
    types = reach(Iso18626Message)
    assert len(types) == 35
    assert [type_.__name__ for type_ in types if not type_.__doc__] == []
    kinds = [each.kind for type_ in types for each in members(type_)]
    assert any(isinstance(kind, Arms) for kind in kinds)
