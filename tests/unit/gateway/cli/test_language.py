"""Which language is spoken."""

import pytest

from gateway.cli.language import choose


@pytest.mark.parametrize(
    ("arguments", "environ", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "C"}, "en"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "en_GB", "LC_MESSAGES": "zh_TW"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "GUANJI_LANG": "en"}, "en"),
        (["--lang", "zh"], {"GUANJI_LANG": "en"}, "zh"),
        (["--lang=zh", "config"], {}, "zh"),
        (["--lang=en"], {"LANG": "zh_CN"}, "en"),
        (["--lang"], {"LANG": "zh_CN"}, "en"),
        (["circ", "--", "--lang", "zh"], {}, "en"),
    ],
)
def test_the_nearest_wish_counts(arguments: list[str], environ: dict[str, str], language: str) -> None:
    assert choose(arguments, environ) == language
