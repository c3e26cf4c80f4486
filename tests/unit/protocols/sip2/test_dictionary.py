import re

import pytest

from protocols.sip2.dictionary import (
    PERSONAL_TAGS,
    POSITIONAL,
    SECRET_NAMES,
    SECRET_TAGS,
    TAGS,
    Entry,
    _entry,
)

# Written down a second time, from the document: a slip of the pen in the table does not pass unseen.
LETTERS = [
    "AA",
    "AB",
    "AC",
    "AD",
    "AE",
    "AF",
    "AG",
    "AH",
    "AJ",
    "AL",
    "AM",
    "AN",
    "AO",
    "AP",
    "AQ",
    "AS",
    "AT",
    "AU",
    "AV",
    "AY",
    "AZ",
    "BD",
    "BE",
    "BF",
    "BG",
    "BH",
    "BI",
    "BK",
    "BL",
    "BM",
    "BN",
    "BO",
    "BP",
    "BQ",
    "BR",
    "BS",
    "BT",
    "BU",
    "BV",
    "BW",
    "BX",
    "BY",
    "BZ",
    "CA",
    "CB",
    "CC",
    "CD",
    "CF",
    "CG",
    "CH",
    "CI",
    "CJ",
    "CK",
    "CL",
    "CM",
    "CN",
    "CO",
    "CP",
    "CQ",
    "CR",
    "CS",
    "CT",
    "CV",
    "CY",
    "DA",
    "FA",
    "FB",
    "FC",
    "FD",
    "FE",
    "FF",
    "FG",
    "FU",
    "FV",
    "KC",
    "KD",
    "KP",
    "KQ",
    "MP",
    "OK",
    "OR",
    "PA",
    "PB",
    "PC",
    "PI",
    "XF",
    "XH",
    "XK",
    "XM",
    "XN",
    "XO",
    "XT",
]


def test_the_tags_are_those_of_the_document_and_its_extensions() -> None:
    assert list(TAGS) == LETTERS


@pytest.mark.parametrize("entry", [*TAGS.values(), *POSITIONAL.values()], ids=lambda entry: entry.name)
def test_every_element_is_named_in_both_languages(entry: Entry) -> None:
    assert entry.name
    assert entry.meaning
    assert re.search("[\u4e00-\u9fff]", entry.chinese)


def test_passwords_and_identity_cards_are_secret() -> None:
    assert {"AC", "AD", "CO", "KD", "XO"} == SECRET_TAGS
    assert {
        "terminal_password",
        "patron_password",
        "login_password",
        "new_patron_password",
        "identity_card_number",
    } == SECRET_NAMES


def test_what_tells_about_a_reader_is_personal() -> None:
    assert {"AA", "AE", "BD", "BE", "BF", "PB", "MP", "AU", "CY", "DA"} <= PERSONAL_TAGS
    assert not PERSONAL_TAGS & SECRET_TAGS
    assert "AB" not in PERSONAL_TAGS


def test_marks_become_flags() -> None:
    assert _entry("name", "名", "what", "secret") == Entry("name", "名", "what", secret=True)
    assert _entry("name", "名", "what", "personal") == Entry("name", "名", "what", personal=True)
    assert _entry("name", "名", "what") == Entry("name", "名", "what")
