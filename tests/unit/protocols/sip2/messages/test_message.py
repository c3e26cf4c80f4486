from protocols.sip2.messages import Login, PatronStatusRequest


def test_a_message_shows_what_is_there_and_no_secret() -> None:
    message = Login(login_user_id="kiosk1", login_password="pw", extras=(("XO", "3203"), ("ZZ", "1")))
    assert repr(message) == (
        "Login(extras=(('XO', '***'), ('ZZ', '1')), uid_algorithm='0', pwd_algorithm='0', "
        "login_user_id='kiosk1', login_password='***')"
    )


def test_a_secret_by_another_spelling_is_hidden_too() -> None:
    assert "7777" not in repr(Login(login_user_id="k", login_password="", extras=(("ad", "7777"),)))


def test_an_empty_password_is_no_secret() -> None:
    shown = dict(
        PatronStatusRequest(transaction_date="", institution_id="", patron_identifier="P1").__rich_repr__()
    )
    assert shown["patron_password"] == ""
    assert shown["patron_identifier"] == "P1"
    assert "extras" not in shown
