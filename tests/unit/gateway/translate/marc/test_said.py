from gateway.translate.marc.said import Reason, Said


def test_a_thing_is_said_with_its_place_and_value() -> None:
    assert Said(Reason.BAD_BARCODE, "905$b", "x") == Said(Reason.BAD_BARCODE, "905$b", "x")
    assert len(Said(Reason.NO_TITLE).value) <= Said.VALUE_LIMIT
