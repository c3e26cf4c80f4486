"""What is wrong with a document, held against the schema of its version, for whoever has to mend it.

Imports xmlschema: see `protocols.xml.explain`.
"""

from protocols.iso18626.codec import opened
from protocols.iso18626.xsd import text
from protocols.xml import XmlError
from protocols.xml.explain import Fault, Schema


def faults(data: bytes) -> list[Fault]:
    """All that is wrong with a document; nothing where its root can't be read, which the reader tells."""
    try:
        document, version, _, _ = opened(data)
    except XmlError:
        return []
    return Schema(text(version)).faults(document)
