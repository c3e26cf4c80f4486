"""BER: whatever is declared goes there and back, in every spelling; whatever else comes is an error."""

import os
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.ber import BerError, Codec, Framer, Limits, Unwritable
from protocols.ber.declare import Declared
from protocols.ber.definite import definite, mapped
from protocols.ber.dump import dump
from protocols.ber.octets import HEADER
from protocols.ber.schema import form
from tests.ber_spelling import Spelling, values
from tests.unit.protocols.ber.samples import Drawing, Shape, Tree

EXAMPLES = 20_000 if os.environ.get("GUANJI_SOAK") else 60
SOAKED = settings(max_examples=EXAMPLES, deadline=None, derandomize=True)

T = TypeVar("T")

TYPES: tuple[type[Declared], ...] = (Drawing, Tree, Shape)
CODECS: dict[type, Codec[Any]] = {declared: Codec(declared) for declared in TYPES}

VALUES = st.one_of(*map(values, TYPES))
SEEDS = st.integers(0, 1 << 32)


def attempt(work: Callable[[], T]) -> tuple[T | None, BerError | None]:
    """What comes of it, or the error."""
    try:
        return work(), None
    except BerError as error:
        return None, error


@SOAKED
@given(VALUES)
def test_a_value_is_written_as_the_standard_says_and_read_again(value: Any) -> None:  # noqa: ANN401
    codec = CODECS[type(value)]
    octets = codec.encode(value)
    assert octets == Spelling().whole(form(type(value)), value)
    again = codec.decode(octets)
    assert again == value
    assert codec.encode(again) == octets, "the types of strings are remembered too"
    assert definite(octets) == mapped(octets).octets == octets


@SOAKED
@given(VALUES, SEEDS)
def test_every_spelling_is_read_as_the_same(value: Any, seed: int) -> None:  # noqa: ANN401
    octets = Spelling(Random(seed)).whole(form(type(value)), value)
    codec = CODECS[type(value)]
    again = codec.decode(octets)
    assert again == value
    assert codec.encode(again) == codec.encode(value)
    assert definite(octets) == mapped(octets).octets
    assert not [line for line in dump(octets) if "!! expected" in line]


@SOAKED
@given(VALUES, SEEDS, st.sampled_from(["utf-8", "gb18030", "latin-1"]))
def test_broken_octets_are_an_error_that_lies_within_them(value: Any, seed: int, charset: str) -> None:  # noqa: ANN401
    whims = Random(seed)
    codec = CODECS[type(value)]
    octets = bytearray(Spelling(whims).whole(form(type(value)), value))
    for _ in range(whims.randrange(1, 4)):
        at = whims.randrange(len(octets) + 1)
        octets[at : at + whims.randrange(3)] = whims.randbytes(whims.randrange(3))
    read, error = attempt(lambda: codec.decode(octets, charset=charset))
    assert bool(list(dump(bytes(octets)))) == bool(octets)
    if error:
        assert 0 <= error.offset <= len(octets)
        assert error.expected
        return
    try:
        written = codec.encode(read, charset=charset)
    except Unwritable:  # sizes are held on output alone
        return
    assert codec.decode(written, charset=charset) == read or charset == "gb18030", "which spells some twice"


@SOAKED
@given(st.lists(VALUES, max_size=5), SEEDS)
def test_a_stream_is_cut_the_same_however_it_comes(sent: list[Any], seed: int) -> None:
    whims = Random(seed)
    pieces = [Spelling(whims).whole(form(type(value)), value) for value in sent]
    constructed = [piece for piece in pieces if piece[0] & 0x20]
    stream = b"".join(constructed)
    assert Framer().feed(stream) == constructed
    cuts = sorted({0, len(stream), *(whims.randrange(len(stream) + 1) for _ in range(9))})
    framer = Framer()
    assert [found for start, end in pairwise(cuts) for found in framer.feed(stream[start:end])] == constructed
    assert framer.pending_bytes == 0


@SOAKED
@given(st.binary(max_size=200), st.integers(1, 50))
def test_any_stream_is_values_or_garbage_and_no_more_is_kept_than_allowed(data: bytes, step: int) -> None:
    limits = Limits(apdu=64, depth=3)
    framer = Framer(limits)
    cut = 0
    for at in range(0, len(data), step):
        found, error = attempt(partial(framer.feed, data[at : at + step]))
        if error:
            assert framer.spoilt is error
            assert cut <= error.offset <= at + step
            return
        cut += sum(map(len, found or []))
        assert framer.pending_bytes <= limits.apdu + HEADER
    assert cut + framer.pending_bytes <= len(data)


@pytest.mark.parametrize("declared", TYPES)
def test_nothing_at_all_is_an_error(declared: type) -> None:
    with pytest.raises(BerError):
        CODECS[declared].decode(b"")
