"""What is not taken apart for its secrets holds none."""

from hypothesis import assume, given
from hypothesis import strategies as st

from protocols.sip2.dictionary import SECRET_TAGS
from protocols.sip2.masking import mask_anywhere, mask_fields, may_hide

pieces = st.sampled_from(["|", "|", " ", "\0", "AA", "AB", "12", "x", "秘", *sorted(SECRET_TAGS), "ad", "Co"])


@given(st.lists(pieces, max_size=12).map("".join))
def test_what_can_hide_nothing_has_nothing_hidden(text: str) -> None:
    assume(not may_hide(text))
    assert mask_fields(text, SECRET_TAGS) == text
    assert mask_anywhere(text) == text
