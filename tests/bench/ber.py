"""What one APDU of ISO 10161 costs, beside asn1tools and libyaz: run as `python -m tests.bench.ber`.

asn1tools is Python too. It gets the same types as ASN.1 text, made of our declarations, since it takes the
published module as little as others do. libyaz is C, and is left out where it or a compiler is missing.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import asn1tools

from protocols.ber import Codec
from protocols.ber.schema import type_name
from protocols.iso10161.answers import ConditionalResults, Conditions, ResultsExplanation, TransactionResults
from protocols.iso10161.apdus import IllAnswer, IllApdu, IllRequest, Shipped
from protocols.iso10161.delivery import Amount, DateDue, DeliveryService, ShippedVia, SupplyDetails
from protocols.iso10161.items import ItemId, ItemType
from protocols.iso10161.systems import (
    DateTime,
    DeliveryAddress,
    NameOfPersonOrInstitution,
    PersonOrInstitutionSymbol,
    PostalAddress,
    ServiceDateTime,
    SystemAddress,
    SystemId,
    TransactionId,
)
from protocols.iso10161.wishes import (
    ClientId,
    IllServiceType,
    RequesterOptionalMessagesType,
    ResponderOptionalMessagesType,
    SearchType,
    Wish,
)
from tests.bench.asn1_text import module
from tests.bench.tables import Table, main

NAME = type_name(IllApdu)

#: The codecs take turns, so that a machine that is busy for a while is busy for all; the best turn counts.
ROUNDS, SECONDS = 12, 0.1

CUMT, XZNU = (
    SystemId(
        person_or_institution_symbol=PersonOrInstitutionSymbol(institution_symbol=symbol),
        name_of_person_or_institution=NameOfPersonOrInstitution(name_of_institution=name),
    )
    for symbol, name in (("CN-JS-CUMT", "中国矿业大学图书馆"), ("CN-JS-XZNU", "江苏师范大学图书馆"))
)


def envelope() -> dict[str, Any]:
    """What every APDU begins with."""
    return {
        "protocol_version_num": 2,
        "transaction_id": TransactionId(
            initial_requester_id=CUMT,
            transaction_group_qualifier="CUMT-2026-000017",
            transaction_qualifier="1",
        ),
        "service_date_time": ServiceDateTime(
            date_time_of_this_service=DateTime(date="20261122", time="101530")
        ),
        "requester_id": CUMT,
        "responder_id": XZNU,
    }


def apdus() -> dict[str, IllApdu]:
    """The three that are measured, as a library fills them in."""
    address = DeliveryAddress(
        postal_address=PostalAddress(
            name_of_person_or_institution=NameOfPersonOrInstitution(name_of_institution="馆际互借处"),
            street_and_number="大学路1号",
            city="徐州",
            postal_code="221116",
        ),
        electronic_address=SystemAddress(
            telecom_service_identifier="SMTP", telecom_service_address="ill@lib.example.cn"
        ),
    )
    request = IllRequest(
        **envelope(),
        delivery_address=address,
        delivery_service=DeliveryService(physical_delivery="邮寄"),
        ill_service_type=(IllServiceType.LOAN, IllServiceType.COPY_NON_RETURNABLE),
        requester_optional_messages=RequesterOptionalMessagesType(
            can_send_received=True,
            can_send_returned=True,
            requester_shipped=Wish.DESIRES,
            requester_checked_in=Wish.DESIRES,
        ),
        search_type=SearchType(level_of_service="1", need_before_date="20261220"),
        client_id=ClientId(client_name="张伟", client_identifier="2020115"),
        item_id=ItemId(
            item_type=ItemType.MONOGRAPH,
            author="蔡美峰",
            title="岩石力学与工程",
            place_of_publication="北京",
            publisher="科学出版社",
            edition="2",
            publication_date="2013",
            isbn="7030376531",
        ),
        requester_note="请尽快",
    )
    shipped = Shipped(
        **envelope(),
        shipped_service_type=IllServiceType.LOAN,
        responder_optional_messages=ResponderOptionalMessagesType(
            can_send_shipped=True,
            can_send_checked_in=True,
            responder_received=Wish.REQUIRES,
            responder_returned=Wish.DESIRES,
        ),
        supply_details=SupplyDetails(
            date_shipped="20261123",
            date_due=DateDue(date_due_field="20270123"),
            cost=Amount(currency_code="CNY", monetary_value="12.50"),
            shipped_via=ShippedVia(physical_delivery="EMS"),
        ),
    )
    answer = IllAnswer(
        **envelope(),
        transaction_results=TransactionResults.CONDITIONAL,
        results_explanation=ResultsExplanation(
            conditional_results=ConditionalResults(conditions=Conditions.CHARGES, date_for_reply="20261130")
        ),
        responder_note="需付费",
    )
    return {
        "ILL-Request": IllApdu(ill_request=request),
        "Shipped": IllApdu(shipped=shipped),
        "ILL-Answer": IllApdu(ill_answer=answer),
    }


def best(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Seconds of one call of each."""
    found: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, work in works.items():
            start, times = perf_counter(), 0
            while (now := perf_counter()) - start < SECONDS:
                for _ in range(50):
                    work()
                times += 50
            found[name] = min(found.get(name, 1.0), (now - start) / times)
    return found


def libyaz(folder: Path) -> Path | None:
    """The program that measures libyaz, or None."""
    source, made = Path(__file__).with_name("ber_libyaz.c"), folder / "ber_libyaz"
    compiler, config = shutil.which("cc"), shutil.which("pkg-config")
    if not compiler or not config:
        return None
    flags = subprocess.run([config, "--cflags", "--libs", "yaz"], capture_output=True, text=True, check=False)
    if flags.returncode:
        return None
    subprocess.run([compiler, "-O2", "-o", made, source, *flags.stdout.split()], check=True)
    return made


def timed(judge: Path | None, octets: bytes) -> tuple[float, float] | None:
    """Seconds that libyaz takes for a decode and an encode."""
    if judge is None:
        return None
    turns = [
        subprocess.run([judge, "20000"], input=octets, stdout=subprocess.PIPE, check=True).stdout.split()
        for _ in range(ROUNDS)
    ]
    return min(float(turn[0]) for turn in turns) / 1e9, min(float(turn[1]) for turn in turns) / 1e9


def rate(seconds: float) -> str:
    """How many a second."""
    return f"{1 / seconds:,.0f}"


def measure() -> Table:
    """Decode and encode each of the three with each of the three."""
    ours, theirs = Codec(IllApdu), asn1tools.compile_string(module(IllApdu), "ber")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        judge = libyaz(Path(folder))
        for name, value in apdus().items():
            octets = ours.encode(value)
            other = theirs.decode(NAME, octets)
            if theirs.encode(NAME, other) != octets or ours.decode(octets) != value:
                raise AssertionError(name)
            works: tuple[dict[str, Callable[[], object]], ...] = (
                {
                    "ours": partial(ours.decode, octets),
                    "theirs": partial(theirs.decode, NAME, octets),
                },
                {"ours": partial(ours.encode, value), "theirs": partial(theirs.encode, NAME, other)},
            )
            for verb, work, yaz in zip(
                ("decode", "encode"), works, timed(judge, octets) or (None, None), strict=True
            ):
                took = best(work)
                rows.append(
                    (
                        f"{verb} {name}, {len(octets)} octets",
                        rate(took["ours"]),
                        rate(took["theirs"]),
                        f"{took['theirs'] / took['ours']:.1f} ×",
                        rate(yaz) if yaz else "",
                    )
                )
    return Table(
        title="BER: APDUs of ISO 10161 a second",
        said=(
            f"One thread, the best of {ROUNDS} turns each. asn1tools {asn1tools.__version__} is Python as we "
            "are, and has the same types; libyaz is C."
        ),
        heads=("", "Guanji", "asn1tools", "Guanji / asn1tools", "libyaz"),
        rows=tuple(rows),
    )


if __name__ == "__main__":
    main(measure)
