"""libyaz, the other codec of ISO 10161, reads what we write as it was meant, and we read what it writes."""

import json
import os
from pathlib import Path
from random import Random

import pytest

from protocols.ber import Framer
from protocols.ber.schema import type_name
from protocols.iso10161.apdus import NUMBERS, Apdu, Message
from protocols.iso10161.codec import decode, encode, number
from protocols.iso10161.json_form import from_json, to_json
from tests.ill.generator import apdu
from tests.ill.twins import indefinite
from tests.shared_data import ROOT, shared
from tests.yaz.judge import Judge, Refused, build
from tests.yaz.printed import printed, without_lengths

SEEDS = 500 if os.environ.get("GUANJI_SOAK") == "1" else 8
VECTORS = sorted((ROOT / "tests/vectors/iso10161").glob("*.json"))


@pytest.fixture(scope="session")
def libyaz(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """The judge."""
    return build(tmp_path_factory.mktemp("yaz"))


def check_agreement(libyaz: Judge, octets: bytes, *apdus: Apdu) -> None:
    """Asserts that libyaz sees the same values in octets as we, and that we read them again from its hand."""
    verdicts = libyaz.judge(octets)
    assert [verdict.number for verdict in verdicts] == [number(each) for each in apdus]
    for verdict, expected in zip(verdicts, apdus, strict=True):
        # The length of ANY is that of its octets: another one with indefinite lengths within.
        assert without_lengths(verdict.printed) == without_lengths(printed(expected))
        assert verdict.again is not None
        assert decode(verdict.again).apdu == expected


@pytest.mark.parametrize("kind", NUMBERS, ids=type_name)
@pytest.mark.parametrize("fill", [0.0, 0.5, 1.0])
def test_random_apdus_of_every_kind(libyaz: Judge, kind: type[Apdu], fill: float) -> None:
    ours = [apdu(Random(seed), fill, kind) for seed in range(SEEDS)]
    check_agreement(libyaz, b"".join(map(encode, ours)), *ours)
    check_agreement(libyaz, indefinite(b"".join(map(encode, ours))), *ours)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda file: file.stem)
def test_our_vectors(libyaz: Judge, vector: Path) -> None:
    octets = bytes.fromhex(json.loads(vector.read_text(encoding="utf-8"))["octets"])
    check_agreement(libyaz, octets, decode(octets).apdu)


def test_the_samples_beside_the_checkout(libyaz: Judge) -> None:
    folder = shared("data/ill/apdus")
    files = sorted(folder.glob("[0-9]*.ber"))
    assert len(files) == 66
    for file in files:
        octets = file.read_bytes()
        ours = decode(octets).apdu
        check_agreement(libyaz, octets, ours)
        check_agreement(libyaz, encode(ours), ours)
        assert from_json(to_json(ours, secrets=True)) == ours
        twin = folder / (file.name.removesuffix(".ber").removesuffix(".indef") + ".ber")
        assert decode(twin.read_bytes()).apdu == ours


@pytest.mark.parametrize("stream", ["stream-all-definite.ber", "stream-mixed.ber"])
def test_the_streams_beside_the_checkout(libyaz: Judge, stream: str) -> None:
    octets = shared(f"data/ill/apdus/{stream}").read_bytes()
    framed = Framer().feed(octets)
    assert len(framed) == 33
    check_agreement(libyaz, octets, *(decode(each).apdu for each in framed))


@pytest.mark.parametrize("name", ["loan", "oclc", "noargs"])
def test_what_yaz_illclient_sent(libyaz: Judge, name: str) -> None:
    octets = shared(f"data/ill/yaz-illclient-{name}.ber").read_bytes()
    ours = decode(octets).apdu
    (verdict,) = libyaz.judge(octets)
    assert without_lengths(verdict.printed) == without_lengths(printed(ours))
    assert verdict.again is not None
    assert decode(verdict.again).apdu == ours


def test_the_judge_refuses_what_is_wrong(libyaz: Judge) -> None:
    octets = encode(apdu(Random(0), 0.0, Message))
    with pytest.raises(Refused, match="incomplete"):
        libyaz.judge(octets[:-1])
    with pytest.raises(Refused):
        libyaz.judge(octets.replace(b"\x80\x01\x02", b"\x9e\x01\x02", 1))
