"""The members of the twenty APDUs, written down a second time and independently of the declarations.

One line for each APDU: its number, its name, and its own members after the five that all begin with, in the
order of the wire. A member is ``name[tag]``; ``!`` marks an explicit tag, ``?`` an optional member, ``=`` its
default. An untagged choice shows the tags of its arms.
"""

from typing import Final

COMMON: Final = (
    "protocol-version-num[0] transaction-id[1] service-date-time[2] requester-id[3]? responder-id[4]?"
)

APDUS: Final = """
1 ILL-Request: transaction-type[5]=1 delivery-address[6]? delivery-service[7!,50]? billing-address[8]?
  iLL-service-type[9] responder-specific-service[10!]? requester-optional-messages[11] search-type[12]?
  supply-medium-info-type[13]? place-on-hold[14]=3 client-id[15]? item-id[16]
  supplemental-item-description[17]? cost-info-type[18]? copyright-compliance[19!]?
  third-party-info-type[20]? retry-flag[21]=False forward-flag[22]=False requester-note[46!]?
  forward-note[47!]? iLL-request-extensions[49]?
2 Forward-Notification: responder-address[24]? intermediary-id[25] notification-note[48!]?
  forward-notification-extensions[49]?
3 Shipped: responder-address[24]? intermediary-id[25]? supplier-id[26]? client-id[15]? transaction-type[5]=1
  supplemental-item-description[17]? shipped-service-type[27] responder-optional-messages[28]?
  supply-details[29] return-to-address[30]? responder-note[46!]? shipped-extensions[49]?
4 ILL-Answer: transaction-results[31] results-explanation[32!]? responder-specific-results[33!]?
  supplemental-item-description[17]? send-to-list[23]? already-tried-list[34]?
  responder-optional-messages[28]? responder-note[46!]? ill-answer-extensions[49]?
5 Conditional-Reply: answer[35] requester-note[46!]? conditional-reply-extensions[49]?
6 Cancel: requester-note[46!]? cancel-extensions[49]?
7 Cancel-Reply: answer[35] responder-note[46!]? cancel-reply-extensions[49]?
8 Received: supplier-id[26]? supplemental-item-description[17]? date-received[36] shipped-service-type[27]
  requester-note[46!]? received-extensions[49]?
9 Recall: responder-note[46!]? recall-extensions[49]?
10 Returned: supplemental-item-description[17]? date-returned[37] returned-via[38!]? insured-for[39]?
  requester-note[46!]? returned-extensions[49]?
11 Checked-In: date-checked-in[40] responder-note[46!]? checked-in-extensions[49]?
12 Overdue: date-due[41] responder-note[46!]? overdue-extensions[49!]?
13 Renew: desired-due-date[42]? requester-note[46!]? renew-extensions[49]?
14 Renew-Answer: answer[35] date-due[41]? responder-note[46!]? renew-answer-extensions[49]?
15 Lost: note[46!]? lost-extensions[49]?
16 Damaged: damaged-details[5]? note[46!]? damaged-extensions[49]?
17 Message: note[46!] message-extensions[49]?
18 Status-Query: note[46!]? status-query-extensions[49]?
19 Status-Or-Error-Report: reason-no-report[43]? status-report[44]? error-report[45]? note[46!]?
  status-or-error-report-extensions[49]?
20 Expired: expired-extensions[49]?
"""


def rows() -> dict[str, tuple[int, list[str]]]:
    """Each APDU's number and members by its name."""
    table: dict[str, tuple[int, list[str]]] = {}
    for line in APDUS.replace("\n  ", " ").strip().splitlines():
        head, _, own = line.partition(": ")
        number, _, name = head.partition(" ")
        table[name] = int(number), [*COMMON.split(), *own.split()]
    # An intermediary must say to whom the request went.
    forwarded = table["Forward-Notification"][1]
    forwarded[forwarded.index("responder-id[4]?")] = "responder-id[4]"
    return table
