from collections.abc import Sequence

from zope.interface import Interface, implementer  # type: ignore[import-untyped] # it ships no types

from protocols.xml.xmlschemas import XMLSchema10

NOTHING = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>'


def test_a_schema_is_made_although_zope_has_seen_a_sequence() -> None:
    @implementer(Interface)
    class Seen(tuple[int, ...], Sequence[int]):
        __slots__ = ()

    assert "__provides__" in vars(Sequence), Seen
    assert XMLSchema10(NOTHING).target_namespace == ""
    assert "elements" in set(XMLSchema10._cached_properties())
