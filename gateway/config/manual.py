"""The manual's tables of keys, written from the declaration so that they can't drift from it."""

from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import inspect

from gateway.config import toml
from gateway.config.database import Database
from gateway.config.declare import LENDS, Config
from gateway.config.read import default_of
from gateway.config.secret import Secret

#: Where the tables begin and end in a page; what stands outside is written by hand.
BEGIN: Final = "<!-- keys: written from gateway/config/declare.py; do not edit below -->"
END: Final = "<!-- end of keys -->"

_HEADINGS: Final = {
    "en": "| key | value | if absent | meaning |\n|---|---|---|---|",
    "zh": "| 键 | 值 | 缺省 | 含义 |\n|---|---|---|---|",
}

#: Which kind of table borrows its defaults from which.
LENDERS: Final[Mapping[Any, type[msgspec.Struct]]] = {borrower: lender for lender, borrower in LENDS.items()}

_LENT: Final = {
    "en": "And every key of `[kiosk_defaults]`, where this kiosk differs.",
    "zh": "另可使用 `[kiosk_defaults]` 的每一个键，只对这台自助机生效。",
}

_KINDS: Final[Mapping[type[inspect.Type], tuple[str, str]]] = {
    inspect.StrType: ("text", "文本"),
    inspect.IntType: ("whole number", "整数"),
    inspect.BoolType: ("true or false", "true 或 false"),
    inspect.DateType: ("date", "日期"),
    inspect.CustomType: ("path", "路径"),
}

CHINESE: Final[Mapping[str, str]] = {
    "policy.rules": "按读者类型、图书类型、地点的规则。",
    "policy.limits": "按读者类型的限额。",
    "policy.hold_shelf_days": "预约书保留天数。",
    "policy.hold_expiry_days": "预约多少天仍无书即失效；缺省不失效。",
    "policy.hold_available": "在架图书是否可预约。",
    "policy.pickup_locations": "可取预约书的馆藏地；空表示不限。",
    "policy.reshelve": "还回的图书先待上架。",
    "policy.replacement_percent": "丢失赔偿为定价的百分之几。",
    "policy.replacement_unpriced_fen": "定价不明时的赔偿额（分）。",
    "policy.processing_fen": "丢失图书的加工费（分）。",
    "policy.default_category": "办证机未给出类型时的读者类型。",
    "policy.rules.category": "读者类型；空或 * 表示任何。",
    "policy.rules.item_type": "图书类型；空或 * 表示任何。",
    "policy.rules.location": "馆藏地或分馆；空或 * 表示任何。",
    "policy.rules.lendable": "false 表示仅供馆内阅览。",
    "policy.rules.holdable": "是否可预约。",
    "policy.rules.loan_days": "借期（天）。",
    "policy.rules.renewals": "每笔借阅可续借次数。",
    "policy.rules.renewal_days": "续借的天数。",
    "policy.rules.renewal_from": "续借天数的起算：due 自应还日期，today 自续借当日。",
    "policy.rules.renew_overdue": "超期后是否仍可续借。",
    "policy.rules.grace_days": "宽限天数。",
    "policy.rules.fine_per_day_fen": "超期每天罚款（分）。",
    "policy.rules.fine_cap_fen": "每笔借阅罚款上限（分）。",
    "policy.rules.suspension_days_per_day": "超期每天停借的天数。",
    "policy.rules.suspension_cap_days": "每笔借阅停借上限（天）。",
    "policy.rules.checkout_fee_fen": "借书费（分）。",
    "policy.limits.category": "读者类型；空或 * 表示其余所有读者。",
    "policy.limits.loans": "同时在借册数；0 表示不可借。",
    "policy.limits.overdue": "有多少册超期仍可借；0 表示有一册超期即停借。",
    "policy.limits.holds": "同时预约数。",
    "policy.limits.fees_fen": "欠费多少仍可借（分）；0 表示有欠费即停借。",
    "policy.limits.renewals": "在借图书续借次数之和的上限。",
    "policy.limits.claims_returned": "声明已还多少册仍可借。",
    "policy.limits.lost": "丢失多少册仍可借。",
    "policy.limits.bills": "未付费用多少笔仍可借。",
    "policy.limits.renew_with_overdue": "超期册数过多时是否仍可续借。",
    "calendar.weekly": "每周闭馆日。",
    "calendar.closed": "闭馆日期。",
    "calendar.open": "仍然开馆的日期（如调休上班日）。",
    "calendar.vacations": "不到期的假期。",
    "calendar.closed.first": "首日。",
    "calendar.closed.last": "末日；缺省同首日。",
    "calendar.closed.name": "名称，如国庆节。",
    "calendar.vacations.first": "首日。",
    "calendar.vacations.last": "末日；缺省同首日。",
    "calendar.vacations.name": "名称，如暑假。",
}
"""What keys mean in Chinese whose declaration speaks English alone."""


def page(text: str, language: str) -> str:
    """A page of the manual with its tables written anew."""
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n\n{tables(language)}\n{END}{after}"


def tables(language: str) -> str:
    """All tables, the whole file's first, in the order of the declaration."""
    config, _ = _struct_in(inspect.type_info(Config))
    return "\n".join(_table(config, "", "", language))


def _table(kind: inspect.StructType | None, path: str, header: str, language: str) -> Iterator[str]:
    if kind is None:
        return
    if header:
        yield f"### `{header}`\n"
    lender = LENDERS.get(kind.cls)
    if lender is not None:
        yield _LENT[language] + "\n"
    yield _HEADINGS[language]
    inner: list[tuple[inspect.StructType, str, str]] = []
    for field in kind.fields:
        if lender is not None and field.name in lender.__struct_fields__:
            continue
        here = f"{path}.{field.encode_name}" if path else field.encode_name
        struct, many = _struct_in(field.type)
        if struct is None:
            yield _row(field, here, language)
        else:
            inner.append((struct, here, f"[[{here}]]" if many else f"[{here}]"))
    yield ""
    for struct, here, its_header in inner:
        yield from _table(struct, here, its_header, language)


def _struct_in(kind: inspect.Type) -> tuple[inspect.StructType | None, bool]:
    """The table that a field is written as, and whether there may be several; a secret is none."""
    bare = _bare(kind)
    many = isinstance(bare, inspect.VarTupleType)
    inside = _bare(bare.item_type) if isinstance(bare, inspect.VarTupleType) else bare
    if isinstance(inside, inspect.StructType) and inside.cls is not Secret:
        return inside, many
    return None, many


def _bare(kind: inspect.Type) -> inspect.Type:
    """A type without its meaning and without None."""
    if isinstance(kind, inspect.Metadata):
        return _bare(kind.type)
    if isinstance(kind, inspect.UnionType):
        return next(_bare(member) for member in kind.types if not isinstance(member, inspect.NoneType))
    return kind


def _row(field: inspect.Field, path: str, language: str) -> str:
    cells = (
        f"`{field.encode_name}`",
        _kind(_bare(field.type), language),
        _absent(field, language),
        _meaning(field, path, language),
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _kind(kind: inspect.Type, language: str) -> str:
    chinese = language == "zh"
    if isinstance(kind, inspect.VarTupleType):
        entry = _kind(_bare(kind.item_type), language)
        return f"列表：{entry}" if chinese else f"list of: {entry}"
    if isinstance(kind, inspect.EnumType):
        return ", ".join(f"`{member.value}`" for member in kind.cls)
    if isinstance(kind, inspect.LiteralType):
        return ", ".join(f"`{value}`" for value in kind.values)
    if isinstance(kind, inspect.StructType):
        return "`{ file = … }`, `{ env = … }`"
    if isinstance(kind, inspect.CustomType) and kind.cls is Database:
        return "路径或 URL" if chinese else "path or URL"
    text = _KINDS[type(kind)][chinese]
    if isinstance(kind, inspect.IntType):
        text += _range(kind)
    return text


def _range(kind: inspect.IntType) -> str:
    if kind.ge is None:
        return ""
    return f", {kind.ge}–{kind.le}" if kind.le is not None else f", ≥ {kind.ge}"


def _absent(field: inspect.Field, language: str) -> str:
    if field.required:
        return "必填" if language == "zh" else "*required*"
    default = default_of(field)
    if default in (None, "", ()):
        return "–"
    if isinstance(default, tuple) and isinstance(default[0], Enum) and len(default) == len(type(default[0])):
        return "全部" if language == "zh" else "all"
    if isinstance(default, tuple) and isinstance(default[0], msgspec.Struct):
        return ", ".join(f"`{toml.value(entry)}`" for entry in default)
    return f"`{toml.value(str(default) if isinstance(default, Path) else default)}`"


def _meaning(field: inspect.Field, path: str, language: str) -> str:
    if not isinstance(field.type, inspect.Metadata):
        return ""
    described: str = (field.type.extra_json_schema or {}).get("description", "")
    if language != "zh":
        return described
    chinese: str = (field.type.extra or {}).get("zh", "")
    return chinese or CHINESE[path]


def rewrite(manual: Path) -> None:
    """Write the tables of the pages in that folder anew."""
    for name, language in (("configuration.md", "en"), ("configuration.zh-CN.md", "zh")):
        file = manual / name
        file.write_text(page(file.read_text("utf-8"), language), "utf-8")


if __name__ == "__main__":
    rewrite(Path("docs/manual"))
