from gateway.model.ill.names import SystemId
from gateway.model.ill.partners import PartnerTerms


def test_a_partner_is_written_by_its_first_symbol_or_else_its_name() -> None:
    both = (SystemId(symbol="CN-1"), SystemId(symbol="OLD"))
    assert PartnerTerms(name="HHIT", symbols=both).system == SystemId(symbol="CN-1")
    assert PartnerTerms(name="HHIT").system == SystemId(symbol="HHIT")
