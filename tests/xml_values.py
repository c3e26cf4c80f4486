"""Values of declared XML types by Hypothesis, and documents that somebody has meddled with."""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta, timezone
from functools import cache
from random import Random
from typing import Any
from xml.etree.ElementTree import Element, fromstring, tostring

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from protocols.xml import leaves
from protocols.xml.declare import Choice, Declared, Required
from protocols.xml.leaves import Leaf
from protocols.xml.schema import Arms, Codes, Member, Record, elements, members, text_member

MOST = 3
"""Elements of a list."""

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    | st.sampled_from('\r\n\t<&>"'),
    max_size=12,
)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.one_of(st.none(), ZONES))  # noqa: DTZ001 - both
NUMBERS: dict[Leaf, SearchStrategy[Any]] = {
    leaves.DECIMAL: st.decimals(-(10**12), 10**12, allow_nan=False, places=2),
    leaves.BOOLEAN: st.booleans(),
    leaves.YES_NO: st.booleans(),
    leaves.DATE_TIME: TIMES,
    leaves.DATE: st.dates(),
}
URIS = st.sampled_from(("http://example.cn/a?b=1&c=2", "urn:x:y", "RESHARE", ""))


@cache
def values(declared: type[Declared], version: str) -> SearchStrategy[Any]:
    """Values that a version can hold and needs nothing left out of."""
    if issubclass(declared, Choice):
        return st.one_of(
            *(
                st.builds(declared, **{each.field: _one(each, version)})
                for each in elements(declared, version)
            )
        )
    fields = {each.field: _field(each, version) for each in members(declared) if each.is_in(version)}
    return st.builds(declared, **fields)


def _field(member: Member, version: str) -> SearchStrategy[Any]:
    one = _one(member, version)
    if member.many:
        least = int(member.is_required(version))
        return st.lists(one, min_size=least, max_size=min(member.most(version) or MOST, MOST)).map(tuple)
    required = member.mark(Required, version)
    if required and required.filled:
        return st.none() | one.filter(bool)
    return one if member.is_required(version) else st.none() | one


def _one(member: Member, version: str) -> SearchStrategy[Any]:
    kind = member.kind
    if isinstance(kind, Record | Arms):
        text = text_member(kind.type)
        if text and member.is_plain(version):
            return st.builds(kind.type, **{text.field: TEXTS.filter(bool)})
        return values(kind.type, version)
    return _simple(member, kind, version)


def _simple(member: Member, kind: Codes | Leaf, version: str) -> SearchStrategy[Any]:
    if isinstance(kind, Codes):
        return st.sampled_from([code for code in kind.list if code.holds(version)])
    if kind is leaves.INTEGER:
        return st.integers(member.least(version) if member.least(version) is not None else -(10**9), 10**9)
    if member.attribute:
        return URIS
    if member.content:
        return TEXTS.filter(bool)
    return NUMBERS.get(kind, TEXTS)


def meddled(data: bytes, random: Random, words: list[str]) -> bytes:
    """The document with one or two things done to it; ``words`` are the names and texts that it may get."""
    root = fromstring(data)  # noqa: S314 - we wrote it
    for _ in range(random.randint(1, 2)):
        places = [(parent, at) for parent in root.iter() for at in range(len(parent))]
        if places:
            parent, at = random.choice(places)
            random.choice(MEDDLINGS)(parent, at, random, words)
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _drop(parent: Element, at: int, _: Random, __: list[str]) -> None:
    del parent[at]


def _double(parent: Element, at: int, _: Random, __: list[str]) -> None:
    parent.insert(at, deepcopy(parent[at]))


def _move(parent: Element, at: int, random: Random, _: list[str]) -> None:
    element = parent[at]
    parent.remove(element)
    parent.insert(random.randint(0, len(parent)), element)


def _rename(parent: Element, at: int, random: Random, words: list[str]) -> None:
    space = parent[at].tag.partition("}")[0]
    parent[at].tag = f"{space}}}{random.choice(words)}"


def _say(parent: Element, at: int, random: Random, words: list[str]) -> None:
    if not len(parent[at]):
        parent[at].text = random.choice(
            [*words, "", "1", "-1", "Y", "2026-11-23T00:00:00", "2026-11-23", "12.5"]
        )


def _unqualify(parent: Element, at: int, _: Random, __: list[str]) -> None:
    for name in list(parent[at].attrib):
        parent[at].set(name.rpartition("}")[2], parent[at].attrib.pop(name))


def _add(parent: Element, at: int, random: Random, words: list[str]) -> None:
    space = parent[at].tag.partition("}")[0]
    made = Element(f"{space}}}{random.choice(words)}")
    made.text = random.choice(("", "x"))
    parent.insert(at, made)


MEDDLINGS: tuple[Callable[[Element, int, Random, list[str]], None], ...] = (
    _drop,
    _double,
    _move,
    _rename,
    _say,
    _unqualify,
    _add,
)
