import re
from collections.abc import Mapping

import pytest

from gateway.loading.cells import CellFault
from gateway.loading.wording import NOTES, REFUSALS, UNUSABLE, shown, told
from gateway.model.arrivals import RefusalCode
from gateway.model.wording import Sentence, Tongue
from gateway.translate.marc.wording import SENTENCES


def test_every_reason_has_a_sentence() -> None:
    assert set(RefusalCode) | set(CellFault) | {str(subject) for subject in SENTENCES} <= set(REFUSALS)
    assert {str(subject) for subject in SENTENCES} <= set(NOTES)


@pytest.mark.parametrize("sentences", [REFUSALS, NOTES, UNUSABLE])
def test_both_languages_say_the_same_facts(sentences: Mapping[str, Sentence]) -> None:
    for code, (zh, en) in sentences.items():
        facts = [set(re.findall(r"{(\w+)}", text)) for text in (zh, en)]
        assert facts[0] == facts[1], code
        assert re.search(r"[一-鿿]", zh), code
        assert not re.search(r"[一-鿿]", en), code


def test_a_missing_fact_reads_as_nothing_and_an_unknown_code_as_itself() -> None:
    assert told(REFUSALS, RefusalCode.SET_ASIDE, {}, Tongue.EN) == "It was set aside or sent on here ()"
    assert told(REFUSALS, "new-reason", {}, Tongue.ZH) == "new-reason"


def test_nothing_shown_moves_a_cursor_or_turns_letters() -> None:
    assert shown("张　三\x1b]0;x\x07\u202e\n") == "张 三�]0;x�� "
    facts = {"column": "\x1b[31m"}
    assert told(NOTES, "unused-column", facts, Tongue.EN) == "column �[31m is not used"
