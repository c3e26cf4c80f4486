"""The demo's scenes: what happens in a library on one day, at its kiosks first, each with its stated end."""

from gateway.demo import library
from gateway.demo.loans import LOANS
from gateway.simulate.say import LineLostAndAgain, LogIn, Raw, Say
from gateway.simulate.scenario import Kept, Scene, Step, Where, containing
from protocols.sip2 import codes, messages

HALL, UPSTAIRS, WENCHANG, RETURN = "kiosk1", "kiosk6", "kiosk8", "return24"

_LATER = Where("another date", bool)
_SOME = Where("some text", bool)


def _borrow(patron: str, barcode: str) -> Say:
    return Say(
        messages.Checkout(
            transaction_date="",
            institution_id="CUMT",
            patron_identifier=patron,
            item_identifier=barcode,
            patron_password=library.PIN,
        )
    )


def _return(barcode: str) -> Say:
    return Say(
        messages.Checkin(transaction_date="", return_date="", institution_id="CUMT", item_identifier=barcode)
    )


def _about(patron: str, *summary: codes.Summary, pin: str = library.PIN) -> Say:
    wanted = codes.Summary(0)
    for one in summary:
        wanted |= one
    return Say(
        messages.PatronInformation(
            language=codes.Language.CHINESE,
            transaction_date="",
            summary=wanted,
            institution_id="CUMT",
            patron_identifier=patron,
            patron_password=pin,
        )
    )


def _renew(patron: str, barcode: str) -> Say:
    return Say(
        messages.Renew(
            transaction_date="", institution_id="CUMT", patron_identifier=patron, item_identifier=barcode
        )
    )


KIOSK_SCENES: tuple[Scene, ...] = (
    Scene(
        title=("开机：登录与状态", "A kiosk starts: login and status"),
        steps=(
            Step(
                who=HALL,
                says=LogIn(HALL, HALL),
                meaning=("自助机登录", "The kiosk logs in"),
                expect={"ok": True},
            ),
            Step(
                who=HALL,
                says=Say(messages.ScStatus(status_code=codes.ScStatusCode.OK, max_print_width=32)),
                meaning=("查询可办业务", "It asks what it may offer"),
                expect={"on_line_status": True, "checkin_ok": True, "checkout_ok": True},
            ),
            Step(
                who=UPSTAIRS,
                says=LogIn(UPSTAIRS, UPSTAIRS),
                meaning=("三楼自助机登录", "A kiosk upstairs logs in"),
                expect={"ok": True},
            ),
            Step(
                who=UPSTAIRS,
                says=Say(messages.ScStatus(status_code=codes.ScStatusCode.OK, max_print_width=32)),
                meaning=("三楼只借不还", "Upstairs lends, but takes no returns"),
                expect={"checkin_ok": False, "checkout_ok": True},
            ),
        ),
    ),
    Scene(
        title=("借书", "Borrowing"),
        steps=(
            Step(
                who=HALL,
                says=_about("P0011"),
                meaning=("读者刷卡", "A reader shows his card"),
                expect={"valid_patron": True, "valid_patron_password": True, "charged_items_count": 0},
            ),
            Step(
                who=HALL,
                says=_borrow("P0011", "B000115"),
                meaning=("借一册", "He borrows a book"),
                expect={"ok": True, "renewal_ok": False, "desensitize": True, "due_date": _SOME},
                keep={"due": "due_date"},
            ),
            Step(
                who=HALL,
                says=_borrow("P0011", "B000115"),
                meaning=("着急又按一次：同一应还日期", "He presses again: the same due date"),
                expect={"ok": True, "renewal_ok": False, "due_date": Kept("due")},
            ),
        ),
    ),
    Scene(
        title=("借他人在借的书", "Borrowing what another reader has"),
        steps=(
            Step(
                who=HALL,
                says=_borrow("P0011", library.LENT_TO_P0012),
                meaning=("此书在他人名下：谢绝", "It is still lent to another: refused"),
                expect={"ok": False, "screen_message": containing("其他读者")},
            ),
        ),
    ),
    Scene(
        title=("续借", "Renewing"),
        steps=(
            Step(
                who=UPSTAIRS,
                says=_renew("P0015", library.LENT_TO_P0015),
                meaning=("续借成功，日期顺延", "Renewed: a later date"),
                expect={"ok": True, "renewal_ok": True, "due_date": _LATER},
            ),
            Step(
                who=UPSTAIRS,
                says=_renew("P0012", library.RESERVED_BY_P0014),
                meaning=("已有人预约：不能续", "Somebody waits for it: no renewal"),
                expect={"ok": False, "screen_message": containing("预约")},
            ),
        ),
    ),
    Scene(
        title=("超期与缴费", "Overdue, and paid"),
        steps=(
            Step(
                who=HALL,
                says=_borrow("P0013", "B000116"),
                meaning=("有超期图书：先还", "He has an overdue book: return it first"),
                expect={"ok": False, "screen_message": containing("超期")},
            ),
            Step(
                who=HALL,
                says=_return(library.OVERDUE_WITH_P0013),
                meaning=("还超期图书，产生欠费", "He returns it and owes a fine"),
                expect={"ok": True, "screen_message": containing("欠费")},
            ),
            Step(
                who=HALL,
                says=_about("P0013", codes.Summary.FINE_ITEMS),
                meaning=("查询欠费", "What does he owe?"),
                expect={"fine_items_count": 1},
                keep={"owed": "fee_amount"},
            ),
            Step(
                who=HALL,
                says=Say(
                    messages.FeePaid(
                        transaction_date="",
                        fee_type=codes.FeeType.OVERDUE,
                        payment_type=codes.PaymentType.CASH,
                        currency_type="CNY",
                        fee_amount="",
                        institution_id="CUMT",
                        patron_identifier="P0013",
                        transaction_id="DEMO-0001",
                    ),
                    fill={"fee_amount": "owed"},
                ),
                meaning=("全额缴清", "He pays all of it"),
                expect={"payment_accepted": True, "transaction_id": "DEMO-0001"},
            ),
            Step(
                who=HALL,
                says=_borrow("P0013", "B000116"),
                meaning=("缴清后可借", "Now he may borrow"),
                expect={"ok": True},
            ),
        ),
    ),
    Scene(
        title=(
            "还书：预约、分馆、24小时还书机",
            "Returning: a reservation, another branch, the 24-hour return",
        ),
        steps=(
            Step(
                who=RETURN,
                says=LogIn(RETURN, RETURN),
                meaning=("24小时还书机登录", "The 24-hour return logs in"),
                expect={"ok": True},
            ),
            Step(
                who=RETURN,
                says=_return("B000115"),
                meaning=("夜间还书", "A return at night"),
                expect={"ok": True, "resensitize": True, "alert": False},
            ),
            Step(
                who=RETURN,
                says=_return(library.RESERVED_BY_P0014),
                meaning=("有人预约：放到预约架", "Somebody waits for it: to the hold shelf"),
                expect={"ok": True, "alert": True, "alert_type": codes.AlertType.HOLD_HERE},
            ),
            Step(
                who=HALL,
                says=_return(library.OF_WENCHANG),
                meaning=("文昌馆的书：转送", "A book of Wenchang: sent home"),
                expect={
                    "ok": True,
                    "alert": True,
                    "alert_type": codes.AlertType.SEND_TO_BRANCH,
                    "destination_location": library.WENCHANG_STACKS,
                },
            ),
            Step(
                who=UPSTAIRS,
                says=_return("B000116"),
                meaning=("楼上不办还书：请到大厅", "Upstairs takes no returns: go to the hall"),
                expect={"ok": False, "screen_message": containing("一楼大厅")},
            ),
        ),
    ),
    Scene(
        title=("断线重发：不借第二次", "A lost line: the same message again is not a second loan"),
        steps=(
            Step(
                who=HALL,
                says=LineLostAndAgain(_borrow("P0019", "B000120"), login=LogIn(HALL, HALL)),
                meaning=(
                    "应答丢失，重连后重发同一报文",
                    "The answer is lost; after reconnecting it sends the same",
                ),
                expect={"ok": True, "renewal_ok": False, "due_date": _SOME},
            ),
            Step(
                who=HALL,
                says=_about("P0019", codes.Summary.CHARGED_ITEMS),
                meaning=("名下只有一册", "He has one book, not two"),
                expect={"charged_items_count": 1, "charged_items": ("B000120",)},
            ),
        ),
    ),
    Scene(
        title=("不能借的读者", "Readers who may not borrow"),
        steps=(
            Step(
                who=HALL,
                says=_about("P0011", pin="9999"),
                meaning=("密码错误", "A wrong PIN"),
                expect={
                    "valid_patron_password": False,
                    "personal_name": "",
                    "screen_message": containing("密码错误"),
                },
            ),
            Step(
                who=HALL,
                says=_borrow("P0016", "B000121"),
                meaning=("未通过入馆教育", "He has not passed the induction"),
                expect={"ok": False, "screen_message": containing("入馆教育", "http")},
            ),
            Step(
                who=HALL,
                says=_borrow("P0017", "B000121"),
                meaning=("证已过期", "His card has expired"),
                expect={"ok": False, "screen_message": containing("过期")},
            ),
            Step(
                who=HALL,
                says=_borrow("OLD0018", "B000121"),
                meaning=("挂失的证立即失效", "A card reported lost is dead at once"),
                expect={"ok": False, "screen_message": containing("挂失")},
            ),
        ),
    ),
    Scene(
        title=("陌生人与乱码", "A stranger, and garbage"),
        steps=(
            Step(
                who="stranger",
                says=LogIn(HALL, "guess"),
                meaning=("登录密码错误", "A wrong login"),
                expect={"ok": False},
            ),
            Step(
                who="stranger",
                says=_borrow("P0011", "B000121"),
                meaning=("未登录不办业务", "Without a login nothing is done"),
                expect={"ok": False, "screen_message": containing("未登录")},
            ),
            Step(
                who=HALL,
                says=Raw(b"\xff\xfe not a message\r"),
                meaning=("乱码：请求重发", "Garbage: please send it again"),
                expect={"CODE": "96"},
            ),
        ),
    ),
    Scene(
        title=("国标汉字自助机", "A kiosk that speaks GB18030"),
        steps=(
            Step(
                who=WENCHANG,
                says=LogIn(WENCHANG, WENCHANG, charset="gb18030"),
                meaning=("文昌馆自助机登录", "The kiosk at Wenchang logs in"),
                expect={"ok": True},
            ),
            Step(
                who=WENCHANG,
                says=Say(
                    messages.ItemInformation(
                        transaction_date="", institution_id="CUMT", item_identifier="B000148"
                    )
                ),
                meaning=("“珅”的第二字节就是分隔符", "The second byte of 珅 is the delimiter"),
                expect={"title_identifier": "和珅传"},
            ),
        ),
    ),
)

SCENES: tuple[Scene, ...] = (*KIOSK_SCENES, *LOANS)
