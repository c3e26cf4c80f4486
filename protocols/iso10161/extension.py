"""The place of an APDU where others put what the standard does not have.

Source: GB/T 23270.1-2023 (ISO 10161-1:2014), clause 9; reference file ill.md §1.4.
"""

from typing import Annotated

from protocols.ber import Raw, Sequence, explicit, implicit


class Extension(Sequence, frozen=True, kw_only=True):
    """Extension: ``item`` is in practice an EXTERNAL, whose object identifier says what it is.

    ``identifier`` is 1 by custom and says nothing. `protocols.iso10161.objects` opens and makes items.
    """

    identifier: Annotated[int, implicit(0)]
    critical: Annotated[bool, implicit(1)] = False
    item: Annotated[Raw, explicit(2)]
