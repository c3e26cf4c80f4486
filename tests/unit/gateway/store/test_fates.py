import json

import pytest

from gateway.store.fates import of_one, of_readers, of_terminals


@pytest.mark.parametrize(
    ("subject", "data", "becomes"),
    [
        ("patron CUMT.P1", "{}", ""),
        ("patron #0011223344556677", '{"erasure":"E1"}', '{"erasure":"E1"}'),
        ("item CUMT.B1", '{"patron":"CUMT.P1","loan":"L1"}', '{"loan":"L1"}'),
        ("terminal kiosk1", '{"patron_read":"P1"}', "{}"),
        ("item CUMT.B1", '{ "loan":"L1"}', '{ "loan":"L1"}'),
    ],
)
def test_what_is_about_a_reader_goes_and_his_name_elsewhere(subject: str, data: str, becomes: str) -> None:
    assert of_readers(subject, data) == becomes


def test_what_is_about_a_terminal_goes() -> None:
    assert of_terminals("terminal kiosk1", "{}") == ""
    assert of_terminals("item 1", "{}") == "{}"


def test_for_one_reader_only_his_own_is_touched() -> None:
    fate = of_one("CUMT.P1", ["P1", "0A0B0C0D"])
    assert fate("patron CUMT.P1", "{}") == ""
    assert fate("patron CUMT.P2", '{"lost":"0F"}') == '{"lost":"0F"}'
    data = json.dumps({"patron": "CUMT.P1", "patron_read": "0A0B0C0D", "by": "CUMT.P2", "fen": 1, "x": None})
    assert json.loads(fate("item 1", data)) == {"by": "CUMT.P2", "fen": 1, "x": None}
