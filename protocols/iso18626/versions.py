"""The versions: what they are called in a message, and which of ours stands for a name that others use."""

from typing import Final

V1_2: Final = "1.2"
V2021_2: Final = "2021-2"
VERSIONS: Final = (V1_2, V2021_2)
"""The versions that are declared, the older first."""

URI: Final = "http://illtransactions.org/2013/iso18626"
"""The name space of both."""

_NEW: Final = ("2021", "2", "1.3")


def nearest(said: str) -> str:
    """The version as which a message of version ``said`` is read.

    1.0 and 1.1 lack some elements of 1.2 and have no others; 2021-1, also called 1.3, has slips that 2021-2
    mends, and Koha says 2021-3. Who says nothing is taken for 1.2, which most write.
    """
    if said in VERSIONS:
        return said
    return V2021_2 if said.strip().startswith(_NEW) else V1_2
