"""What one ISO 18626 message costs, beside lxml and ElementTree: `python -m tests.bench.iso18626_codec`.

lxml.objectify gives elements as attributes and their texts as Python's values when they are asked for; it is
asked for every one, as who decides about a request does. ElementTree gives a tree of texts; encoding builds
that tree and writes it. Neither checks anything, notes anything or knows a version.
"""

from collections.abc import Callable
from functools import partial
from typing import Any
from xml.etree import ElementTree as ET

from lxml import etree, objectify

from protocols.iso18626.codec import decode, encode
from protocols.iso18626.messages import Message
from protocols.iso18626.versions import V1_2, V2021_2
from tests.bench.ber import best, rate
from tests.bench.tables import Table, main
from tests.unit.protocols.iso18626.samples import request, requesting, supplying

MESSAGES: dict[str, Message] = {
    "request": request(),
    "supplyingAgencyMessage": supplying(),
    "requestingAgencyMessage": requesting(),
}


def objectified(data: bytes) -> list[Any]:
    """Every value, by lxml.objectify."""
    return [each.pyval for each in objectify.fromstring(data).iter() if hasattr(each, "pyval")]


def tree(data: bytes) -> list[tuple[str, str | None]]:
    """Every element and its text, by ElementTree."""
    return [(each.tag, each.text) for each in ET.fromstring(data).iter()]  # noqa: S314 - we wrote it


def built(source: ET.Element) -> bytes:
    """The same tree made anew, and written, by ElementTree."""
    made: bytes = ET.tostring(_copy(source), encoding="utf-8", xml_declaration=True)
    return made


def built_by_lxml(source: ET.Element) -> bytes:
    """The same by lxml."""
    made: bytes = etree.tostring(_lxml(source, None), encoding="utf-8", xml_declaration=True)
    return made


def _copy(source: ET.Element) -> ET.Element:
    made = ET.Element(source.tag, source.attrib)
    made.text = source.text
    for child in source:
        made.append(_copy(child))
    return made


def _lxml(source: ET.Element, parent: Any) -> Any:  # noqa: ANN401 - lxml has no types
    tag, attributes = source.tag, source.attrib
    made = etree.Element(tag, attributes) if parent is None else etree.SubElement(parent, tag, attributes)
    made.text = source.text
    for child in source:
        _lxml(child, made)
    return made


def measure() -> Table:
    """Decode and encode each of the three with each of the three."""
    rows = []
    for name, message in MESSAGES.items():
        for version in (V1_2, V2021_2):
            data = encode(message, version).data
            root = ET.fromstring(data)  # noqa: S314 - we wrote it
            if decode(data).remarks or len(tree(built(root))) != len(tree(data)):
                raise AssertionError(name)
            works: dict[str, dict[str, Callable[[], object]]] = {
                "decode": {
                    "ours": partial(decode, data),
                    "lxml": partial(objectified, data),
                    "tree": partial(tree, data),
                },
                "encode": {
                    "ours": partial(encode, message, version),
                    "lxml": partial(built_by_lxml, root),
                    "tree": partial(built, root),
                },
            }
            for verb, work in works.items():
                took = best(work)
                rows.append(
                    (
                        f"{verb} {name} {version}, {len(data)} bytes",
                        rate(took["ours"]),
                        rate(took["lxml"]),
                        rate(took["tree"]),
                        f"{took['lxml'] / took['ours']:.1f} ×",
                    )
                )
    return Table(
        title="ISO 18626: messages a second",
        said=(
            "One thread, the best of several turns each. Ours gives and takes typed messages, checked, with "
            f"remarks and losses; lxml {etree.__version__} (objectify, asked for every value) and "
            "ElementTree give and take elements."
        ),
        heads=("", "Guanji", "lxml", "ElementTree", "Guanji / lxml"),
        rows=tuple(rows),
    )


if __name__ == "__main__":
    main(measure)
