from pathlib import Path

import click
import pytest

from gateway.cli.options import config_option
from gateway.cli.speak import Say


@pytest.mark.parametrize(
    ("arguments", "environ", "file"),
    [
        ([], {}, "guanji.toml"),
        (["-c", "mine.toml"], {}, "mine.toml"),
        (["--config", "mine.toml"], {"GUANJI_CONFIG": "theirs.toml"}, "mine.toml"),
        ([], {"GUANJI_CONFIG": "theirs.toml"}, "theirs.toml"),
    ],
)
def test_which_file_is_meant(
    arguments: list[str], environ: dict[str, str], file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GUANJI_CONFIG", raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    meant: list[Path] = []
    command = click.Command(
        "any", params=[config_option(Say("en"))], callback=lambda **given: meant.append(given["config"])
    )
    command.main(arguments, standalone_mode=False)
    assert meant == [Path(file)]
