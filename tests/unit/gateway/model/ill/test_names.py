from gateway.model.ill.names import SystemId, TransactionId

CUMT = SystemId(symbol="CN-221116", name="中国矿业大学图书馆")


def test_a_system_is_shown_by_its_symbol_or_else_its_name() -> None:
    assert str(CUMT) == "CN-221116"
    assert str(SystemId(name="中国矿业大学图书馆")) == "中国矿业大学图书馆"


def test_a_transaction_is_found_by_four_parts() -> None:
    id_ = TransactionId(initial_requester=CUMT, group="2026", qualifier="7", sub="a")
    assert id_.parts() == ("CN-221116", "2026", "7", "a")
    assert id_.parts(SystemId(symbol="OTHER")) == ("CN-221116", "2026", "7", "a")


def test_without_an_initial_requester_it_is_the_requester() -> None:
    id_ = TransactionId(group="2026", qualifier="7")
    assert id_.parts(CUMT) == ("CN-221116", "2026", "7", "")
    assert id_.parts() == ("", "2026", "7", "")
