"""The field dictionary: what each two-letter tag and each positional element is called and means.

One row a tag. ``secret`` values (passwords, identity-card numbers) are never stored or shown; ``personal``
ones are hidden on demand. The codec, the redactor and the explanation all read these rows.

Source: SIP2 document rev. 2.12, "Data element definitions"; extensions from reference file §1.7.
"""

import msgspec


class Entry(msgspec.Struct, frozen=True):
    """One element of the dictionary: its English and Chinese name and its meaning in one line of English."""

    name: str
    chinese: str
    meaning: str
    secret: bool = False
    personal: bool = False


def _entry(name: str, chinese: str, meaning: str, mark: str = "") -> Entry:
    return Entry(name, chinese, meaning, secret=mark == "secret", personal=mark == "personal")


TAGS: dict[str, Entry] = {
    "AA": _entry("patron identifier", "读者证号", "the number on the reader's card", "personal"),
    "AB": _entry("item identifier", "馆藏条码", "the barcode of the item"),
    "AC": _entry("terminal password", "终端密码", "the kiosk's own password", "secret"),
    "AD": _entry("patron password", "读者密码", "the reader's PIN", "secret"),
    "AE": _entry("personal name", "读者姓名", "the reader's name as it is shown", "personal"),
    "AF": _entry("screen message", "屏幕提示", "a line for the kiosk's screen"),
    "AG": _entry("print line", "打印内容", "a line for the kiosk's printer"),
    "AH": _entry("due date", "应还日期", "when the item is due, as free text"),
    "AJ": _entry("title identifier", "题名", "the title of the item"),
    "AL": _entry("blocked card message", "止付原因", "why the card was blocked"),
    "AM": _entry("library name", "馆名", "the name of the library"),
    "AN": _entry("terminal location", "终端位置", "where the kiosk stands"),
    "AO": _entry("institution id", "机构代码", "the institution; in the dp2 dialect the item's owner"),
    "AP": _entry("current location", "当前馆藏地", "where the item is now"),
    "AQ": _entry("permanent location", "永久馆藏地", "where the item belongs"),
    "AS": _entry("hold items", "预约图书", "an item held and ready for the reader", "personal"),
    "AT": _entry("overdue items", "超期图书", "an item the reader holds past its due date", "personal"),
    "AU": _entry("charged items", "在借图书", "an item the reader has on loan", "personal"),
    "AV": _entry("fine items", "欠费图书", "an item the reader owes a fine for", "personal"),
    "AY": _entry("sequence number", "序号", "a digit that pairs answer and request"),
    "AZ": _entry("checksum", "校验和", "four hexadecimal digits over the message"),
    "BD": _entry("home address", "家庭住址", "the reader's postal address", "personal"),
    "BE": _entry("e-mail address", "电子邮箱", "the reader's e-mail address", "personal"),
    "BF": _entry("home phone number", "联系电话", "the reader's telephone number", "personal"),
    "BG": _entry("owner", "所属馆", "the library that owns the item"),
    "BH": _entry("currency type", "币种", "three letters of ISO 4217, such as CNY"),
    "BI": _entry("cancel", "撤销", "Y: undo the transaction just made"),
    "BK": _entry("transaction id", "交易号", "the number of this payment or loan"),
    "BL": _entry("valid patron", "证件有效", "Y: the card is known and valid"),
    "BM": _entry("renewed items", "续借成功图书", "an item that was renewed", "personal"),
    "BN": _entry("unrenewed items", "续借失败图书", "an item that was not renewed", "personal"),
    "BO": _entry("fee acknowledged", "同意收费", "Y: the reader agrees to the fee"),
    "BP": _entry("start item", "起始序号", "the first entry wanted of a list, counted from 1"),
    "BQ": _entry("end item", "结束序号", "the last entry wanted of a list"),
    "BR": _entry("queue position", "预约排队序号", "the reader's place in the queue"),
    "BS": _entry("pickup location", "取书地点", "where the held item will be fetched"),
    "BT": _entry("fee type", "费用类型", "what the fee is for"),
    "BU": _entry("recall items", "催还图书", "an item recalled from the reader", "personal"),
    "BV": _entry("fee amount", "费用金额", "an amount in the currency's main unit; in 81 the deposit"),
    "BW": _entry("expiration date", "预约失效日期", "until when the hold stands"),
    "BX": _entry("supported messages", "支持的服务", "one Y or N for each of sixteen services"),
    "BY": _entry("hold type", "预约类型", "which copies satisfy the hold"),
    "BZ": _entry("hold items limit", "预约上限", "how many holds the reader may have"),
    "CA": _entry("overdue items limit", "超期上限", "how many overdue items the reader may have"),
    "CB": _entry("charged items limit", "借阅上限", "how many loans the reader may have"),
    "CC": _entry("fee limit", "欠费上限", "how much the reader may owe"),
    "CD": _entry("unavailable hold items", "未到书预约", "a hold that is not ready yet", "personal"),
    "CF": _entry("hold queue length", "预约人数", "how many readers wait for the item"),
    "CG": _entry("fee identifier", "费用编号", "which fee is meant"),
    "CH": _entry("item properties", "图书属性", "free text about the item"),
    "CI": _entry("security inhibit", "禁止消磁", "Y: leave the theft protection as it is"),
    "CJ": _entry("recall date", "催还日期", "when the item was recalled"),
    "CK": _entry("media type", "载体类型", "what kind of thing the item is"),
    "CL": _entry("sort bin", "分拣箱号", "the bin the item goes to"),
    "CM": _entry("hold pickup date", "取书截止日期", "until when the held item waits"),
    "CN": _entry("login user id", "登录用户名", "the kiosk's account"),
    "CO": _entry("login password", "登录密码", "the kiosk's account password", "secret"),
    "CP": _entry("location code", "位置代码", "where the kiosk stands, in the library's code"),
    "CQ": _entry("valid patron password", "密码有效", "Y: the PIN is right"),
    "CR": _entry("collection code", "馆藏类别", "the item's collection"),
    "CS": _entry("call number", "索书号", "the item's call number"),
    "CT": _entry("destination location", "目的馆藏地", "where the returned item must be sent"),
    "CV": _entry("alert type", "提示类型", "why the returned item is set aside"),
    "CY": _entry("hold patron identifier", "预约读者证号", "who holds the returned item", "personal"),
    "DA": _entry("hold patron name", "预约读者姓名", "the name of who holds the returned item", "personal"),
    "FA": _entry("fee remaining", "未缴金额", "what is still owed of the fee"),
    "FB": _entry("fee item", "费用所属图书", "the item the fee is for", "personal"),
    "FC": _entry("fee date", "费用日期", "when the fee arose"),
    "FD": _entry("fee title", "费用所属题名", "the title the fee is for", "personal"),
    "FE": _entry("fee type code", "费用类型代码", "the kind of fee, as the library numbers it"),
    "FF": _entry("fee type name", "费用类型名称", "the kind of fee in words"),
    "FG": _entry("fee paid", "已缴金额", "what was paid of the fee"),
    "FU": _entry("borrower type code", "读者类型代码", "the reader's category"),
    "FV": _entry("borrower type", "读者类型名称", "the reader's category in words"),
    "KC": _entry("shelf call number", "排架索书号", "the item's call number in the dp2 dialect"),
    "KD": _entry("new patron password", "读者新密码", "the PIN a reader chose", "secret"),
    "KP": _entry("current shelf number", "当前架位号", "the shelf the item is on"),
    "KQ": _entry("permanent shelf number", "永久架位号", "the shelf the item belongs on"),
    "MP": _entry("mobile phone number", "手机号码", "the reader's mobile number", "personal"),
    "OK": _entry("ok", "办证结果", "1: the card machine's request was carried out"),
    "OR": _entry("register login", "收银台登录", "the cash register of this login"),
    "PA": _entry("patron expiration date", "证件有效期", "until when the card is valid"),
    "PB": _entry("patron birth date", "读者出生日期", "the reader's birth date", "personal"),
    "PC": _entry("patron class", "读者类别", "the reader's category"),
    "PI": _entry("internet profile", "上网权限", "the reader's internet profile"),
    "XF": _entry("card note", "办证备注", "a note about the reader", "personal"),
    "XH": _entry("birth date", "出生日期", "the applicant's birth date, YYYYMMDD", "personal"),
    "XK": _entry("card operation", "办证操作类型", "what the card machine asks for"),
    "XM": _entry("sex", "性别", "0: female, anything else: male", "personal"),
    "XN": _entry("ethnic group", "民族", "the applicant's ethnic group", "personal"),
    "XO": _entry("identity card number", "身份证号", "the applicant's identity-card number", "secret"),
    "XT": _entry("reader type", "办证读者类型", "the category of card wanted"),
}
"""Every tag with a meaning of its own, in the order of its letters."""

POSITIONAL: dict[str, Entry] = {
    "acs_renewal_policy": _entry("ACS renewal policy", "允许续借", "Y: the ACS takes renewals"),
    "alert": _entry("alert", "提示", "Y: set the item aside and call for attention"),
    "available": _entry("available", "可取", "Y: the item is there for the reader now"),
    "card_retained": _entry("card retained", "吞卡", "Y: the kiosk kept the card"),
    "charged_items_count": _entry("charged items count", "在借册数", "how many items are on loan"),
    "checkin_ok": _entry("checkin ok", "允许还书", "Y: returns are taken"),
    "checkout_ok": _entry("checkout ok", "允许借书", "Y: loans are made"),
    "circulation_status": _entry("circulation status", "流通状态", "where the item stands"),
    "currency_type": _entry("currency type", "币种", "three letters of ISO 4217, such as CNY"),
    "date_time_sync": _entry("date/time sync", "时间同步", "the clock of the ACS"),
    "desensitize": _entry("desensitize", "消磁", "Y: turn the theft protection off; U: unknown"),
    "end_session": _entry("end session", "会话结束", "Y: the ACS ended the reader's session"),
    "fee_type": _entry("fee type", "费用类型", "what the fee is for"),
    "fine_items_count": _entry("fine items count", "欠费册数", "how many items carry a fine"),
    "hold_items_count": _entry("hold items count", "预约到书册数", "how many held items are ready"),
    "hold_mode": _entry("hold mode", "预约方式", "+ add, - delete, * change"),
    "item_properties_ok": _entry("item properties ok", "属性已保存", "1: the properties were stored"),
    "language": _entry("language", "语言", "the language of the reader's messages"),
    "magnetic_media": _entry("magnetic media", "磁性载体", "Y: the item is magnetic; U: unknown"),
    "max_print_width": _entry("max print width", "打印宽度", "columns of the kiosk's printer"),
    "nb_due_date": _entry("nb due date", "离线应还日期", "the due date given out while off line"),
    "no_block": _entry("no block", "离线补传", "Y: it already happened and must not be refused"),
    "off_line_ok": _entry("off-line ok", "允许离线", "Y: the kiosk may work off line"),
    "ok": _entry("ok", "成功", "1: done; 0: refused"),
    "on_line_status": _entry("on-line status", "在线状态", "Y: the ACS is on line"),
    "overdue_items_count": _entry("overdue items count", "超期册数", "how many loans are overdue"),
    "patron_status": _entry("patron status", "读者状态", "fourteen positions, Y where denied or exceeded"),
    "payment_accepted": _entry("payment accepted", "缴费成功", "Y: the payment was booked"),
    "payment_type": _entry("payment type", "支付方式", "how the fee was paid"),
    "protocol_version": _entry("protocol version", "协议版本", "2.00 for SIP2"),
    "pwd_algorithm": _entry("PWD algorithm", "密码加密方式", "0: the password is plain text"),
    "recall_items_count": _entry("recall items count", "催还册数", "how many loans are recalled"),
    "renewal_ok": _entry("renewal ok", "续借", "Y: the loan was a renewal"),
    "renewed_count": _entry("renewed count", "续借成功册数", "how many loans were renewed"),
    "resensitize": _entry("resensitize", "充磁", "Y: turn the theft protection on"),
    "retries_allowed": _entry("retries allowed", "重试次数", "how often to resend; 999: unknown"),
    "return_date": _entry("return date", "还书时间", "when the item was handed in"),
    "sc_renewal_policy": _entry("SC renewal policy", "借书可转续借", "Y: a second checkout may renew"),
    "security_marker": _entry("security marker", "防盗标识", "which theft protection the item carries"),
    "status_code": _entry("status code", "终端状态", "0 all well, 1 out of paper, 2 shutting down"),
    "status_update_ok": _entry("status update ok", "允许修改读者状态", "Y: cards may be blocked and enabled"),
    "summary": _entry("summary", "查询列表", "ten positions, one Y for the list wanted"),
    "third_party_allowed": _entry("third party allowed", "允许代续借", "Y: someone else may renew"),
    "timeout_period": _entry("timeout period", "超时时间", "tenths of a second; 999: unknown"),
    "transaction_date": _entry("transaction date", "交易时间", "when the transaction took place"),
    "uid_algorithm": _entry("UID algorithm", "用户名加密方式", "0: the user name is plain text"),
    "unavailable_holds_count": _entry("unavailable holds count", "未到书预约数", "holds not ready"),
    "unrenewed_count": _entry("unrenewed count", "续借失败册数", "how many loans were not renewed"),
}
"""Every positional element by its attribute name; these have no letters on the wire."""

SECRET_TAGS = frozenset(letters for letters, entry in TAGS.items() if entry.secret)
"""Tags whose value must never be stored or shown."""

SECRET_NAMES = frozenset(entry.name.replace(" ", "_") for entry in TAGS.values() if entry.secret)
"""The same by attribute name."""

PERSONAL_TAGS = frozenset(letters for letters, entry in TAGS.items() if entry.personal)
"""Tags whose value tells something about a reader."""
