"""Programs of the Debian system that some tests use as independent judges."""

import os
import shutil
from collections.abc import Mapping

import pytest


def program(name: str, package: str, environment: Mapping[str, str] = os.environ) -> str:
    """The full path of the program ``name``, which the Debian package ``package`` brings.

    Where it is missing the test is skipped; under ``CI=true`` it fails, because there .ci/run has installed
    what the tests want, and a skip would hide that something is no longer tested.
    """
    path = shutil.which(name, path=environment.get("PATH"))
    if path:
        return path
    complaint = f"program {name} is not here (Debian: apt-get install {package})"
    if environment.get("CI") == "true":
        pytest.fail(f"{complaint}; add {package} to .ci/run")
    pytest.skip(complaint)
