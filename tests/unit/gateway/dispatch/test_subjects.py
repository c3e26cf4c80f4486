import pytest

from gateway.dispatch.subjects import subject
from gateway.model import commands as verbs
from tests.library import NOW, TODAY, item_ref, patron_ref


@pytest.mark.parametrize(
    ("command", "about"),
    [
        (verbs.Checkout(at=NOW, patron=patron_ref(), item=item_ref()), "item B000001"),
        (verbs.Checkin(at=NOW, item=item_ref(), returned=NOW), "item B000001"),
        (verbs.Renew(at=NOW, patron=patron_ref(), title="书1"), "patron P0001"),
        (verbs.RenewAll(at=NOW, patron=patron_ref()), "patron P0001"),
        (verbs.IssueCard(at=NOW, operation=verbs.CardIssueOperation.NEW, card="NEW1"), "patron NEW1"),
        (verbs.MoveDueDates(at=NOW, first=TODAY, last=TODAY, to=TODAY), ""),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, verbs.Command) else "",
)
def test_a_message_is_about_its_item_or_else_its_reader(command: verbs.Command, about: str) -> None:
    assert subject(command) == about
