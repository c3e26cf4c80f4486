"""Random APDUs come back as they went, by whichever way."""

import os
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.ber import BerError
from protocols.errors import LocalProtocolError
from protocols.iso10161.apdus import NUMBERS, Apdu
from protocols.iso10161.codec import AUTO, UTF_8, decode, encode
from protocols.iso10161.conditions import check
from protocols.iso10161.json_form import from_json, to_json
from protocols.iso10161.text_form import lines
from tests.ill.generator import apdu
from tests.ill.twins import indefinite

SOAK = os.environ.get("GUANJI_SOAK") == "1"

APDUS = st.builds(
    lambda seed, fill, of: apdu(Random(seed), fill, of),
    st.integers(0, 2**32 - 1),
    st.sampled_from([0.0, 0.3, 0.7, 1.0]),
    st.sampled_from(list(NUMBERS)),
)


@settings(derandomize=True, deadline=None, max_examples=20_000 if SOAK else 300)
@given(APDUS)
def test_an_apdu_comes_back_as_it_went(one: Apdu) -> None:
    octets = encode(one)
    assert decode(octets).apdu == one
    assert decode(indefinite(octets)).apdu == one
    assert encode(decode(indefinite(octets)).apdu) == octets
    assert from_json(to_json(one, secrets=True)) == one
    assert check(one) == ()


@settings(derandomize=True, deadline=None, max_examples=5_000 if SOAK else 100)
@given(APDUS, st.sampled_from(["utf-8", "gb18030"]))
def test_the_character_set_is_found_out(one: Apdu, charset: str) -> None:
    read = decode(encode(one, charset), AUTO)
    # External objects were made in UTF-8; they stay octets and say nothing of the APDU's character set.
    if read.charset == charset:
        assert read.apdu == one
    else:
        assert read.charset == UTF_8
        assert encode(read.apdu, UTF_8) == encode(one, charset)


@settings(derandomize=True, deadline=None, max_examples=20_000 if SOAK else 300)
@given(APDUS, st.integers(0, 2**32 - 1))
def test_damage_is_an_error_or_another_apdu(one: Apdu, seed: int) -> None:
    chance = Random(seed)
    octets = bytearray(encode(one))
    for _ in range(chance.randint(1, 4)):
        octets[chance.randrange(len(octets))] = chance.randrange(256)
    try:
        read = decode(bytes(octets), AUTO)
    except BerError as error:
        assert error.expected  # noqa: PT017 - an error is one of two good ends
        return
    assert lines(read.apdu, read.charset)
    assert isinstance(check(read.apdu), tuple)
    assert again(read.apdu, read.charset)


def again(read: Apdu, charset: str) -> bool:
    """Whatever can be read can be written, unless a size of the standard is overdone."""
    try:
        return decode(encode(read, charset), charset).apdu == read
    except LocalProtocolError:
        return True
