import tomllib

from gateway.demo.configuration import KIOSKS, demo_toml
from gateway.demo.library import ITEMS, PATRONS, SHELVED
from gateway.demo.loans import LOANS
from gateway.demo.scenes import KIOSK_SCENES, SCENES
from gateway.simulate.loan import Ask, See
from gateway.simulate.say import LineLostAndAgain, LogIn, Raw, Say


def messages() -> list[object]:
    found: list[object] = []
    for scene in KIOSK_SCENES:
        for step in scene.steps:
            match step.says:
                case Say(message=message) | LineLostAndAgain(say=Say(message=message)):
                    found.append(message)
                case LogIn() | Raw():
                    continue
    return found


def test_every_step_states_what_must_come() -> None:
    for scene in SCENES:
        assert all(scene.title)
        for step in scene.steps:
            assert all(step.meaning)
            assert step.expect or step.keep


def test_scenes_leave_what_is_promised_to_others_alone() -> None:
    for message in messages():
        number = getattr(message, "patron_identifier", None) or "P0011"
        if number.startswith("P"):
            assert 10 < int(number[1:]) <= PATRONS
        barcode = getattr(message, "item_identifier", None) or "B000100"
        assert SHELVED < int(barcode[1:]) <= ITEMS


def test_every_actor_can_log_in_and_does_before_it_acts() -> None:
    logins = {kiosk.login for kiosk in KIOSKS}
    ready: set[str] = set()
    for scene in KIOSK_SCENES:
        for step in scene.steps:
            if isinstance(step.says, LogIn):
                ready.add(step.who)
                assert step.says.user in logins
            assert step.who in ready


def test_libraries_that_act_are_those_of_the_configuration() -> None:
    config = tomllib.loads(demo_toml())
    actors = {step.who for scene in LOANS for step in scene.steps}
    assert actors == {config["agency"], *(partner["name"] for partner in config["partners"])}
    asked = {step.says.partner for scene in LOANS for step in scene.steps if isinstance(step.says, Ask)}
    assert asked == {"HHIT"}


def test_both_loans_come_to_their_end() -> None:
    for scene in LOANS:
        last = scene.steps[-1]
        assert isinstance(last.says, See)
        assert (last.says.over, last.expect["closed"], last.expect["cases"]) == (True, True, ())


def test_the_configuration_is_what_the_readme_promises() -> None:
    config = tomllib.loads(demo_toml())
    assert config["agency"] == "CUMT"
    assert [kiosk["login"] for kiosk in config["kiosks"]] == [*(f"kiosk{n}" for n in range(1, 9)), "return24"]
    assert {kiosk["login"]: kiosk.get("charset") for kiosk in config["kiosks"] if "charset" in kiosk} == {
        "kiosk8": "gb18030"
    }
    takes_returns = {k["login"] for k in config["kiosks"] if "checkin" in k.get("services", ["checkin"])}
    assert takes_returns == {"kiosk1", "kiosk2", "kiosk3", "kiosk8", "return24"}
    assert "checkout" not in config["kiosks"][-1]["services"]
