"""The reader: every fault, with its place and what is allowed, all at once."""

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from gateway.config.database import Database
from gateway.config.declare import LENDS, RULES, Config
from gateway.config.faults import FaultCode
from gateway.config.read import Reader, default_of, key_path
from tests.config_files import ENVIRON, changed, good, with_secret


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return with_secret(tmp_path)


def faults(document: dict[str, Any], base: Path) -> list[str]:
    reader = Reader(base, ENVIRON, LENDS, RULES)
    read = reader.read(Config, document)
    assert (read is None) == bool(reader.faults)
    return [fault.text() for fault in reader.faults]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("kiosks", 1, "dialect"), "foo", "kiosks[1].dialect: 'foo' is not one of 3m, codepoint, dp2"),
        (("kiosks", 0, "charest"), "gbk", "kiosks[0].charest: unknown key; did you mean 'charset'?"),
        (("http",), {"x": 1}, "http.x: unknown key; known here: endpoint, watchers, tls"),
        (
            ("policy", "rules", 2, "loan_days"),
            "thirty",
            "policy.rules[2].loan_days: 'thirty' is not a whole number",
        ),
        (("policy", "rules", 0, "loan_days"), True, "policy.rules[0].loan_days: true is not a whole number"),
        (
            ("policy", "rules", 0, "loan_days"),
            0,
            "policy.rules[0].loan_days: 0 is less than 1, the least allowed",
        ),
        (
            ("replay", "window_seconds"),
            86401,
            "replay.window_seconds: 86401 is more than 86400, the most allowed",
        ),
        (("kiosks", 0, "password", "file"), "no", "kiosks[0].password.file: {base}/no: no such file"),
        (("kiosks", 0, "password", "file"), "", "kiosks[0].password.file: must not be empty"),
        (("kiosks", 0, "password", "file"), 5, "kiosks[0].password.file: 5 is not text in quotation marks"),
        (("kiosks", 1, "password", "env"), "NO", "kiosks[1].password.env: NO: not set in the environment"),
        (
            ("kiosks", 0, "password"),
            "hunter2",
            'kiosks[0].password: a secret never stands in this file: write { file = "…" } or { env = "…" }',
        ),
        (("kiosks", 1, "login"), "kiosk1", "kiosks[1].login: 'kiosk1' is already used by kiosks[0].login"),
        (("kiosks", 1, "name"), "kiosk1", "kiosks[1].name: 'kiosk1' is already used by kiosks[0].name"),
        (("kiosks", 0, "location"), "HAL", "kiosks[0].location: 'HAL' is not one of HALL, STACKS"),
        (("locations", 0, "branch"), "M", "locations[0].branch: 'M' is not one of MAIN, EAST"),
        (
            ("policy", "rules", 0, "location"),
            "M",
            "policy.rules[0].location: 'M' is not one of MAIN, EAST, HALL, STACKS",
        ),
        (
            ("policy", "pickup_locations"),
            ["HALL", "M"],
            "policy.pickup_locations[1]: 'M' is not one of HALL, STACKS",
        ),
        (
            ("kiosks", 0, "addresses"),
            ["10.0.0.0/33"],
            (
                "kiosks[0].addresses[0]: '10.0.0.0/33' is not an address or network "
                "such as 10.1.2.3 or 10.1.2.0/24"
            ),
        ),
        (("kiosks", 0, "addresses"), "10.0.0.1", "kiosks[0].addresses: '10.0.0.1' is not a list"),
        (("kiosks", 0, "mask_names"), 1, "kiosks[0].mask_names: 1 is not true or false"),
        (("kiosks", 0, "name"), "", "kiosks[0].name: must not be empty"),
        (("kiosks", 0), "kiosk", "kiosks[0]: 'kiosk' is not a table"),
        (("zone",), "Asia/Xuzhou", "zone: 'Asia/Xuzhou' is not a time zone such as Asia/Shanghai"),
        (("language",), "fr", "language: 'fr' is not one of zh_CN, en"),
        (("database",), [], "database: a list is not text in quotation marks"),
        (
            ("calendar", "closed"),
            [{"first": "soon"}],
            "calendar.closed[0].first: 'soon' is not a date such as 2026-10-01",
        ),
        (
            ("calendar", "open"),
            [dt.datetime(2026, 1, 1, tzinfo=dt.UTC)],
            "calendar.open[0]: 2026-01-01 00:00:00+00:00 is not a date such as 2026-10-01",
        ),
        (
            ("policy", "rules", 0),
            {"fine_per_day_fen": 1, "suspension_days_per_day": 1},
            "policy.rules[0]: a rule has fine_per_day_fen or suspension_days_per_day, not both",
        ),
        (("agency",), "", "agency: must not be empty"),
    ],
)
def test_each_fault_is_told_with_its_place(
    base: Path, path: tuple[str | int, ...], value: object, said: str
) -> None:
    assert faults(changed(*path, to=value), base) == [said.replace("{base}", str(base))]


def test_what_is_missing_is_told(base: Path) -> None:
    document = good()
    del document["agency"], document["kiosks"][0]["login"]
    assert faults(document, base) == ["agency: must be given", "kiosks[0].login: must be given"]


def test_a_reference_to_a_scope_without_entries(base: Path) -> None:
    document = {"agency": "CUMT", "locations": [{"code": "HALL", "branch": "MAIN"}]}
    assert faults(document, base) == ["locations[0].branch: 'MAIN' is not declared under branches"]


def test_all_faults_come_at_once_and_those_of_one_kiosk_hide_no_other(base: Path) -> None:
    document = changed("kiosks", 0, "dialect", to="foo")
    document["kiosks"][1] |= {"login": "kiosk1", "terminator": "NUL"}
    document["zon"] = 1
    assert [said.partition(":")[0] for said in faults(document, base)] == [
        "zon",
        "kiosks[0].dialect",
        "kiosks[1].terminator",
        "kiosks[1].login",
    ]


def test_a_fault_in_the_defaults_is_told_once(base: Path) -> None:
    assert [
        said.partition(":")[0] for said in faults(changed("kiosk_defaults", "charset", to="x"), base)
    ] == ["kiosk_defaults.charset"]


def test_an_inline_secret_is_never_repeated(base: Path) -> None:
    for value in ("hunter2", ["hunter2"], {"plain": "hunter2"}, {"file": "k1", "value": "hunter2"}):
        said = "\n".join(faults(changed("kiosks", 0, "password", to=value), base))
        assert said
        assert "hunter2" not in said


def test_defaults_are_lent_and_overruled(base: Path) -> None:
    config = Reader(base, ENVIRON, LENDS, RULES).read(Config, good())
    assert config is not None
    assert [kiosk.charset for kiosk in config.kiosks] == ["gb18030", "utf-8"]


def test_paths_start_at_the_file_and_may_be_absolute(base: Path) -> None:
    document = good() | {"database": "data/x.sqlite", "keys": "/etc/key"}
    config = Reader(base, ENVIRON, LENDS, RULES).read(Config, document)
    assert config is not None
    assert config.database.path == base / "data/x.sqlite"
    assert config.keys == Path("/etc/key")
    assert config.control.socket == base / "control.sock"
    assert config.kiosks[0].password.file == base / "k1"


def test_msgspec_itself_reads_the_same(base: Path) -> None:
    """A second judge: what our reader builds is what msgspec converts."""
    document = good()
    document["kiosks"][0]["charset"] = "gb18030"

    def paths(kind: type, value: str) -> Path:
        assert kind is Path
        return base / value

    converted = msgspec.convert(document, Config, dec_hook=paths)
    ours = Reader(base, ENVIRON, LENDS, RULES).read(Config, document)
    assert ours is not None
    assert ours.kiosks == converted.kiosks
    assert ours.policy == converted.policy
    assert ours.calendar == converted.calendar
    assert ours.limits == converted.limits


def test_a_secret_that_others_can_read_is_a_warning(base: Path) -> None:
    (base / "k1").chmod(0o644)
    reader = Reader(base, ENVIRON, LENDS, RULES)
    assert reader.read(Config, good()) is not None
    assert [(warning.path, warning.code) for warning in reader.warnings] == [
        ("kiosks[0].password.file", FaultCode.SECRET_OPEN)
    ]


def test_keys_that_toml_would_quote_are_quoted() -> None:
    assert key_path("", "a-b") == "a-b"
    assert key_path("x", "a b") == 'x."a b"'
    assert key_path("x", "a\nb") == 'x."a�b"'


def test_the_default_of_a_field_may_be_made() -> None:
    described = inspect.type_info(Config)
    assert isinstance(described, inspect.StructType)
    defaults = {field.name: default_of(field) for field in described.fields if not field.required}
    assert defaults["database"] == Database("guanji.sqlite")
    assert defaults["zone"] == "Asia/Shanghai"


def test_every_type_of_the_declaration_can_be_read() -> None:
    seen: set[type] = set()

    def visit(kind: object) -> None:
        seen.add(type(kind))
        for inner in (
            getattr(kind, "type", None),
            getattr(kind, "item_type", None),
            *getattr(kind, "types", ()),
            *(field.type for field in getattr(kind, "fields", ())),
        ):
            if inner is not None:
                visit(inner)

    visit(inspect.type_info(Config))
    assert seen - {inspect.NoneType} == set(Reader._READ)
