"""Random APDUs become messages and come back; whatever is asked for, what goes out is valid."""

import os
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.iso10161 import Iso10161
from gateway.model.ill.services import IllMessage
from gateway.model.ill.terms import Terms
from gateway.ports.ill_language import Garbled, Understood
from gateway.translate.iso10161.messages import to_apdu, understand
from protocols.iso10161.apdus import NUMBERS, Apdu
from protocols.iso10161.codec import decode, encode
from protocols.iso10161.conditions import check
from protocols.iso10161.json_form import to_json
from tests.ill.generator import apdu

SOAK = os.environ.get("GUANJI_SOAK") == "1"

APDUS = st.builds(
    lambda seed, fill, of: apdu(Random(seed), fill, of),
    st.integers(0, 2**32 - 1),
    st.sampled_from([0.0, 0.3, 0.7, 1.0]),
    st.sampled_from(list(NUMBERS)),
)
#: Some of them hold a password, which is not passed on.
OPEN = APDUS.filter(lambda one: "Prompt-1" not in str(to_json(one)))
LANGUAGE = Iso10161()


@settings(derandomize=True, deadline=None, max_examples=20_000 if SOAK else 300)
@given(OPEN)
def test_a_valid_apdu_comes_back(one: Apdu) -> None:
    understood = understand(one)
    translated = to_apdu(understood.message, Terms())
    assert translated.apdu == one
    assert translated.losses == ()
    assert translated.described == understood.described


@settings(derandomize=True, deadline=None, max_examples=5_000 if SOAK else 100)
@given(APDUS)
def test_a_message_can_be_stored(one: Apdu) -> None:
    message = understand(one).message
    assert msgspec.json.decode(msgspec.json.encode(message), type=IllMessage) == message


@settings(derandomize=True, deadline=None, max_examples=10_000 if SOAK else 200)
@given(
    APDUS,
    st.builds(Terms, version=st.sampled_from([1, 2]), charset=st.sampled_from(["utf-8", "gb18030", "ascii"])),
    st.booleans(),
)
def test_what_goes_out_is_valid_for_whoever_gets_it(one: Apdu, terms: Terms, forgetful: bool) -> None:  # noqa: FBT001
    message = understand(one).message
    sent = msgspec.structs.replace(message, rest={}) if forgetful else message
    translated = to_apdu(sent, terms)
    assert check(translated.apdu) == ()
    octets = encode(translated.apdu, terms.charset)
    assert decode(octets, terms.charset).apdu == translated.apdu


@settings(derandomize=True, deadline=None, max_examples=10_000 if SOAK else 200)
@given(APDUS, st.integers(0, 2**32 - 1))
def test_damage_is_understood_or_answered(one: Apdu, seed: int) -> None:
    chance = Random(seed)
    octets = bytearray(encode(one))
    for _ in range(chance.randint(1, 4)):
        octets[chance.randrange(len(octets))] = chance.randrange(256)
    del octets[len(octets) - chance.choice((0, 0, 3)) :]
    read = LANGUAGE.read(bytes(octets), "auto")
    assert isinstance(read, Understood | Garbled)
    assert msgspec.json.encode(read.decoded)
    said = read.message if isinstance(read, Understood) else read.answer
    if said is not None:
        assert isinstance(LANGUAGE.read(LANGUAGE.write(said, Terms()).payload, "utf-8"), Understood)
