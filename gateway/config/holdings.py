"""What the configuration says of MARC records that are loaded: where a library keeps its items' data in them.

Each dialect has a table of places with the usual ones as defaults, and codes that stand in records can be
given the names that are used here. Which places there are, and how they are written:
`gateway.translate.marc.mapping`.

Source: reference file z3950-marc.md §4.1 (905, 906, 935 as they are found in real records); MARC 21, 852
and 876.
"""

from collections.abc import Iterable
from typing import Annotated, Any, Final

import msgspec

from gateway.config.says import says
from gateway.model.items import ItemStatus
from gateway.translate.marc.mapping import Mapping, Place, Table, place
from protocols.marc import Dialect

_Tags = Annotated[
    tuple[str, ...],
    says(
        "The fields that describe items, the fullest first.",
        "描述馆藏的字段；多个字段说到同一条码时前者优先。",
    ),
]
_Barcode = Annotated[
    tuple[str, ...],
    says(
        "Where the barcode stands in such a field; the subfield may be repeated.",
        "条码所在的子字段，可重复。",
    ),
]
_Ranges = Annotated[
    bool,
    says("Whether 00236515-9 stands for five barcodes.", "00236515-9 是否表示五个条码。"),
]
_Library = Annotated[
    tuple[str, ...], says("Whose item it is: see holdings.libraries.", "馆代码：见 holdings.libraries。")
]
_CallNumber = Annotated[
    tuple[str, ...],
    says("Its call number; the first of these places that holds anything.", "索书号；依次取第一个有内容的。"),
]
_Location = Annotated[tuple[str, ...], says("Its location.", "馆藏地。")]
_Collection = Annotated[tuple[str, ...], says("Its collection.", "馆藏类别。")]
_ItemType = Annotated[tuple[str, ...], says("The type of item.", "图书类型。")]
_Price = Annotated[tuple[str, ...], says("Its price in yuan.", "价格（元）。")]
_Status = Annotated[
    tuple[str, ...],
    says("A code that says where it stands: see holdings.statuses.", "馆藏状态代码：见 holdings.statuses。"),
]
_Volume = Annotated[
    tuple[str, ...], says("Which volume it is; shown after the title.", "卷册；显示在题名之后。")
]
_Copies = Annotated[
    tuple[str, ...],
    says("How many there are; only compared with the barcodes.", "复本数；仅与条码数核对。"),
]
_Title = Annotated[tuple[str, ...], says("The title.", "题名。")]
_Author = Annotated[tuple[str, ...], says("The author.", "责任者。")]
_Publisher = Annotated[tuple[str, ...], says("The publisher.", "出版者。")]
_Year = Annotated[tuple[str, ...], says("The year of publication.", "出版年。")]
_Isbn = Annotated[tuple[str, ...], says("The ISBN.", "ISBN。")]
_ClassNumber = Annotated[tuple[str, ...], says("The class number (CLC).", "分类号（中图法）。")]


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file: a key that it doesn't declare is an error."""


#: What isn't a list of places.
_PLAIN: Final = ("items", "ranges")


class _Places(_Table, frozen=True, kw_only=True):
    """The places of a dialect. Raises ValueError where one can't be, or none has the barcode."""

    def __post_init__(self) -> None:
        barcode = self._read("barcode")
        if not barcode or any(entry.tag for entry in barcode):
            raise ValueError("barcode must be a place in the field that describes the item, as $b")
        self.table()

    def table(self, link: str = "") -> Table:
        """What is declared here as the translator wants it."""
        read: dict[str, Any] = {
            name: getattr(self, name) if name in _PLAIN else self._read(name)
            for name in self.__struct_fields__
        }
        return Table(link=link, **read)

    def _read(self, name: str) -> tuple[Place, ...]:
        return tuple(place(text) for text in getattr(self, name))


class Cnmarc(_Places, frozen=True, kw_only=True):
    """Where CNMARC records say it.

    Places are written TAG$code, or $code for the field that describes the item.
    """

    items: _Tags = ("906", "905")
    barcode: _Barcode = ("$b",)
    ranges: _Ranges = True
    library: _Library = ("$a",)
    call_number: _CallNumber = ("$s", "$d/$e", "905$s", "905$d/$e", "690$a")
    location: _Location = ()
    collection: _Collection = ()
    item_type: _ItemType = ()
    price: _Price = ("$r", "010$d")
    status: _Status = ()
    volume: _Volume = ("$v",)
    copies: _Copies = ("$f",)
    title: _Title = ("200$a. $h, $i",)
    author: _Author = ("200$f", "701$a", "700$a", "711$a", "710$a")
    publisher: _Publisher = ("210$c", "214$c")
    year: _Year = ("210$d", "214$d", "100$a[9-12]")
    isbn: _Isbn = ("010$a",)
    class_number: _ClassNumber = ("690$a", "905$d")


class Marc21(_Places, frozen=True, kw_only=True):
    """Where MARC 21 records say it. Places are written as for CNMARC."""

    items: _Tags = ("876", "852")
    barcode: _Barcode = ("$p",)
    ranges: _Ranges = False
    library: _Library = ("852$a",)
    call_number: _CallNumber = ("852$h $i", "852$j", "084$a", "090$a")
    location: _Location = ("876$l", "852$c", "852$b")
    collection: _Collection = ()
    item_type: _ItemType = ()
    price: _Price = ("876$c",)
    status: _Status = ()
    volume: _Volume = ("876$3", "852$3")
    copies: _Copies = ()
    title: _Title = ("245$a $b. $n, $p",)
    author: _Author = ("100$a", "110$a", "111$a", "700$a", "245$c")
    publisher: _Publisher = ("264$b", "260$b")
    year: _Year = ("264$c", "260$c", "008[7-10]")
    isbn: _Isbn = ("020$a",)
    class_number: _ClassNumber = ("093$a", "084$a", "090$a", "050$a")


class LocationCode(_Table, frozen=True, kw_only=True):
    """A code of a location in records."""

    code: Annotated[
        str, says("As records have it.", "记录中的代码。", unique="holdings location", min_length=1)
    ]
    location: Annotated[
        str, says("The location of this file that is meant.", "对应的本文件馆藏地代码。", refers="locations")
    ]


class ItemTypeCode(_Table, frozen=True, kw_only=True):
    """A code of a type of item in records."""

    code: Annotated[
        str, says("As records have it.", "记录中的代码。", unique="holdings item type", min_length=1)
    ]
    item_type: Annotated[str, says("What the rules call it.", "流通规则中的图书类型。", min_length=1)]


class CollectionCode(_Table, frozen=True, kw_only=True):
    """A code of a collection in records."""

    code: Annotated[
        str, says("As records have it.", "记录中的代码。", unique="holdings collection", min_length=1)
    ]
    collection: Annotated[str, says("What it is called here.", "本馆的馆藏类别。", min_length=1)]


class StatusCode(_Table, frozen=True, kw_only=True):
    """A code of where an item stands in records."""

    code: Annotated[
        str, says("As records have it.", "记录中的代码。", unique="holdings status", min_length=1)
    ]
    status: Annotated[ItemStatus, says("What it means.", "含义。")]


class Holdings(_Table, frozen=True, kw_only=True):
    """How `guanji load items` reads records."""

    cnmarc: Annotated[Cnmarc, says("Places in CNMARC records.", "CNMARC 记录中的位置。")] = Cnmarc()
    marc21: Annotated[Marc21, says("Places in MARC 21 records.", "MARC 21 记录中的位置。")] = Marc21()
    libraries: Annotated[
        tuple[str, ...],
        says(
            "Codes of the libraries whose items are loaded; empty: all items.",
            "只装入这些馆代码的馆藏；空表示全部。",
        ),
    ] = ()
    default_location: Annotated[
        str | None,
        says(
            "The location of items whose record names none.",
            "记录未写馆藏地时所用的馆藏地代码。",
            refers="locations",
        ),
    ] = None
    default_item_type: Annotated[
        str, says("The type of items whose record names none.", "记录未写图书类型时所用的类型。")
    ] = ""
    locations: Annotated[
        tuple[LocationCode, ...], says("What codes of locations mean.", "馆藏地代码对照。")
    ] = ()
    item_types: Annotated[
        tuple[ItemTypeCode, ...], says("What codes of item types mean.", "图书类型代码对照。")
    ] = ()
    collections: Annotated[
        tuple[CollectionCode, ...], says("What codes of collections mean.", "馆藏类别代码对照。")
    ] = ()
    statuses: Annotated[
        tuple[StatusCode, ...], says("What codes of statuses mean.", "馆藏状态代码对照。")
    ] = ()

    def mapping(self, known_locations: Iterable[str] = ()) -> Mapping:
        """The mapping for `gateway.translate.marc.holdings.read`; any location will do if none is known."""
        return Mapping(
            tables={Dialect.CNMARC: self.cnmarc.table(), Dialect.MARC21: self.marc21.table(link="8")},
            libraries=frozenset(self.libraries),
            locations={entry.code: entry.location for entry in self.locations},
            collections={entry.code: entry.collection for entry in self.collections},
            item_types={entry.code: entry.item_type for entry in self.item_types},
            statuses={entry.code: entry.status for entry in self.statuses},
            known_locations=frozenset(known_locations),
            default_location=self.default_location or "",
            default_item_type=self.default_item_type,
        )
