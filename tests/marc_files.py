"""Files of CNMARC records for loading, made here: titles with their copies in 905, in any character set."""

from collections.abc import Iterable, Iterator
from itertools import product

_SUBJECTS = ("人工智能", "矿山测量", "岩石力学", "图书馆学", "现代汉语", "高等数学", "大学物理", "机械设计")
_KINDS = ("导论", "教程", "原理与应用", "习题集", "实验指导", "研究", "概论", "史", "案例分析", "手册")
_AUTHORS = ("王建国", "李秀英", "张伟", "刘洋", "陈静", "杨帆", "赵磊", "黄海", "周敏", "吴迪")

_WORDS = tuple(product(_SUBJECTS, _KINDS, _AUTHORS))

_END_OF_FIELD, _END_OF_RECORD, _SUBFIELD = b"\x1e", b"\x1d", b"\x1f"


def isbn(number: int) -> str:
    """An ISBN-13 with a right check digit; the first hundred thousand are all different."""
    digits = f"9787{number % 100_000_000:08d}"
    return digits + str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10)


def barcode(number: int, copy: int) -> str:
    """The barcode of a copy of the title with that running number."""
    return f"L{number:07d}{copy}"


def fields(number: int, copies: int) -> Iterator[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """A title's fields: tag, indicators, subfields."""
    words = _WORDS[number % len(_WORDS)]
    title, author = f"{words[0]}{words[1]} 第{number}种", words[2]
    yield "010", "  ", (("a", isbn(number)), ("d", "CNY48.00"))
    yield "100", "  ", (("a", "20260301d2026    em y0chiy0110    ea"),)
    yield "101", "0 ", (("a", "chi"),)
    yield "102", "  ", (("a", "CN"), ("b", "320000"))
    yield "200", "1 ", (("a", title), ("9", "ren gong zhi neng dao lun"), ("f", f"{author}主编"))
    yield "210", "  ", (("a", "徐州"), ("c", "中国矿业大学出版社"), ("d", "2026"))
    yield "215", "  ", (("a", "312页"), ("c", "图"), ("d", "26cm"))
    yield "330", "  ", (("a", f"本书系统介绍{words[0]}的基本概念、方法与发展，可供高等院校师生参考。" * 2),)
    yield "606", "0 ", (("a", words[0]), ("x", "高等学校"), ("j", "教材"))
    yield "690", "  ", (("a", f"TP{number % 400}"), ("v", "5"))
    yield "701", " 0", (("a", author), ("4", "主编"))
    yield "801", " 0", (("a", "CN"), ("b", "CUMT"), ("c", "20260301"))
    for copy in range(1, copies + 1):
        held = (("a", "CUMT"), ("b", barcode(number, copy)), ("d", f"TP{number % 400}"), ("e", str(number)))
        yield "905", "  ", held


def record(number: int, copies: int = 2, charset: str = "gb18030") -> bytes:
    """One record in ISO 2709."""
    rows = [("001", f"CUMT{number:08d}".encode() + _END_OF_FIELD)]
    for tag, indicators, subfields in fields(number, copies):
        body = indicators.encode() + b"".join(
            _SUBFIELD + code.encode() + value.encode(charset) for code, value in subfields
        )
        rows.append((tag, body + _END_OF_FIELD))
    base = 24 + 12 * len(rows) + 1
    directory, at = b"", 0
    for tag, body in rows:
        directory += f"{tag}{len(body):04d}{at:05d}".encode()
        at += len(body)
    leader = f"{base + at + 1:05d}nam0 22{base:05d}   450 ".encode()
    return leader + directory + _END_OF_FIELD + b"".join(body for _, body in rows) + _END_OF_RECORD


def cnmarc(numbers: Iterable[int], copies: int = 2, charset: str = "gb18030") -> bytes:
    """A file of records, each on a line of its own as Chinese systems export them."""
    return b"".join(record(number, copies, charset) + b"\r\n" for number in numbers)
