"""What the declared types consist of."""

from typing import Annotated

from protocols.ber import BitString, Choice, Null, OctetString, Raw, Sequence, explicit, implicit, size
from protocols.ber.declare import Size
from protocols.iso10161.apdus import IllRequest
from protocols.iso10161.items import ItemId
from protocols.iso10161.members import by_element, leaves, members, structs
from tests.unit.protocols.iso10161.samples import CUMT, request


class Arm(Choice, frozen=True, kw_only=True):
    nothing: Annotated[Null | None, implicit(0)] = None
    bits: Annotated[BitString | None, implicit(1)] = None


class Everything(Sequence, frozen=True, kw_only=True):
    octets: Annotated[OctetString, implicit(0)]
    anything: Annotated[Raw | None, explicit(1)] = None
    arm: Annotated[Arm | None, explicit(2)] = None
    truth: Annotated[bool, implicit(3)] = True
    numbers: Annotated[tuple[int, ...] | None, implicit(4), size(1, 3)] = None


def test_the_members_of_a_type() -> None:
    octets, anything, arm, truth, numbers = members(Everything)
    assert (octets.of, octets.optional, octets.default) == (bytes, False, None)
    assert (anything.of, anything.optional) == (Raw, True)
    assert arm.of is Arm
    assert (truth.of, truth.optional, truth.default) == (bool, False, True)
    assert (numbers.of, numbers.many, numbers.size) == (int, True, Size(1, 3))
    assert [each.of for each in members(Arm)] == [Null, BitString]


def test_strings_say_of_what_type_they_are() -> None:
    known = by_element(ItemId)
    assert (known["iSBN"].field, known["iSBN"].text, known["iSBN"].size) == (
        "isbn",
        "ILL-String",
        Size(10, 10),
    )
    delivery = by_element(IllRequest)["delivery-service"].of
    mode = by_element(by_element(delivery)["electronic-delivery"].of)["e-delivery-service"].of
    assert by_element(mode)["e-delivery-mode"].text == "OBJECT IDENTIFIER"


def test_structs_and_leaves_stand_at_their_paths() -> None:
    value = Everything(octets=b"x", arm=Arm(nothing=Null()), numbers=(7, 8))
    assert [path for path, _ in structs(value, "E")] == ["E", "E.arm"]
    assert [(leaf.path, leaf.value) for leaf in leaves(value, "E")] == [
        ("E.octets", b"x"),
        ("E.truth", True),
        ("E.numbers[1]", 7),
        ("E.numbers[2]", 8),
        ("E.arm.nothing", Null()),
    ]
    apdu = request(requester_id=CUMT)
    assert ("R.requester-id", CUMT) in list(structs(apdu, "R"))
