from protocols.xml.text_form import lines
from tests.unit.protocols.xml.samples import full, parcel


def test_a_line_for_each_element() -> None:
    assert "\n".join(lines("parcel", full())) == (
        "parcel\n"
        "  name: A\n"
        "  town: 徐州\n"
        "  sent: 2026-11-23T02:30:00Z\n"
        "  day: 2026-11-24\n"
        "  colour: Red\n"
        "  otherColour: Green\n"
        "  colours[1]: Red\n"
        "  colours[2]: DarkBlue\n"
        "  fragile: true\n"
        "  urgent: N\n"
        "  pieces: 3\n"
        "  price: 12.50\n"
        "  label: x\n"
        "  weight: 1.5 (unit kg)\n"
        "  place\n"
        "    street\n"
        "      line: 大学路1号\n"
        "      town: 徐州\n"
        "  way[1]: a\n"
        "  way[2]: b\n"
        "  way[3]: c\n"
        "  URL: http://x/?a=1&b=2\n"
        '  stamps[1]: s (scheme a"b\N{REPLACEMENT CHARACTER}<, count 2)\n'
        "  extra\n"
        "    depth: 1\n"
        "    note: n\n"
        "    label[1]: l\n"
        "    unknown[1]: <x:y xmlns:x='urn:x'/>\n"
        "  pin: ***"
    )


def test_nothing_moves_a_cursor() -> None:
    assert lines("parcel", parcel(name="a\x1b[2Jb"))[1] == "  name: a\N{REPLACEMENT CHARACTER}[2Jb"
