import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from gateway.config.changes import changes, waits
from gateway.config.declare import Config
from gateway.config.faults import ConfigError
from gateway.config.load import read
from gateway.config.partners import OptionalMessages, Partner, PartnerTls

HHIT: dict[str, Any] = {"name": "hhit", "symbol": "CN:HHIT", "address": "ill.hhit.example:1611"}


def config(base: Path, *partners: dict[str, Any], **more: Any) -> Config:  # noqa: ANN401 - tables
    return read({"agency": "CUMT", "partners": list(partners), **more}, base, {})[0]


def faults(base: Path, *partners: dict[str, Any], **more: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    with pytest.raises(ConfigError) as refused:
        config(base, *partners, **more)
    return [(fault.text("en"), fault.text("zh")) for fault in refused.value.faults]


def test_a_partner_needs_a_name_a_symbol_and_an_address(tmp_path: Path) -> None:
    (partner,) = config(tmp_path, HHIT).partners
    assert partner == Partner(name="hhit", symbol="CN:HHIT", address="ill.hhit.example:1611")
    assert (partner.language, partner.version, partner.charset) == ("iso10161", 2, "auto")
    assert (partner.answers, partner.confirm, partner.acknowledges) == ("dial-back", "status-query", False)
    assert partner.optional_messages == OptionalMessages()


def test_everything_can_be_said(tmp_path: Path) -> None:
    print_of_it = "sha256:" + "ab" * 32
    said = HHIT | {
        "zh": "淮海工学院图书馆",
        "en": "HHIT Library",
        "aliases": ["HHIT", "OCLC:HHT"],
        "tls": {"ca": "ca.pem", "certificate": "own.pem", "key": "own-key.pem", "fingerprint": print_of_it},
        "certificates": [print_of_it],
        "addresses": ["10.20.0.0/16"],
        "charset": "gb18030",
        "version": 1,
        "answers": "same-connection",
        "acknowledges": True,
        "confirm": "report",
        "confirm_after": 60,
        "idle_seconds": 0,
        "window": 1,
        "hours": ["mon-fri 08:00-18:00"],
        "tries": 4,
        "grace_seconds": 0,
        "optional_messages": {"send": ["shipped"], "shipped": "requires", "checked_in": "neither"},
        "may_forward": False,
        "may_chain": False,
    }
    (partner,) = config(tmp_path, said).partners
    assert partner.tls == PartnerTls(
        ca=tmp_path / "ca.pem",
        certificate=tmp_path / "own.pem",
        key=tmp_path / "own-key.pem",
        fingerprint=print_of_it,
    )
    assert partner.optional_messages.send == ("shipped",)
    assert partner.aliases == ("HHIT", "OCLC:HHT")


@pytest.mark.parametrize(
    ("change", "english", "chinese"),
    [
        ({"address": ""}, "partners[0].address: '' is not an address", "不是地址"),
        ({"symbol": "HH IT"}, "partners[0].symbol: 'HH IT' is not a symbol", "不是机构代码"),
        ({"name": "10.1.2.3"}, "partners[0].name: '10.1.2.3' is not a name", "不是可用的名称"),
        ({"certificates": ["ab"]}, "partners[0].certificates[0]: 'ab' is not a fingerprint", "不是证书指纹"),
        ({"hours": ["always"]}, "partners[0].hours[0]: 'always' is not a time", "不是时段"),
        ({"version": 3}, "partners[0].version: 3 is not one of 1, 2", "不是以下之一"),
        ({"language": "iso18626"}, "partners[0].language: 'iso18626' is not one of iso10161", "不是以下之一"),
        ({"tls": {}}, "partners[0].tls: give ca or fingerprint", "至少给出一个"),
        (
            {"tls": {"ca": "ca.pem", "certificate": "own.pem"}},
            "partners[0].tls: certificate and key belong together",
            "必须同时给出",
        ),
    ],
)
def test_what_can_not_be_is_told_in_both_languages(
    tmp_path: Path, change: dict[str, Any], english: str, chinese: str
) -> None:
    ((said, sagt),) = faults(tmp_path, HHIT | change)
    assert said.startswith(english)
    assert chinese in sagt


def test_who_has_no_address_hears_from_us_on_its_own_lines(tmp_path: Path) -> None:
    silent = {"name": "nju", "symbol": "CN:NJU"}
    (partner,) = config(tmp_path, silent | {"answers": "same-connection"}).partners
    assert not partner.address
    ((english, chinese),) = faults(tmp_path, silent)
    assert "dial-back needs an address" in english
    assert "无法 dial-back" in chinese
    ((english, chinese),) = faults(tmp_path, silent | {"answers": "same-connection", "tls": {"ca": "ca.pem"}})
    assert "tls belongs to the lines that we open" in english
    assert "tls 用于我方打开的连接" in chinese


def test_a_symbol_names_one_library(tmp_path: Path) -> None:
    other = {"name": "nju", "symbol": "CN:NJU", "address": "h", "aliases": ["CN:HHIT"]}
    ((english, _),) = faults(tmp_path, HHIT, other)
    assert english == "partners[1].aliases[0]: 'CN:HHIT' is already used by partners[0].symbol"
    ((english, _),) = faults(tmp_path, HHIT, ill={"symbol": "CN:HHIT"})
    assert english == "partners[0].symbol: 'CN:HHIT' is already used by ill.symbol"
    ((english, _),) = faults(tmp_path, HHIT, HHIT | {"symbol": "CN:X"})
    assert english == "partners[1].name: 'hhit' is already used by partners[0].name"


def test_partners_come_and_go_while_the_server_runs(tmp_path: Path) -> None:
    before, after = config(tmp_path, HHIT), config(tmp_path, HHIT | {"window": 1}, ill={"symbol": "CN:CUMT"})
    assert changes(before, after) == ("ill.symbol", "partners.hhit.window")
    assert changes(config(tmp_path), before) == ("+ partners.hhit",)
    assert not any(waits(key) for key in ("ill.symbol", "partners.hhit.window", "+ partners.nju"))


@pytest.mark.parametrize("page", ["ill-partners.md", "ill-partners.zh-CN.md"])
def test_the_manuals_example_can_be_configured(tmp_path: Path, page: str) -> None:
    text = (Path(__file__).parents[4] / "docs" / "manual" / page).read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    document = {"agency": "CUMT", **tomllib.loads(example)}
    found, warnings = read(document, tmp_path, {})
    assert [partner.name for partner in found.partners] == ["hhit", "xznu", "oclc", "branch-abroad"]
    assert [door.protocol for door in found.listen] == ["iso10161", "iso10161"]
    assert found.ill.symbol == "CN:CUMT"
    assert warnings == ()
