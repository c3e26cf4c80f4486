"""Characters that get through, and that do not."""

from gateway.translate.iso10161.charsets import expressible, legible
from gateway.translate.iso10161.forms import Notes

FORM = {"Message": {"note": "还书 now", "list": ["a", 7, {"city": "徐州"}], "flag": True}}


def test_two_sets_have_every_character() -> None:
    for charset in ("utf-8", "gb18030"):
        losses: Notes = []
        assert expressible(FORM, charset, losses) is FORM
        assert losses == []


def test_what_a_set_does_not_have_is_a_question_mark_and_a_loss() -> None:
    losses: Notes = []
    assert expressible(FORM, "ascii", losses) == {
        "Message": {"note": "?? now", "list": ["a", 7, {"city": "??"}], "flag": True}
    }
    assert losses == [
        "Message.note: characters that ascii does not have: 2",
        "Message.list[3].city: characters that ascii does not have: 2",
    ]


def test_octets_that_are_no_text_show_and_are_remarked() -> None:
    remarks: Notes = []
    assert legible({"note": "a\udcb9\udcdd"}, remarks) == {"note": "a\ufffd\ufffd"}
    assert remarks == ["note: octets that are no text: 2"]
    assert legible({"note": "a\udcb9"}) == {"note": "a\ufffd"}


def test_text_is_left_alone() -> None:
    assert legible(FORM) is FORM
