"""A password is not kept."""

from gateway.translate.iso10161.forms import TOP, Notes
from gateway.translate.iso10161.passwords import without_passwords
from protocols.iso10161.objects import PROMPT

SHOWN = {"direct-reference": PROMPT, "encoding": "***"}
OTHER = {"direct-reference": "2.999.7", "encoding": {"octet-aligned": "00"}}


def test_a_password_is_not_kept_wherever_it_stands() -> None:
    remarks: Notes = []
    rest = {
        "iLL-request-extensions": [
            {"identifier": 1, "critical": True, "item": {"EXTERNAL": SHOWN}},
            {"identifier": 1, "critical": False, "item": {"EXTERNAL": OTHER}},
            {"identifier": 1, "critical": False, "item": "0500"},
        ],
        "item-id": {"system-no": SHOWN, "national-bibliography-no": OTHER},
        "forward-note": "x",
    }
    assert without_passwords(rest, (TOP, "ILL-Request"), remarks) == {
        "iLL-request-extensions": [
            {"identifier": 1, "critical": False, "item": {"EXTERNAL": OTHER}},
            {"identifier": 1, "critical": False, "item": "0500"},
        ],
        "item-id": {"national-bibliography-no": OTHER},
        "forward-note": "x",
    }
    assert remarks == [
        "ILL-Request.iLL-request-extensions[1]: a password, not kept",
        "ILL-Request.item-id.system-no: a password, not kept",
    ]
