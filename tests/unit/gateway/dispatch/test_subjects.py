import pytest

from gateway.dispatch.subjects import named
from gateway.model import commands as verbs
from gateway.model.inbound import Named
from tests.library import NOW, TODAY, item_ref, patron_ref

ITEM, READER, BOTH = Named(item="B000001"), Named(patron="P0001"), Named(item="B000001", patron="P0001")


@pytest.mark.parametrize(
    ("command", "about"),
    [
        (verbs.Checkout(at=NOW, patron=patron_ref(), item=item_ref()), BOTH),
        (verbs.Checkin(at=NOW, item=item_ref(), returned=NOW), ITEM),
        (verbs.Renew(at=NOW, patron=patron_ref(), item=item_ref()), BOTH),
        (verbs.Renew(at=NOW, patron=patron_ref(), title="书1"), READER),
        (verbs.RenewAll(at=NOW, patron=patron_ref()), READER),
        (
            verbs.IssueCard(at=NOW, operation=verbs.CardIssueOperation.NEW, card="NEW1"),
            Named(patron="NEW1"),
        ),
        (verbs.MoveDueDates(at=NOW, first=TODAY, last=TODAY, to=TODAY), Named()),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, verbs.Command) else "",
)
def test_a_message_speaks_of_an_item_a_reader_both_or_none(command: verbs.Command, about: Named) -> None:
    assert named(command) == about
