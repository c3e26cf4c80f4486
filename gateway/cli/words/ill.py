"""The words of lending between libraries: transactions, the outbox, partners."""

from collections.abc import Mapping
from typing import Final

from gateway.cli.words.pair import Pair

COMMANDS: Final[Mapping[str, Pair]] = {
    "ill": (
        "Lend and borrow between libraries: see transactions and act on them.",
        "馆际互借：查看事务，办理各项服务。",
    ),
    "ill list": (
        """List transactions, the latest first; those that are open, unless told otherwise.

        The ids are shortened to their ends, by which every other command knows them.""",
        """列出馆际互借事务，最近的在前；缺省只列未结束的。

        编号只显示末尾几位，其他命令均可用这几位。""",
    ),
    "ill show": (
        """Show everything about a transaction: request, costs, history, letters, and what can be done next.

        ID is a transaction's id or an end of it that no other has.""",
        """显示一笔事务的全部情况：请求、费用、历史、信件，以及下一步可办的服务。

        ID 是事务编号，或其末尾几位（须唯一）。""",
    ),
    "ill request": (
        "Ask a partner for a loan or a copy: a new transaction.",
        "向合作馆请求借书或复制件，新开一笔事务。",
    ),
    "ill do": (
        """Have a service of ISO 10161 sent in a transaction.

        ID is a transaction's id or an end of it that no other has; new, for ill-request. Which services are
        allowed next is told by guanji ill show ID.""",
        """在一笔事务中发送 ISO 10161 的一项服务。

        ID 是事务编号，或其末尾几位（须唯一）；ill-request 用 new。下一步可办的服务见 guanji ill show ID。""",
    ),
    "ill do ill-request": ("Ask a partner for something; ID is new.", "向合作馆提出请求；ID 写 new。"),
    "ill do forward": (
        "Pass the request on to another library, and be out of it; TO is its symbol.",
        "把请求转送给另一馆，本馆即退出；TO 是该馆代码。",
    ),
    "ill do conditional-reply": (
        "Say whether we accept the lender's condition.",
        "答复是否接受对方所附条件。",
    ),
    "ill do cancel": ("Say that we no longer want it.", "取消请求。"),
    "ill do received": ("Say that the item has come.", "登记已收到。"),
    "ill do returned": ("Say that we have sent the item back.", "登记已寄还。"),
    "ill do renew": ("Ask for more time.", "请求续借。"),
    "ill do ill-answer": (
        """Answer a request other than by sending the item.

        RESULTS says what is answered; --reason goes with conditional, retry, unfilled and will-supply, --day
        with retry, will-supply and hold-placed, --estimate with estimate.""",
        """答复请求（寄出则用 shipped）。

        RESULTS 是应答结果；conditional、retry、unfilled、will-supply 须配 --reason，retry、will-supply、
        hold-placed 可配 --day，estimate 须配 --estimate。""",
    ),
    "ill do shipped": ("Say that we have sent the item.", "登记已寄出。"),
    "ill do cancel-reply": ("Say whether the request may be cancelled.", "答复是否同意取消。"),
    "ill do recall": ("Ask for the item back at once.", "催还。"),
    "ill do overdue": ("Say that the loan is overdue; may be said again.", "发超期通知，可重复。"),
    "ill do renew-answer": ("Say whether there is more time, and until when.", "答复是否同意续借及期限。"),
    "ill do checked-in": ("Say that the item is back.", "登记已还回。"),
    "ill do lost": ("Say that the item is lost.", "登记丢失。"),
    "ill do damaged": ("Say that the item is damaged.", "登记破损。"),
    "ill do message": ("Write to the partner's staff (--note).", "给对方馆员留言（--note）。"),
    "ill do status-query": ("Ask how the transaction stands over there.", "查询对方的状态。"),
    "ill repair": (
        """Set a transaction back to an earlier state after a mistake; the partner is told NOTE.

        TO is one of the states that guanji ill show ID names. The standard has no service for it: the
        partner's own state stays as it is.""",
        """把误操作的事务改回先前的状态，并以 NOTE 告知对方。

        TO 是 guanji ill show ID 所列状态之一。标准没有相应服务，对方的状态不会随之改变。""",
    ),
    "ill resend": (
        "Say our last service again, as a repeat that does nothing where it arrived.",
        "把本馆最近一次服务作为重复报文重发；对方若已收到则不受影响。",
    ),
    "ill retry": (
        "Ask again for what the partner said could be asked for later: a new transaction.",
        "对方答复“稍后再试”的请求，重新提出：新开一笔事务。",
    ),
    "ill take-back": (
        "Take back what was done last, as long as nothing of it has gone.",
        "撤回最近一次操作（尚未发出时）。",
    ),
    "ill cases": ("List what staff must look at, oldest first.", "列出需要馆员处理的事项，最早的在前。"),
    "ill close-case": (
        "Say that a case has been seen to; KIND is its kind, as cases lists it.",
        "登记某事项已处理；KIND 是 cases 所列的种类。",
    ),
    "outbox": (
        "See what waits to be sent to partners, send it again, pause and resume.",
        "查看待发信件，重发，暂停和恢复发送。",
    ),
    "outbox list": ("List letters to partners, the latest first.", "列出发给合作馆的信件，最近的在前。"),
    "outbox resend": (
        """Send letters again; those that wait are tried at once.

        ID is a letter's id or an end of it that no other has.""",
        """重发信件；待发的立即再试。

        ID 是信件编号，或其末尾几位（须唯一）。""",
    ),
    "outbox take-back": (
        "Keep letters from going that have certainly not gone, or lay dead ones aside.",
        "撤回尚未发出的信件，或搁置发送失败的信件。",
    ),
    "outbox pause": ("Let letters to a partner wait.", "暂停向某馆发送。"),
    "outbox resume": (
        "Let them go again, at once: earlier failures are forgotten.",
        "恢复向某馆发送，不再计以前的失败。",
    ),
    "partner": ("See the partners and how their lines fare.", "查看合作馆及其线路状况。"),
    "partner list": ("List the partners.", "列出合作馆。"),
    "partner show": (
        "Show a partner: its configuration, its line, its mail; NAME may be its symbol.",
        "显示一个合作馆的配置、线路和信件数；NAME 也可写其代码。",
    ),
    "probe": (
        """Call a partner, send something harmless, and say what was learned.

        What is sent is a Status-Query of a transaction that there is not: a partner that answers on the same
        line says so in an error report, and that is a good sign.""",
        """呼叫合作馆，发送无害的内容，报告所得情况。

        所发的是对一笔不存在的事务的 Status-Query；在同一连接上应答的对方会回复差错报告，这是好现象。""",
    ),
}

PARAMETERS: Final[Mapping[str, Pair]] = {
    "all": ("Those that are over as well.", "包括已结束的。"),
    "closed": ("Only those that are over.", "只列已结束的。"),
    "ill-state": ("Only those in this state (SHIPPED).", "只列此状态的（如 SHIPPED）。"),
    "role": (
        "Only those in which we borrow (requester) or lend (responder).",
        "只列本馆借入（requester）或借出（responder）的。",
    ),
    "partner": ("Only those with this partner.", "只列与此馆有关的。"),
    "ill-text": ("Only those with this in title, author or number.", "只列题名、著者或编号中含此文字的。"),
    "after": ("Go on after this id, with which the page before ended.", "从上一页末尾的编号之后继续。"),
    "full": ("Each APDU element by element, and its bytes.", "逐项显示每个 APDU 及其字节。"),
    "partner-asked": ("The partner that is asked, by its name.", "所请求的合作馆名称。"),
    "reader": (
        "The reader for whom it is, by his number or a card of his; the partner is not told.",
        "代哪位读者借：读者编号或证号均可，不会告知对方。",
    ),
    "service": ("The service to say again; absent: the last one.", "要重发的服务；缺省为最近一次。"),
    "letter-state": ("Only those in this state.", "只列此状态的。"),
    "pause-why": ("Why, for colleagues.", "原因，供同事查看。"),
}

PHRASES: Final[Mapping[str, Pair]] = {
    "colon": (": ", "："),
    "ill-id": ("id", "编号"),
    "ill-role": ("we", "角色"),
    "ill-partner": ("partner", "合作馆"),
    "ill-state": ("state", "状态"),
    "ill-title": ("title", "题名"),
    "ill-due": ("due", "应还"),
    "ill-changed": ("changed", "变更"),
    "ill-borrow": ("borrow", "借入"),
    "ill-lend": ("lend", "借出"),
    "no-ills": ("no transactions", "没有事务"),
    "ill-more": ("more: --after {after}", "还有，请加 --after {after}"),
    "ill-with-us": ("{agency} borrows from {partner}", "{agency} 向 {partner} 借入"),
    "ill-with-them": ("{agency} lends to {partner}", "{agency} 借给 {partner}"),
    "ill-stands": ("{state} ({words})", "{state}（{words}）"),
    "ill-over": ("over since {at}", "于 {at} 结束"),
    "ill-opened": ("opened {at}, changed {changed}", "开始 {at}，变更 {changed}"),
    "ill-due-on": ("due {day}", "应还日期 {day}"),
    "ill-not-renewable": ("can't be renewed", "不可续借"),
    "ill-shipped-on": ("shipped {day} ({what})", "寄出 {day}（{what}）"),
    "ill-answered": ("answered: {results} {words}", "应答：{results} {words}"),
    "ill-costs": ("costs: {costs}", "费用：{costs}"),
    "ill-units": ("{units} to charge", "计费单位 {units}"),
    "ill-payer": ("paid by {payer}", "付款方 {payer}"),
    "ill-name": ("transaction-id: {name}", "事务标识：{name}"),
    "ill-relay": (
        "we are the intermediary; the other transaction is {id}",
        "本馆为中介，另一方的事务是 {id}",
    ),
    "ill-retry-of": ("takes up {id} again", "重新提出 {id}"),
    "ill-reader": ("for the reader {reader}", "代读者 {reader}"),
    "ill-forwarded": ("forwarded to {to}", "已转送 {to}"),
    "ill-requested": ("Request", "请求"),
    "ill-history": ("History", "历史"),
    "ill-letters": ("Letters", "信件"),
    "ill-timers": ("Waits for", "等待"),
    "ill-cases": ("To look at", "待处理"),
    "ill-next": ("Can be done next", "下一步可办"),
    "ill-not-next": ("Can't be done now", "现在不可办"),
    "ill-repairs": (
        "can be set back to {states} (guanji ill repair)",
        "可改回 {states}（guanji ill repair）",
    ),
    "ill-undo": (
        "what was done last can still be taken back (guanji ill take-back)",
        "最近一次操作尚可撤回（guanji ill take-back）",
    ),
    "ill-kept-here": ("the partner wants no notice of it", "对方不需要通知"),
    "ill-refused": ("refused: {why}", "未受理：{why}"),
    "ill-lost": ("left out: {element}", "未能表达：{element}"),
    "ill-repeat": ("a repeat", "重复报文"),
    "ill-more-lines": ("the history has more lines than these", "历史不止这些"),
    "ill-case-open": ("{kind}: {text}", "{kind}：{text}"),
    "ill-case-closed": ("{kind}: seen to by {by} at {at}", "{kind}：{by} 于 {at} 处理"),
    "ill-done": ("{id}: {state} ({words})", "{id}：{state}（{words}）"),
    "ill-goes": ("{what} to {partner}", "{what} 发往 {partner}"),
    "ill-goes-later": (
        "{what} to {partner}, not before {at}; until then guanji ill take-back {id}",
        "{what} 发往 {partner}，{at} 之后发出；此前可用 guanji ill take-back {id} 撤回",
    ),
    "no-cases": ("nothing to look at", "没有待处理事项"),
    "ill-since": ("since", "自"),
    "ill-kind": ("kind", "种类"),
    "ill-what-to-do": ("what can be done", "处理办法"),
    "ill-detail": ("detail", "详情"),
    "case-closed": ("{kind} of {id} is closed", "{id} 的 {kind} 已登记为处理完毕"),
    "ill-who": ("who", "经办"),
    "ill-service": ("service", "服务"),
    "ill-from-to": ("state", "状态变化"),
    "ill-remarks": ("remarks", "备注"),
    "letter-what": ("what", "内容"),
    "letter-transaction": ("transaction", "事务"),
    "letter-tries": ("tries", "次数"),
    "letter-at": ("sent, or next try", "已发或下次尝试"),
    "letter-error": ("last failure", "最近失败"),
    "letter-behind": ("waits behind {id}", "排在 {id} 之后"),
    "no-letters": ("no letters", "没有信件"),
    "partner-symbol": ("symbol", "代码"),
    "partner-title": ("library", "馆名"),
    "partner-line": ("line", "线路"),
    "partner-waiting": ("waiting", "待发"),
    "partner-dead": ("dead", "失败"),
    "partner-sent": ("last sent", "最近发送"),
    "no-partners": ("no partners are configured: see [[partners]]", "没有配置合作馆，见 [[partners]]"),
    "line-paused": ("paused by {by} {why}", "已由 {by} 暂停 {why}"),
    "line-down": ("down since {since}, next try {until}", "自 {since} 不通，{until} 再试"),
    "line-failing": ("{failures} failures since {since}", "自 {since} 失败 {failures} 次"),
    "line-calls-us": ("calls us", "由对方呼叫"),
    "line-up": ("up", "正常"),
    "line-never": ("nothing sent yet", "尚未发送"),
    "line-stranger": ("not configured", "未配置"),
    "probe-reached": ("reached in {seconds} s", "已接通，用时 {seconds} 秒"),
    "probe-unreached": ("not reached: {why}", "未接通：{why}"),
    "probe-clear": ("no TLS: in clear text", "未用 TLS：明文"),
    "probe-tls": ("{version}, {cipher}", "{version}，{cipher}"),
    "probe-certificate": (
        "certificate for {names}, {fingerprint}, until {expires}",
        "证书主体 {names}，{fingerprint}，有效至 {expires}",
    ),
    "probe-answered": (
        "answered on the same line after {seconds} s: {what}",
        "{seconds} 秒后在同一连接上应答：{what}",
    ),
    "probe-silent": (
        "no answer on the same line: right for a partner that dials back",
        "同一连接上没有应答：另行回拨的对方属正常",
    ),
    "probe-garbage": ("what came was no APDU: {why}", "收到的内容不是 APDU：{why}"),
    "probe-hung-up": ("it ended the line itself", "对方主动断开了连接"),
}

FAILURES: Final[Mapping[str, Pair]] = {
    "new-asks": (
        "a new transaction begins with ill-request: guanji ill do new ill-request --partner NAME …",
        "新事务须以 ill-request 开始：guanji ill do new ill-request --partner NAME …",
    ),
    "request-is-new": (
        "ill-request opens a new transaction: write new for {id}; to ask again, guanji ill retry {id}",
        "ill-request 用于新开事务：请把 {id} 换成 new；再次请求请用 guanji ill retry {id}",
    ),
}
