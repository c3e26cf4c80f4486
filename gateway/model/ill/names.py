"""Who speaks, and of which transaction."""

import msgspec


class SystemId(msgspec.Struct, frozen=True):
    """A library or a person (System-Id): by symbol, by name, or both; at least one is there.

    A symbol is ``authority:symbol`` where its authority is said (IPIG Guidelines 5.9). `person` says that the
    symbol is a person's, `named_person` that the name is one's; both are an institution's otherwise.
    """

    symbol: str = ""
    name: str = ""
    person: bool = False
    named_person: bool = False

    def __str__(self) -> str:
        return self.symbol or self.name


class SystemAddress(msgspec.Struct, frozen=True):
    """Where a system is reached (System-Address): a service such as TCP or SMTP, and an address in it."""

    service: str = ""
    address: str = ""


class TransactionId(msgspec.Struct, frozen=True, kw_only=True):
    """The name of a transaction (Transaction-Id): four parts, compared whole and by case, never used again.

    `group` is the transaction-group-qualifier that several transactions for one need share, `qualifier` the
    transaction's own. `sub` is the sub-transaction-qualifier, empty where it is none. `initial_requester` may
    be missing in a transaction that is not a sub-transaction: then it is the requester.
    """

    initial_requester: SystemId | None = None
    group: str
    qualifier: str
    sub: str = ""

    def parts(self, requester: SystemId | None = None) -> tuple[str, str, str, str]:
        """The four parts as text, to find the transaction by.

        Where no initial requester is said it is `requester`: the message's own, or who the partner is.
        """
        initial = self.initial_requester or requester
        return ("" if initial is None else str(initial), self.group, self.qualifier, self.sub)
