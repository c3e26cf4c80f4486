"""Each target bears its corpus, and for a while what atheris makes of it.

`make soak` looks for minutes instead of seconds. What is found is mended, gets a unit test and joins the
corpus.
"""

import importlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TARGETS = ("sip2", "iso2709", "marcxml", "ber", "framer", "iso10161", "iso18626")

#: Runs are counted in `make test`, so that it does the same twice; seconds in `make soak`.
RUNS = {
    "sip2": 3000,
    "iso2709": 3000,
    "marcxml": 10_000,
    "ber": 10_000,
    "framer": 10_000,
    "iso10161": 3000,
    "iso18626": 3000,
}
SOAK_SECONDS = 300

#: Bytes of an input: more than any seed, few enough for thousands of runs.
LENGTH = 2048
#: Seconds for one input and megabytes in all: a hundred times what any needs.
TIMEOUT, MEMORY = 20, 1024


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus_is_borne(name: str) -> None:
    target = importlib.import_module(f"tests.fuzz.{name}").target
    seeds = sorted((HERE / "corpus" / name).iterdir())
    assert len(seeds) >= 5
    for seed in [b"", *(file.read_bytes() for file in seeds)]:
        assert target(seed) is None


@pytest.mark.slow
@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris has no wheel for this platform or Python")
@pytest.mark.parametrize("name", TARGETS)
def test_nothing_is_found(name: str, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(HERE / "corpus" / name, corpus)
    much = f"-max_total_time={SOAK_SECONDS}" if os.environ.get("GUANJI_SOAK") else f"-runs={RUNS[name]}"
    limits = [f"-max_len={LENGTH}", f"-timeout={TIMEOUT}", f"-rss_limit_mb={MEMORY}"]
    places = [f"-artifact_prefix={tmp_path}/", str(corpus)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", name, much, "-seed=1", "-print_final_stats=1", *limits, *places],
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    found = [file.read_bytes() for file in tmp_path.iterdir() if file.is_file()]
    assert (done.returncode, found) == (0, []), done.stderr[-4000:]
    assert "number_of_executed_units" in done.stderr
