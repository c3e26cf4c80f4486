"""The schemas of both versions, made of the declarations, as they are kept in ``schemas``."""

from typing import Final

from protocols.iso18626.codec import CODEC
from protocols.iso18626.versions import VERSIONS
from protocols.xml import xsd

FILES: Final = {version: f"iso18626-{version}.xsd" for version in VERSIONS}
"""In which file of ``schemas`` each version's stands."""


def text(version: str) -> str:
    """A version's schema."""
    about = (
        f"ISO 18626 in version {version}, made of the declarations in protocols/iso18626 by "
        f"guanji encode iso18626 --schema {version}"
    )
    return xsd.text(CODEC, version, about)
