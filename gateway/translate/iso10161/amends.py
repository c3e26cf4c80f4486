"""What a finished APDU still lacks of what the standard demands between its members, and may not have.

What we send is always valid (reference file ill.md §1.2): where the model leaves a demand open, the least
that meets it is written, and said to be a loss. What meets the demands stays as it is.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from msgspec import UNSET

from gateway.translate.iso10161.forms import Notes, Wire
from gateway.translate.iso10161.parts import NOBODY

Apdu: TypeAlias = dict[str, Wire]
"""The body of an APDU in the JSON form."""

Amend: TypeAlias = Callable[[Apdu, str, Notes], None]


def amend(name: str, apdu: Apdu, losses: Notes) -> None:
    """Make an APDU meet the demands."""
    for repair in (*_OF_ALL, *_OF.get(name, ())):
        repair(apdu, name, losses)
    if apdu["protocol-version-num"] == 1:
        for element in _VERSION_2.get(name, ()):
            _leave_out(apdu, element, name, losses)


def _name_initial_requester(apdu: Apdu, name: str, losses: Notes) -> None:
    """A sub-transaction needs its initial requester; who else it could be than the requester nobody knows."""
    transaction = apdu["transaction-id"]
    if "sub-transaction-qualifier" in transaction and "initial-requester-id" not in transaction:
        transaction["initial-requester-id"] = apdu.get("requester-id", NOBODY)
        losses.append(f"{name}.transaction-id.initial-requester-id: not known; the requester stands for it")


def _name_responder(apdu: Apdu, name: str, losses: Notes) -> None:
    """A notification that a request was passed on names who has it now."""
    if "responder-id" not in apdu:
        apdu["responder-id"] = NOBODY
        losses.append(f"{name}.responder-id: not known")


def _agree_on_expiry(apdu: Apdu, name: str, losses: Notes) -> None:
    """The flag needs its date, and expiry-date its flag."""
    search = apdu.get("search-type", {})
    needed = _EXPIRY_DATES.get(search.get("expiry-flag"))
    if needed and needed not in search:
        search["expiry-flag"] = "no-Expiry"
        losses.append(f"{name}.search-type.expiry-flag: has no {needed}")
    if "expiry-date" in search and search["expiry-flag"] != "other-Date":
        del search["expiry-date"]
        losses.append(f"{name}.search-type.expiry-date: has no place beside this expiry-flag")


_EXPIRY_DATES: Final = {"need-Before-Date": "need-before-date", "other-Date": "expiry-date"}


def _tell_third_party(apdu: Apdu, name: str, losses: Notes) -> None:
    """What is forwarded says from where, and who was tried; so does what a partition hands on."""
    partitioned = (
        apdu["transaction-type"] == "partitioned" and "sub-transaction-qualifier" in apdu["transaction-id"]
    )
    if not apdu["forward-flag"] and not partitioned:
        return
    third = apdu.setdefault("third-party-info-type", {})
    for element, nothing in (("initial-requester-address", {}), ("already-tried-list", [])):
        if element not in third:
            third[element] = nothing
            losses.append(f"{name}.third-party-info-type.{element}: not known")


def _have_specific_results(apdu: Apdu, name: str, losses: Notes) -> None:
    """The reason responder-specific needs the results that it announces."""
    if "responder-specific-results" in apdu:
        return
    for arm, particulars in apdu.get("results-explanation", {}).items():
        for element in _REASONS & particulars.keys():
            if particulars[element] == "responder-specific":
                apdu["results-explanation"] = {arm: {**particulars, element: "other"}}
                losses.append(
                    f"{name}.results-explanation.{arm}.{element}: has no responder-specific-results"
                )


_REASONS: Final = frozenset(
    {"conditions", "reason-not-available", "reason-unfilled", "reason-locs-provided", "reason-will-supply"}
)


def _report_once(apdu: Apdu, name: str, losses: Notes) -> None:
    """Exactly one report, the gravest of those that there are."""
    said = [element for element in _REPORTS if element in apdu]
    for element in said[1:]:
        _leave_out(apdu, (element,), name, losses)
    if not said:
        apdu["reason-no-report"] = "temporary"
        losses.append(f"{name}.reason-no-report: not known; temporary stands for it")


_REPORTS: Final = ("error-report", "status-report", "reason-no-report")

_OF_ALL: Final[tuple[Amend, ...]] = (_name_initial_requester,)

_OF: Final[Mapping[str, tuple[Amend, ...]]] = {
    "ILL-Request": (_agree_on_expiry, _tell_third_party),
    "Forward-Notification": (_name_responder,),
    "ILL-Answer": (_have_specific_results,),
    "Status-Or-Error-Report": (_report_once,),
}

_VERSION_2: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "ILL-Request": (("delivery-service", "electronic-delivery"),),
    "Shipped": (("supply-details", "shipped-via", "electronic-delivery"),),
    "ILL-Answer": (("results-explanation", "conditional-results", "proposed-delivery-service"),),
    "Damaged": (("damaged-details",),),
}
"""What version 1 does not have."""


def _leave_out(apdu: Apdu, path: tuple[str, ...], name: str, losses: Notes) -> None:
    """Take an element out, and the CHOICE that has nothing left without it."""
    element, *below = path
    inner = apdu.get(element, UNSET)
    if inner is UNSET:
        return
    if below:
        # What was kept beside the model is not ours to change.
        inner = dict(inner)
        _leave_out(inner, tuple(below), f"{name}.{element}", losses)
        apdu[element] = inner
    else:
        losses.append(f"{name}.{element}: can't be said to this partner")
    if not below or (not inner and element in _CHOICES):
        del apdu[element]


_CHOICES: Final = frozenset({"delivery-service", "shipped-via"})
