from gateway.model.commands import AskPatron, CardIssueOperation, IssueCard, RenewAll
from tests.library import NOW, patron_ref


def test_no_text_about_a_command_shows_a_pin() -> None:
    asked = AskPatron(patron=patron_ref(), pin="1234")
    assert repr(asked) == "AskPatron(patron=PatronRef(spellings=('P0001',)), pin='***')"
    changed = IssueCard(
        at=NOW, operation=CardIssueOperation.CHANGE_PIN, card="P0001", pin="1234", new_pin="4321"
    )
    for shown in (repr(changed), str(changed), f"{changed}"):
        assert "1234" not in shown
        assert "4321" not in shown
    assert ("pin", "***") in asked.__rich_repr__()


def test_that_there_was_none_is_no_secret() -> None:
    assert repr(RenewAll(at=NOW, patron=patron_ref())).endswith("pin=None, fee_acknowledged=False)")


def test_commands_are_equal_by_their_values_all_the_same() -> None:
    assert AskPatron(patron=patron_ref(), pin="1") != AskPatron(patron=patron_ref(), pin="2")
