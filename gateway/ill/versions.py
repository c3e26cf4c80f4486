"""Protocol versions: 1 and 2 are understood, and a library of version 1 gets nothing that only 2 has."""

from typing import Final

import msgspec

from gateway.model.ill.services import AnyService, Damaged, IllAnswer

SPOKEN: Final = frozenset({1, 2})
"""The versions that the standard defines (protocol-version-num)."""

replace = msgspec.structs.replace


def spoken(version: int) -> bool:
    """Whether a version is one that we understand."""
    return version in SPOKEN


def fitting(body: AnyService, version: int) -> tuple[AnyService, tuple[str, ...]]:
    """The service as that version can say it, and which elements had to be left out.

    Version 1 has no damaged-details, no electronic-delivery and no proposed-delivery-service (reference
    ill.md §1.2). The second of them has no field here: it lies in a message's `rest`, with the translator.
    """
    if version >= max(SPOKEN):
        return body, ()
    if isinstance(body, Damaged) and (body.complete or body.units or body.document_type):
        return Damaged(note=body.note), ("damaged-details",)
    if isinstance(body, IllAnswer) and body.proposed_delivery:
        return replace(body, proposed_delivery=""), ("proposed-delivery-service",)
    return body, ()
