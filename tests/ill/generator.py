"""Random APDUs of ISO 10161 that keep to every rule of the standard, for whoever wants to try many of them.

All comes from the declarations and a seeded source of chance; what the declarations do not say (the rules of
`protocols.iso10161.conditions`) is mended afterwards, type by type. ``fill`` is how often an optional member
is there: 0 gives the least APDU, 1 one with every member.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final

import msgspec

from protocols.ber import BitString, Choice, Edifact, Encoding, External, Null, Raw, Sequence
from protocols.iso10161.answers import ResultsExplanation, TransactionResults
from protocols.iso10161.apdus import NUMBERS, Apdu, IllAnswer, IllRequest, StatusOrErrorReport
from protocols.iso10161.conditions import RESPONDER_SPECIFIC
from protocols.iso10161.enumeration import Enumeration
from protocols.iso10161.extension import Extension
from protocols.iso10161.members import Member, members
from protocols.iso10161.objects import OBJECTS, item_of, make_object
from protocols.iso10161.reports import ErrorReport, ReportSource
from protocols.iso10161.systems import SystemId, TransactionId
from protocols.iso10161.wishes import ExpiryFlag, SearchType, ThirdPartyInfoType, TransactionType

WORDS: Final = (
    *(
        "Rock Mechanics",
        "岩石力学与岩石工程",
        "Émile Zola: L'Assommoir",
        "a",
        "中国矿业大学图书馆",
        "٢",
        "𠮷野家",
    ),
    *("CN-JS-CUMT", "isil:CN-321600", "12.5 kg", "ill@lib.example.cn", "127.0.0.1:1611", "«Крот»"),
)
"""Latin, Chinese, Cyrillic, Arabic, and a character beyond the basic plane."""

PLAIN: Final = ("CUMT", "VISITOR-17", "TITLE (2ND ED.)", "x")
"""What EDIFACT has letters for."""

DATES: Final = ("20261122", "20260228", "20240229", "19991231")
TIMES: Final = ("101530", "000000", "235959")
OIDS: Final = ("1.2.840.10003.5.109.10", "2.999.1", "1.0.10161.4.1000.99.1", "0.9.2342.7")
DEEP: Final = 8
"""Values within values where optional ones cease, for types that contain themselves."""


def apdu(chance: Random, fill: float = 0.5, of: type[Apdu] | None = None) -> Apdu:
    """A random APDU, of a random kind unless one is asked for."""
    made: Apdu = _Maker(chance, fill).struct(of or chance.choice(list(NUMBERS)), 0)
    return made


class _Maker:
    def __init__(self, chance: Random, fill: float) -> None:
        self.chance = chance
        self.fill = fill

    def struct(self, type_: type[Any], depth: int) -> Any:  # noqa: ANN401 - as asked for
        if type_ is External:
            return self.external(depth)
        if type_ is Extension:
            external = self.external(depth)
            return Extension(identifier=1, critical=self.chance.random() < 0.2, item=item_of(external))
        if issubclass(type_, Choice):
            arm = self.chance.choice(members(type_))
            return type_(**{arm.field: self.member(arm, depth + 1)})
        values = {
            member.field: self.member(member, depth + 1)
            for member in members(type_)
            if not member.optional or (depth < DEEP and self.chance.random() < self.fill)
        }
        return _MENDED.get(type_, _as_it_is)(self, type_(**values))

    def member(self, member: Member, depth: int) -> Any:  # noqa: ANN401 - as declared
        if not member.many:
            return self.value(member, depth)
        least, most = (member.size.least, member.size.most) if member.size else (0, 3)
        wanted = self.chance.randint(max(least, self.fill == 1), min(most or 3, 3))
        return tuple(self.value(member, depth) for _ in range(wanted))

    def value(self, member: Member, depth: int) -> Any:  # noqa: ANN401 - as declared
        if issubclass(member.of, Sequence | Choice):
            return self.struct(member.of, depth)
        if issubclass(member.of, Enumeration):
            return self.code(member)
        if member.of is str:
            return self.text(member)
        return _LEAVES[member.of](self.chance, member)

    def code(self, member: Member) -> Enumeration:
        kind: type[Enumeration] = member.of
        listed = list(kind)
        if member.element == "shipped-service-type":
            listed = listed[:2]
        found: Enumeration = self.chance.choice(listed)
        return found

    def text(self, member: Member) -> str:
        if member.text != "ILL-String":
            return self.chance.choice(_TEXTS[member.text](member))
        if member.size:
            least, most = member.size.least, member.size.most
            return "".join(
                self.chance.choice("0123456789X") for _ in range(self.chance.randint(least, most or 9))
            )
        if self.chance.random() < 0.2:
            return Edifact(self.chance.choice(PLAIN))
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(1, 3)))

    def external(self, depth: int) -> External:
        """A registered object, or one that nobody knows, in each of the three encodings."""
        if depth < DEEP and self.chance.random() < 0.6:
            return self.registered(depth)
        octets = self.chance.randbytes(self.chance.randint(1, 8))
        encoding = self.chance.choice(
            (
                Encoding(single_asn1_type=Raw(bytes((4, len(octets))) + octets)),
                Encoding(octet_aligned=octets),
                Encoding(arbitrary=BitString(octets, 0)),
            )
        )
        return External(direct_reference=self.chance.choice(OIDS), encoding=encoding)

    def registered(self, depth: int) -> External:
        known = self.chance.choice([each for each in OBJECTS.values() if each.oid != "1.0.10161.2.1"])
        return make_object(known.oid, self.struct(known.type, depth + 3))


def _number(chance: Random, member: Member) -> int:
    if member.element == "protocol-version-num":
        return 2
    return chance.choice((1, 127, 128, 255, 256, 9999))


_LEAVES: Final[Mapping[type, Callable[[Random, Member], Any]]] = {
    bool: lambda chance, _: chance.random() < 0.5,
    int: _number,
    Null: lambda *_: Null(),
    Raw: lambda chance, _: Raw(b"\x30\x03\x02\x01" + chance.randbytes(1)),
    bytes: lambda chance, _: chance.randbytes(4),
    BitString: lambda chance, _: BitString.of({chance.randrange(20)}),
}

_TEXTS: Final[Mapping[str, Callable[[Member], tuple[str, ...]]]] = {
    "VisibleString": lambda member: TIMES if member.element in {"time", "delivery-time"} else DATES,
    "PrintableString": lambda member: (
        ("CNY", "USD") if member.size and member.size.most == 3 else ("50.00", "7")
    ),
    "InternationalString": lambda _: WORDS,
    "ObjectDescriptor": lambda _: PLAIN,
    "OBJECT IDENTIFIER": lambda _: OIDS,
}


# ------------------------------------------------------------------------------- the rules between members


def _as_it_is(_: _Maker, made: Any) -> Any:  # noqa: ANN401 - any type
    return made


def _named(maker: _Maker, made: SystemId) -> SystemId:
    if made.person_or_institution_symbol is None and made.name_of_person_or_institution is None:
        field = members(SystemId)[maker.chance.randrange(2)]
        return msgspec.structs.replace(made, **{field.field: maker.member(field, DEEP)})
    return made


def _of_somebody(maker: _Maker, made: TransactionId) -> TransactionId:
    if made.sub_transaction_qualifier is not None and made.initial_requester_id is None:
        return msgspec.structs.replace(made, initial_requester_id=maker.struct(SystemId, DEEP))
    return made


def _expiring(maker: _Maker, made: SearchType) -> SearchType:
    need = (
        maker.chance.choice(DATES)
        if made.expiry_flag == ExpiryFlag.NEED_BEFORE_DATE
        else made.need_before_date
    )
    other = maker.chance.choice(DATES) if made.expiry_flag == ExpiryFlag.OTHER_DATE else None
    return msgspec.structs.replace(made, need_before_date=need, expiry_date=other)


def _of_third_parties(maker: _Maker, made: IllRequest) -> IllRequest:
    partitioned = made.transaction_type == TransactionType.PARTITIONED
    if not made.forward_flag and not (
        partitioned and made.transaction_id.sub_transaction_qualifier is not None
    ):
        return made
    full = _Maker(maker.chance, 1.0)
    return msgspec.structs.replace(made, third_party_info_type=full.struct(ThirdPartyInfoType, 3))


def _explained(maker: _Maker, made: IllAnswer) -> IllAnswer:
    arm = members(ResultsExplanation)[TransactionResults(made.transaction_results) - 1]
    explanation = ResultsExplanation(**{arm.field: maker.member(arm, 2)})
    specific = made.responder_specific_results
    reason = getattr(explanation.value, members(arm.of)[0].field)
    if isinstance(reason, Enumeration) and reason == RESPONDER_SPECIFIC and specific is None:
        specific = maker.external(DEEP)
    return msgspec.structs.replace(made, results_explanation=explanation, responder_specific_results=specific)


def _of_one_kind(maker: _Maker, made: StatusOrErrorReport) -> StatusOrErrorReport:
    kept = maker.chance.choice(("reason_no_report", "status_report", "error_report"))
    of = {member.field: member for member in members(StatusOrErrorReport)}
    reports = dict.fromkeys(("reason_no_report", "status_report", "error_report"))
    return msgspec.structs.replace(made, **{**reports, kept: maker.member(of[kept], 1)})


def _by_its_source(maker: _Maker, made: ErrorReport) -> ErrorReport:
    user, provider = members(ErrorReport)[2:]
    if made.report_source == ReportSource.USER:
        report = maker.member(user, 2)
        return msgspec.structs.replace(made, user_error_report=report, provider_error_report=None)
    return msgspec.structs.replace(
        made, user_error_report=None, provider_error_report=maker.member(provider, 2)
    )


_MENDED: Final[Mapping[type, Callable[[_Maker, Any], Any]]] = {
    SystemId: _named,
    TransactionId: _of_somebody,
    SearchType: _expiring,
    IllRequest: _of_third_parties,
    IllAnswer: _explained,
    StatusOrErrorReport: _of_one_kind,
    ErrorReport: _by_its_source,
}
