import json

from protocols.iso18626.codes import CLOSED, OPEN, Action, ErrorType, Status
from protocols.iso18626.versions import V1_2, V2021_2
from tests.shared_data import shared


def test_koha_is_understood() -> None:
    assert ErrorType.spelled("UnrecognizedDataValue") is ErrorType.UNRECOGNISED_DATA_VALUE
    assert ErrorType.spelled("UnrecognizedDataElement") is ErrorType.UNRECOGNISED_DATA_ELEMENT
    assert ErrorType.spelled("NoActiveRequest") is None


def test_2021_has_more() -> None:
    assert [code for code in Action if not code.holds(V1_2)] == [Action.HOLD_RETURN, Action.LOST]
    assert [str(code) for code in Status if not code.holds(V1_2)] == ["HoldReturn", "ReleaseHoldReturn"]
    assert all(code.holds(V2021_2) for list_ in CLOSED for code in list_)


def test_the_lists_are_the_known_ones() -> None:
    known = json.loads(shared("data/iso18626/codes.json").read_text(encoding="utf-8"))
    open_ = {name: codes for name, codes in known["open"].items() if not name.endswith("_seen_in_use")}
    assert {name: list(codes) for name, codes in OPEN.items()} == open_
    closed = {list_.__name__[0].lower() + list_.__name__[1:]: list_ for list_ in CLOSED}
    for name, codes in known["closed"].items():
        if name == "yesNo":
            continue
        ours = closed[name.partition("_")[0]]
        if isinstance(codes, dict):
            assert [code for code in ours if code.holds(V1_2)] == codes["1.2"]
            codes = [*codes["1.2"], *codes["2021-2_adds"]]  # noqa: PLW2901 - all of them
        assert sorted(ours) == sorted(codes)
