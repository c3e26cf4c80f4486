"""The distribution as somebody else would get it: built as a wheel, tried in an environment of its own."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest

from gateway.layout import PACKAGES
from tests.meta.project import ROOT

pytestmark = pytest.mark.slow

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

ASK = """
import importlib.metadata, json
from gateway.layout import PACKAGES, check_layout
check_layout()
owners = importlib.metadata.packages_distributions()
print(json.dumps({name: [sorted(set(owners[name])), __import__(name).__file__] for name in PACKAGES}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: setuptools leaves files behind, and takes up what earlier builds left."""
    source = tmp_path_factory.mktemp("source")
    leftovers = shutil.ignore_patterns("__pycache__", "*.pyc")
    for folder in PACKAGES:
        shutil.copytree(ROOT / folder, source / folder, ignore=leftovers)
    for file in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, source)
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, *PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", out, source)
    (built,) = out.glob("*.whl")
    return built


PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check")


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new virtual environment with the wheel in it; only the libraries are borrowed from this environment.

    Borrowed through a path that comes after its own packages, and without the ``.pth`` files of this
    environment, by which an editable installation would put the checkout in the wheel's place.
    """
    home = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", home)
    run(
        sys.executable, *PIP, "--python", home / "bin" / "python", "install", "--no-deps", "--no-index", wheel
    )
    (own,) = home.glob("lib/python*/site-packages")
    (own / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home


def run(*command: str | Path, cwd: Path | None = None) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
    done = subprocess.run(
        command, cwd=cwd, env=clean, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_holds_the_five_packages_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names} == {*PACKAGES, f"guanji-{VERSION}.dist-info"}
    assert {f"{package}/py.typed" for package in PACKAGES} <= set(names)
    sources = {str(file.relative_to(ROOT)) for package in PACKAGES for file in (ROOT / package).rglob("*.py")}
    assert sources == {name for name in names if name.endswith(".py")}


def test_its_licence_travels_along(wheel: Path) -> None:
    licence = zipfile.ZipFile(wheel).read(f"guanji-{VERSION}.dist-info/licenses/LICENSE")
    assert licence == (ROOT / "LICENSE").read_bytes()


def test_installed_it_is_the_only_owner_of_its_names(environment: Path, tmp_path: Path) -> None:
    answer = json.loads(run(environment / "bin" / "python", "-c", ASK, cwd=tmp_path))
    assert set(answer) == set(PACKAGES)
    for package, (owners, file) in answer.items():
        assert owners == ["guanji"], package
        assert Path(file).is_relative_to(environment), package


def test_installed_it_answers(environment: Path, tmp_path: Path) -> None:
    assert VERSION in run(environment / "bin" / "guanji", "--version", cwd=tmp_path)
    assert VERSION in run(environment / "bin" / "python", "-m", "gateway", "--version", cwd=tmp_path)


def test_another_distributions_package_is_named(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "__init__.py").write_text("raise SystemExit('ran')\n", encoding="utf-8")
    done = subprocess.run(
        [environment / "bin" / "python", "-m", "gateway", "--version"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == f"guanji: another distribution shadows 'schemas' ({tmp_path / 'schemas'})\n"
