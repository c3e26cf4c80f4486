from protocols.ber.dump import dump

DATA = bytes.fromhex(
    "6180 3080 800103 020103 010100 0101ff 0a0105 06022a03 0c02c3b6 0500 1a017f bf2e03 1b0161 0000 0000"
)


def test_each_value_has_a_line() -> None:
    assert list(dump(DATA)) == [
        "     0  [APPLICATION 1]  indefinite",
        "     2    SEQUENCE  indefinite",
        "     4      [0]  1  03",
        "     7      INTEGER  1  3",
        "    10      BOOLEAN  1  FALSE",
        "    13      BOOLEAN  1  TRUE",
        "    16      ENUMERATED  1  5",
        "    19      OBJECT IDENTIFIER  2  1.2.3",
        "    23      UTF8String  2  'ö'",
        "    27      NULL  0",
        "    29      VisibleString  1  7f",
        "    32      [46]  3",
        "    35        GeneralString  1  'a'",
        "    38    end of contents",
        "    40  end of contents",
    ]


def test_octets_are_shown_where_there_is_no_text() -> None:
    assert list(dump(b"\x04\x28" + bytes(40))) == [
        "     0  OCTET STRING  40  " + " ".join(["00"] * 32) + " …"
    ]
    assert list(dump(b"\x02\0\x1e\x01a\x06\x02\x80\x01\x02\x11" + bytes(17)))[1:3] == [
        "     2  [UNIVERSAL 30]  1  'a'",
        "     5  OBJECT IDENTIFIER  2  80 01",
    ]
    assert list(dump(b"\x1b\x02\xc4\xe3", "gb18030")) == ["     0  GeneralString  2  '你'"]
    assert list(dump(b"\x1b\x02\xc4\xe3")) == ["     0  GeneralString  2  c4 e3"]


def test_the_last_line_tells_what_is_wrong() -> None:
    assert list(dump(DATA[:20]))[-1] == "    19  !! expected more octets, found 06"
    assert list(dump(b"\x30\x80", depth=0)) == ["     0  !! expected at most 0 levels, found more"]
