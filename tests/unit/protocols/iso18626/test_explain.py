from protocols.iso18626.codec import encode
from protocols.iso18626.explain import faults
from tests.unit.protocols.iso18626.samples import requesting

DATA = encode(requesting(), "1.2").data


def test_faults_are_those_of_the_version() -> None:
    assert faults(DATA) == []
    (fault,) = faults(DATA.replace(b">Received<", b">Lost<"))
    assert fault.element == "ISO18626Message/requestingAgencyMessage/action"
    assert (fault.found, fault.allowed[:2], len(fault.allowed)) == ("Lost", ("StatusRequest", "Received"), 7)
    newer = encode(requesting(), "2021-2").data
    assert faults(newer.replace(b">Received<", b">Lost<")) == []


def test_what_has_no_root_of_ours_is_not_explained() -> None:
    assert faults(b"<a/>") == faults(b"") == []
