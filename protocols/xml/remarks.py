"""What was put up with in a document, and what could not be said in one: notes, never errors.

A `Remark` is made on reading: a peer wrote something that the standard does not allow, and it was understood
all the same. A `Loss` is made on writing: a value has no place in the version that is written, and was left
out.
"""

from enum import Enum
from typing import Final, NamedTuple, TypeAlias

import msgspec

Words: TypeAlias = tuple[str, str]
"""The same in English and Chinese."""


class Rule(Enum):
    """What a peer did not keep to."""

    MISSING = "missing"
    EMPTY = "empty"
    ORDER = "order"
    NAMESPACE = "namespace"
    UNQUALIFIED = "unqualified"
    UNKNOWN = "unknown"
    OTHER_VERSION = "other-version"
    REPEATED = "repeated"
    FOREIGN_CODE = "foreign-code"
    SPELLING = "spelling"
    RANGE = "range"
    NESTED = "nested"
    STRAY = "stray"
    VERSION = "version"


class Why(Enum):
    """Why a value was left out, or changed."""

    NO_PLACE = "no-place"
    TOO_MANY = "too-many"
    NO_CODE = "no-code"
    RANGE = "range"
    CHARACTERS = "characters"
    UNKNOWN = "unknown"


class Remark(msgspec.Struct, frozen=True):
    """A rule that a document breaks: where, and what stood there. ``line`` counts from 1."""

    element: str
    line: int
    rule: Rule
    found: str = ""


class Loss(msgspec.Struct, frozen=True):
    """A value that was not written as it is: where, why, and the value as text."""

    element: str
    why: Why
    found: str = ""


class Read(NamedTuple):
    """A value out of a text, and what had to be put up with for it."""

    value: object
    rule: Rule


WORDS: Final[dict[Rule | Why, Words]] = {
    Rule.MISSING: ("is missing", "缺失（标准要求必备）"),
    Rule.EMPTY: ("is empty and was taken as absent", "为空，按缺失处理"),
    Rule.ORDER: ("stands in another place than the standard's", "位置与标准规定的次序不符"),
    Rule.NAMESPACE: ("is in another name space", "使用了其他命名空间"),
    Rule.UNQUALIFIED: ("is in no name space", "未加命名空间限定"),
    Rule.UNKNOWN: ("is not known to the standard and was kept", "标准中没有，已原样保留"),
    Rule.OTHER_VERSION: ("belongs to another version", "属于其他版本"),
    Rule.REPEATED: ("comes more often than the standard allows", "出现次数超过标准允许"),
    Rule.FOREIGN_CODE: ("is no code of the standard's and was kept", "不是标准中的代码，已原样保留"),
    Rule.SPELLING: ("is spelled otherwise than the standard does", "写法与标准不符，已按其含义理解"),
    Rule.RANGE: ("is out of range", "超出取值范围"),
    Rule.NESTED: ("has elements within its text, which were taken as text", "文本中夹有元素，已取其文字"),
    Rule.STRAY: ("has text between its elements, which was dropped", "元素之间夹有文字，已略去"),
    Rule.VERSION: ("is a version that is not known", "版本未知"),
    Why.NO_PLACE: ("has no place in this version", "此版本中没有该数据元"),
    Why.TOO_MANY: ("may not come so often in this version", "此版本不允许出现这么多次"),
    Why.NO_CODE: ("is a code that this version has not", "此版本中没有该代码"),
    Why.RANGE: ("is out of this version's range", "超出此版本的取值范围"),
    Why.CHARACTERS: ("has characters that XML has not, which were replaced", "含有 XML 不允许的字符，已替换"),
    Why.UNKNOWN: ("is no element of the standard's", "不是标准中的数据元"),
}
"""Each in English and Chinese, to be said of an element."""
