"""The manual's tables are current and say something of every key in both languages."""

from pathlib import Path

import pytest

from gateway.config.manual import BEGIN, CHINESE, END, page, rewrite, tables

_MANUAL = Path(__file__).parents[4] / "docs" / "manual"
_PAGES = [("configuration.md", "en"), ("configuration.zh-CN.md", "zh")]


@pytest.mark.parametrize(("name", "language"), _PAGES)
def test_the_kept_page_is_current(name: str, language: str) -> None:
    kept = (_MANUAL / name).read_text("utf-8")
    assert page(kept, language) == kept, "run: python -m gateway.config.manual"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_row_has_a_meaning(language: str) -> None:
    rows = [row for row in tables(language).splitlines() if row.startswith("| `")]
    assert len(rows) > 80
    for row in rows:
        cells = row.replace("\\|", "/").strip("| ").split(" | ")
        assert len(cells) == 4, row
        assert all(cells), row


def test_pages_are_written_anew(tmp_path: Path) -> None:
    for name, _ in _PAGES:
        (tmp_path / name).write_text(f"{BEGIN}{END}")
    rewrite(tmp_path)
    assert tables("zh") in (tmp_path / "configuration.zh-CN.md").read_text("utf-8")


def test_what_is_written_by_hand_stays() -> None:
    text = page(f"before\n{BEGIN}\nold\n{END}\nafter\n", "en")
    assert text.startswith(f"before\n{BEGIN}\n\n| key |")
    assert text.endswith(f"\n{END}\nafter\n")
    assert "\nold\n" not in text


def test_chinese_is_kept_for_keys_that_exist() -> None:
    said = tables("zh")
    for path, meaning in CHINESE.items():
        if path in {"policy.rules", "policy.limits", "calendar.closed", "calendar.vacations"}:
            continue  # tables of their own, which have no row
        assert f"| `{path.rpartition('.')[2]}` |" in said
        assert meaning in said


def test_a_kiosk_repeats_nothing_of_the_defaults() -> None:
    own = tables("en").partition("### `[[kiosks]]`")[2].partition("###")[0]
    assert "every key of `[kiosk_defaults]`" in own
    assert "`charset`" not in own
    assert "`login`" in own
