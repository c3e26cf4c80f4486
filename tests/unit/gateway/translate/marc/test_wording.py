import re

import pytest

from gateway.model.wording import Tongue
from gateway.translate.marc.said import Reason, Said
from gateway.translate.marc.wording import SENTENCES, Subject, sentence
from protocols.marc import DamageReason, Mend

SUBJECTS: list[Subject] = [*DamageReason, *Mend, *Reason]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_there_is_a_sentence_for_everything(subject: Subject) -> None:
    assert re.search("[一-鿿]", sentence(subject, Tongue.ZH))
    assert sentence(subject, Tongue.EN).isascii()


def test_there_is_no_sentence_for_nothing() -> None:
    assert set(SENTENCES) == set(SUBJECTS)
    assert len(SENTENCES) == len(SUBJECTS)
    assert Said(Reason.NO_TITLE).where == ""
