from protocols.ber import BitString, Edifact, Null, Raw


def test_named_bits() -> None:
    options = BitString.of((0, 1, 14))
    assert options == BitString(b"\xc0\x02", 1)
    assert [bit for bit in range(-8, 40) if bit in options] == [0, 1, 14]
    assert BitString.of(()) == BitString()


def test_a_remembered_string_type_is_a_string() -> None:
    assert Edifact("abc") == "abc"
    assert f"{Edifact('abc')}" == "abc"
    assert Raw(b"\5\0") == b"\5\0"
    assert Null() == Null()
