from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from gateway.app import terminals
from gateway.config.declare import Config
from gateway.config.kiosks import Service as Configured
from gateway.config.load import read
from gateway.model.cards import CardReading
from gateway.model.identity import AgencyId
from gateway.model.wording import Tongue
from gateway.net.sip2 import Account
from protocols import sip2
from protocols.sip2.codes import SupportedMessages as Service

HOUSE: dict[str, Any] = {
    "agency": "CUMT",
    "library_zh": "云龙图书馆",
    "library_en": "Yunlong Library",
    "branches": [{"code": "MAIN"}, {"code": "EAST"}],
    "locations": [
        {"code": "HALL", "branch": "MAIN", "zh": "一楼大厅", "en": "Entrance hall"},
        {"code": "UP", "branch": "MAIN", "zh": "三楼科技"},
        {"code": "FAR", "branch": "EAST"},
    ],
}


def configured(*kiosks: dict[str, Any], **changes: Any) -> Config:  # noqa: ANN401 - keys of the file
    """The configuration of a house with these kiosks."""
    numbered = [
        {"name": f"kiosk{number}", "login": f"k{number}", "password": {"env": "K1"}, "location": "HALL"}
        | kiosk
        for number, kiosk in enumerate(kiosks, start=1)
    ]
    config, _ = read(HOUSE | {"kiosks": numbered} | changes, Path("/nowhere"), {"K1": "one"})
    return config


def account(*others: dict[str, Any], **kiosk: Any) -> Account:  # noqa: ANN401 - keys of a kiosk
    """The account of a kiosk with these settings, beside others."""
    return terminals.accounts(configured(kiosk, *others))[0]


def test_a_kiosk_that_says_nothing_else() -> None:
    own = account()
    terminal = own.terminal
    assert (own.login, own.name, own.networks, own.max_connections) == ("k1", "kiosk1", (), 8)
    assert own.status_before_login
    assert own.profile == sip2.Profile()
    assert terminal.agency == AgencyId("CUMT")
    assert (terminal.origin.location, terminal.location_name) == ("HALL", "一楼大厅")
    assert (terminal.tongue, terminal.default_tongue) == (None, Tongue.ZH)
    assert terminal.library_name == "云龙图书馆"
    assert terminal.places == {
        "HALL": ("一楼大厅", "Entrance hall"),
        "UP": ("三楼科技", "三楼科技"),
        "FAR": ("FAR", "FAR"),
    }
    assert (terminal.timeout_tenths, terminal.retries) == (100, 3)
    assert all(service in terminal.services for service in Service)
    assert terminal.elsewhere == {}
    assert (terminal.mask_names, terminal.show_borrower) == (True, False)
    assert terminal.extensions == {"CR", "CS", "CT", "CV"}


def test_every_setting_reaches_its_place() -> None:
    own = account(
        agency="NJU",
        charset="gb18030",
        terminator="CRLF",
        dialect="codepoint",
        due_date_format="%d/%m/%Y",
        item_line="{title}",
        fine_line="{amount}",
        extensions=["PA", "fees"],
        receipt_columns=40,
        mask_names=False,
        show_patron_on_checkin=True,
        card_reading="hex-reversed",
        may_force=True,
        force_after=60,
        pin_required=True,
        status_before_login=False,
        owner_from_ao=True,
        issues_cards=True,
        addresses=["10.2.0.0/16"],
        max_connections=2,
    )
    terminal = own.terminal
    assert own.profile == sip2.Profile(
        charset="gb18030", terminator=b"\r\n", dialect=sip2.Dialect.CODEPOINT, trailing_bar=True
    )
    assert (own.networks, own.max_connections) == ((ip_network("10.2.0.0/16"),), 2)
    assert not own.status_before_login
    origin = terminal.origin
    assert (origin.agency, origin.terminal) == (AgencyId("NJU"), "kiosk1")
    assert (origin.may_force, origin.force_after, origin.pin_required) == (True, 60, True)
    assert (terminal.due_format, terminal.item_line, terminal.fine_line) == (
        "%d/%m/%Y",
        "{title}",
        "{amount}",
    )
    assert terminal.extensions == {"PA", "fees"}
    assert terminal.columns == 40
    assert (terminal.mask_names, terminal.show_borrower) == (False, True)
    assert terminal.card_reading is CardReading.HEX_REVERSED
    assert (terminal.owner_from_tag, terminal.issues_cards) == (True, True)


def test_the_dp2_dialect_leaves_the_last_bar_out() -> None:
    assert account(dialect="dp2").profile == sip2.Profile(dialect=sip2.Dialect.DP2, trailing_bar=False)


@pytest.mark.parametrize(("name", "bytes_"), [("CR", b"\r"), ("LF", b"\n"), ("CRLF", b"\r\n")])
def test_terminators(name: str, bytes_: bytes) -> None:
    assert account(terminator=name).profile.terminator == bytes_


def test_a_kiosk_in_english_names_all_in_english_where_it_can() -> None:
    terminal = account(language="en").terminal
    assert (terminal.tongue, terminal.default_tongue) == (Tongue.EN, Tongue.EN)
    assert terminal.library_name == "Yunlong Library"
    assert terminal.location_name == "Entrance hall"
    assert (terminal.place("HALL"), terminal.place("UP")) == ("Entrance hall", "三楼科技")


def test_where_messages_choose_the_library_s_language_is_the_default() -> None:
    (own,) = terminals.accounts(configured({"language": "request"}, language="en"))
    assert (own.terminal.tongue, own.terminal.default_tongue) == (None, Tongue.EN)
    assert account(language="zh").terminal.tongue is Tongue.ZH


def test_configured_services_are_those_of_bx() -> None:
    assert len(Configured) == len(Service)
    terminal = account(services=["checkout", "renew", "login", "status"]).terminal
    assert terminal.services == Service.CHECKOUT | Service.RENEW | Service.LOGIN | Service.SC_ACS_STATUS


def test_what_is_not_done_here_is_done_at_the_nearest_place() -> None:
    lends = [service.value for service in Configured if service is not Configured.CHECKIN]
    far = {"location": "FAR"}
    near = {"location": "UP"}
    assert account(far, near, services=lends).terminal.elsewhere == {Service.CHECKIN: "UP"}
    assert account(far, services=lends).terminal.elsewhere == {Service.CHECKIN: "FAR"}
    assert account(services=lends).terminal.elsewhere == {}


def test_a_stranger_is_spoken_to_in_the_library_s_name() -> None:
    stranger = terminals.stranger(configured())
    assert (stranger.origin.terminal, stranger.agency) == ("", AgencyId("CUMT"))
    assert (stranger.library_name, stranger.default_tongue) == ("云龙图书馆", Tongue.ZH)
    english = terminals.stranger(configured(language="en"))
    assert (english.library_name, english.default_tongue) == ("Yunlong Library", Tongue.EN)
