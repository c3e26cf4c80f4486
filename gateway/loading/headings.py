"""Which column of a table is which: the spellings that libraries' exports use, in Chinese and English.

Width, case, blanks and brackets don't count: ``读者证号（学号）`` and ``读者证号学号`` are one spelling.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

import msgspec


class PatronColumn(StrEnum):
    """What a column of a list of readers can be."""

    NUMBER = "number"
    NAME = "name"
    CATEGORY = "category"
    COLLEGE = "college"
    CAMPUS = "campus"
    CLASS_NAME = "class"
    EXPIRES = "expires"
    CHIP = "chip"
    EARLIER = "earlier"
    PIN = "pin"
    PHONE = "phone"
    EMAIL = "email"
    BIRTH_DATE = "birth-date"
    IDENTITY = "identity"
    IGNORED = "ignored"


class LoanColumn(StrEnum):
    """What a column of a list of loans can be."""

    BARCODE = "barcode"
    OWNER = "owner"
    PATRON = "patron"
    OUT = "out"
    DUE = "due"
    RENEWALS = "renewals"
    TERMINAL = "terminal"
    IGNORED = "ignored"


_PATRON_SPELLINGS: Final[Mapping[PatronColumn, str]] = {
    PatronColumn.NUMBER: "number 证号 读者证号 读者号 读者编号 读者条码 借书证号 学号 学工号 工号 学号工号 "
    "学工号证号 一卡通号 patron patronid patronnumber readerid borrowernumber cardnumber userid studentid",
    PatronColumn.NAME: "name 姓名 读者姓名 fullname readername patronname",
    PatronColumn.CATEGORY: "category 类别 读者类别 读者类型 类型 读者级别 身份 人员类别 "
    "patrontype readertype type usergroup",
    PatronColumn.COLLEGE: "college 学院 院系 院部 所在院系 所在学院 单位 所在单位 部门 "
    "department faculty school unit",
    PatronColumn.CAMPUS: "campus 校区 所在校区",
    PatronColumn.CLASS_NAME: "class 班级 行政班 班级名称 classname",
    PatronColumn.EXPIRES: "expires 有效期 有效期至 有效期止 失效日期 终止日期 截止日期 到期日期 证件有效期 "
    "离校日期 expiry expirydate expirationdate validuntil validto",
    PatronColumn.CHIP: "chip 卡号 芯片号 校园卡号 物理卡号 卡物理号 卡序列号 射频卡号 ic卡号 rfid uid card "
    "chipnumber carduid cardserial",
    PatronColumn.EARLIER: "earlier 旧证号 原证号 旧卡号 曾用证号 oldnumber oldcard",
    PatronColumn.PIN: "pin 密码 读者密码 初始密码 password",
    PatronColumn.PHONE: "phone 手机 手机号 手机号码 电话 联系电话 移动电话 mobile telephone tel cell",
    PatronColumn.EMAIL: "email 邮箱 电子邮箱 电子邮件 邮件 mail emailaddress",
    PatronColumn.BIRTH_DATE: "birthdate 出生日期 生日 出生年月 birthday dateofbirth dob",
    PatronColumn.IDENTITY: "identity 身份证 身份证号 身份证号码 公民身份号码 身份证件号 证件号码 证件号 "
    "居民身份证号 idcard idnumber nationalid identitycard identitynumber idcardnumber idno sfzh",
}

_LOAN_SPELLINGS: Final[Mapping[LoanColumn, str]] = {
    LoanColumn.BARCODE: "barcode 条码 条码号 图书条码 馆藏条码 登录号 财产号 item itembarcode itemid",
    LoanColumn.OWNER: "owner 所属馆 馆代码 所属馆代码 owneragency library",
    LoanColumn.PATRON: f"{_PATRON_SPELLINGS[PatronColumn.NUMBER]} 读者",
    LoanColumn.OUT: "out 借出日期 借书日期 借出时间 借书时间 借阅日期 借阅时间 外借时间 外借日期 "
    "checkoutdate loandate issuedate checkedout issued borrowed started",
    LoanColumn.DUE: "due 应还日期 应还时间 应归还日期 到期日期 还书期限 截止日期 duedate datedue",
    LoanColumn.RENEWALS: "renewals 续借次数 续借 renewcount timesrenewed",
    LoanColumn.TERMINAL: "terminal 借出地点 借书地点 借出馆 操作台 自助机 终端 workstation",
}

#: Rows before the headings: a title over the table, a line on who made it, an empty one.
FIRST_ROWS: Final = 8

#: Columns of which nothing is read: it doesn't matter how many there are.
_NOT_READ: Final = (PatronColumn.IGNORED, PatronColumn.IDENTITY)

_LEFT_OUT: Final = re.compile(r"[\s_\-()\[\]（）【】:：*/.、·]+")


def plain(heading: str) -> str:
    """A heading as it is compared."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", heading).lower())


class Headings(msgspec.Struct, frozen=True):
    """What the columns of a table can be, and which of them must be there."""

    columns: type[PatronColumn] | type[LoanColumn]
    needed: tuple[str, ...]
    spellings: Mapping[str, str]

    def known_as(self, more: Iterable[tuple[str, str]]) -> "Headings":
        """The same with further spellings: (heading, column) pairs.

        Raises `ValueError` for what is no column of ours.
        """
        own = {plain(heading): self.columns(column).value for heading, column in more}
        return Headings(self.columns, self.needed, {**self.spellings, **own})

    def read(self, cells: Sequence[str]) -> dict[str, int] | None:
        """The place of each column; None where these cells are no headings: what is needed is not there.

        Of two columns of one meaning the first counts.
        """
        places: dict[str, int] = {}
        for place, cell in enumerate(cells):
            column = self.spellings.get(plain(cell))
            if column is not None:
                places.setdefault(column, place)
        return places if all(column in places for column in self.needed) else None

    def doubled(self, cells: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Headings that mean what an earlier one means already, each with that."""
        first: dict[str, str] = {}
        found = []
        for cell in cells:
            column = self.spellings.get(plain(cell))
            if column is not None and column not in _NOT_READ:
                if column in first:
                    found.append((cell.strip(), first[column]))
                first.setdefault(column, cell.strip())
        return tuple(found)

    def unknown(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Headings that say nothing to us."""
        return tuple(cell.strip() for cell in cells if cell.strip() and plain(cell) not in self.spellings)


def _by_spelling(spellings: Mapping[PatronColumn, str] | Mapping[LoanColumn, str]) -> dict[str, str]:
    # What a column is called by ourselves is a spelling too: `--map` and a file of our own making use it.
    return {
        plain(spelling): column.value
        for column, every in spellings.items()
        for spelling in (column.value, *every.split())
    }


PATRONS: Final = Headings(PatronColumn, (PatronColumn.NUMBER,), _by_spelling(_PATRON_SPELLINGS))
LOANS: Final = Headings(
    LoanColumn,
    (LoanColumn.BARCODE, LoanColumn.PATRON, LoanColumn.OUT, LoanColumn.DUE),
    _by_spelling(_LOAN_SPELLINGS),
)
