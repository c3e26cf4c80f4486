import pytest

from protocols.sip2.redact import redact

DAY = "20260301    143005"


@pytest.mark.parametrize(
    ("body", "redacted"),
    [
        ("9300CNuser|COpass|CPhall|", "9300CNuser|CO***|CPhall|"),
        ("9300COpass|CNuser|", "9300CO***|CNuser|"),
        (f"23019{DAY}AOACADEMY|AAP1|ACterm|AD1234|", f"23019{DAY}AOACADEMY|AAP1|AC***|AD***|"),
        (f"23019{DAY}AOC|AAP1|AC|AD|", f"23019{DAY}AOC|AAP1|AC|AD|"),
        (f"81{DAY}AOC|AA|XO320300|KD12|XK01|", f"81{DAY}AOC|AA|XO***|KD***|XK01|"),
        ("23AAP1|AD1234|AY1AZ0000", "23AAP1|AD***|AY1AZ***"),
        ("85AAP1|AD1234|", "85AAP1|AD***|"),
        (f"23019{DAY}AOC|AAP1|ad7777|", f"23019{DAY}AOC|AAP1|ad***|"),
        (f"23019{DAY}ad7777|AOC|AAP1|", f"23019{DAY}ad***|AOC|AAP1|"),
        ("", ""),
    ],
)
def test_secrets_are_hidden(body: str, redacted: str) -> None:
    assert redact(body) == redacted


def test_what_tells_about_a_reader_is_hidden_on_demand() -> None:
    body = f"24{' ' * 14}001{DAY}AOC|AAP1|AE张三|AFok|"
    assert redact(body) == body
    assert redact(body, personal=True) == f"24{' ' * 14}001{DAY}AOC|AA***|AE***|AFok|"


def test_redacting_twice_changes_nothing() -> None:
    once = redact("9300CNuser|COpa|ss|CPhall|AY1AZ0000")
    assert redact(once) == once
