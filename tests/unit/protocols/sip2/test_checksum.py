import json
import re
from typing import Any

import pytest

from protocols.sip2.checksum import Dialect, Trailer, dialects, seal, split_trailer, verify
from tests.shared_data import ROOT, shared

OWN: list[dict[str, Any]] = json.loads(
    (ROOT / "tests/vectors/sip2/checksums.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(
    ("text", "trailer"),
    [
        ("9300CNu|COp|AY1AZF594", Trailer("9300CNu|COp|", 1, "F594")),
        ("9300CNu|COp|AY1AZf594", Trailer("9300CNu|COp|", 1, "f594")),
        ("9300CNu|COpAY1AZF594", Trailer("9300CNu|COp", 1, "F594")),
        ("9300CNu|COp|AY1AZF594|", Trailer("9300CNu|COp|", 1, "F594")),
        ("9300CNu|COp|AY1AZF594 \0", Trailer("9300CNu|COp|", 1, "F594")),
        ("941AY0AZFDFD", Trailer("941", 0, "FDFD")),
        ("941AY0AZ", Trailer("941", 0, None)),
        ("941AY0", Trailer("941", 0, None)),
        ("9900302.00AY3", Trailer("9900302.00", 3, None)),
        ("97AZFEF5", Trailer("97", None, "FEF5")),
        ("96AZ", Trailer("96", None, None)),
        ("35AOC|AAP1|AZ12", Trailer("35AOC|AAP1|", None, "12")),
        ("35AOC|AAP1|AY7", Trailer("35AOC|AAP1|", 7, None)),
        ("35AOC|AAP1|", Trailer("35AOC|AAP1|", None, None)),
        # these letters end a value
        ("35AOC|AAXAY5", Trailer("35AOC|AAXAY5", None, None)),
        ("35AOC|AAXAZ12", Trailer("35AOC|AAXAZ12", None, None)),
        ("35AOC|AAP1|AY12AZF", Trailer("35AOC|AAP1|AY12AZF", None, None)),
        ("", Trailer("", None, None)),
    ],
)
def test_splitting(text: str, trailer: Trailer) -> None:
    assert split_trailer(text) == trailer


@pytest.mark.parametrize("vector", OWN, ids=lambda vector: vector["note"])
def test_own_vectors(vector: dict[str, Any]) -> None:
    frame = vector["sealed"].encode(vector["charset"])
    assert dialects(frame, vector["sealed"]) == tuple(Dialect(name) for name in vector["right"])
    trailer = split_trailer(vector["sealed"])
    for name in vector["seals"]:
        assert seal(trailer.body, trailer.sequence, Dialect(name), vector["charset"]) == frame


@pytest.mark.parametrize(("code", "line"), [("97", b"97AZFEF5"), ("96", b"96AZFEF6")])
def test_the_constants_of_the_resend_messages(code: str, line: bytes) -> None:
    assert seal(code, None, Dialect.THREE_M, "ascii") == line
    assert verify(line, line.decode()) is Dialect.THREE_M


def test_no_checksum_is_no_dialect() -> None:
    assert verify(b"9900302.00", "9900302.00") is None
    assert verify(b"941AY0AZ", "941AY0AZ") is None


def test_a_changed_byte_is_noticed() -> None:
    frame = seal("11YNABB1|", 3, Dialect.THREE_M, "utf-8")
    assert verify(frame, frame.decode()) is Dialect.THREE_M
    changed = frame.replace(b"B1", b"B2")
    assert verify(changed, changed.decode()) is None


@pytest.mark.parametrize("digits", ["FCG5", "FCA55", "XXXX", "FC 5"])
def test_digits_that_are_none_are_damage_and_not_a_missing_checksum(digits: str) -> None:
    line = f"9900302.00AY1AZ{digits}"
    assert split_trailer(line) == Trailer("9900302.00", 1, digits)
    assert verify(line.encode(), line) is None


def test_digits_without_padding_are_the_second_dialect() -> None:
    body = next(
        f"99{'z' * n}|"
        for n in range(1000)
        if len(seal(f"99{'z' * n}|", 1, Dialect.CODEPOINT, "ascii").partition(b"AZ")[2]) == 3
    )
    frame = seal(body, 1, Dialect.CODEPOINT, "ascii")
    assert dialects(frame, frame.decode()) == (Dialect.CODEPOINT, Dialect.THREE_M)
    padded = seal(body, 1, Dialect.THREE_M, "ascii")
    assert re.search(rb"AZ0[0-9A-F]{3}$", padded)
    assert dialects(padded, padded.decode()) == (Dialect.THREE_M, Dialect.CODEPOINT)


def test_what_the_character_set_lacks_is_summed_as_it_is_written() -> None:
    for dialect in Dialect:
        frame = seal("24AE张|", 1, dialect, "ascii")
        assert b"AE?|" in frame
        assert dialect in dialects(frame, frame.decode("ascii"))


def test_letters_beyond_the_basic_plane() -> None:
    for dialect in Dialect:
        frame = seal("24AE\U0002070e|", 4, dialect, "gb18030")
        assert verify(frame, frame.decode("gb18030")) is dialect


def test_published_checksums() -> None:
    for vector in json.loads(shared("data/sip2/checksum_vectors.json").read_text(encoding="utf-8")):
        text = vector["text"] + vector["expect"]
        assert (Dialect.THREE_M in dialects(text.encode(), text)) is vector["ok"], text


def test_chinese_transcripts() -> None:
    lines = shared("data/sip2/dp2_chinese_transcripts.txt").read_text(encoding="utf-8").splitlines()
    sealed = [line[2:] for line in lines if re.match("< .*AY4AZ", line) and "75E2" not in line]
    assert len(sealed) == 7
    for text in sealed:
        assert verify(text.encode("gbk"), text) is Dialect.DP2
        assert seal(split_trailer(text).body, 4, Dialect.DP2, "gbk") == text.encode("gbk")


def test_gbk_messages_with_the_delimiter_as_second_byte() -> None:
    vectors = json.loads(shared("data/sip2/gbk_pipe_vectors.json").read_text(encoding="utf-8"))
    (vector,) = (vector for vector in vectors if "wire_hex" in vector)
    frame = bytes.fromhex(vector["wire_hex"]).removesuffix(b"\r")
    assert verify(frame, frame.decode("gbk")) is Dialect.THREE_M
