"""What the configuration says of how long what is held about readers is held.

The defaults are for a Chinese university: as short as each purpose allows (PIPL art. 19), each with its
reason beside it. There is no setting for ever, and none for at once: what a kiosk may still repeat, or a
reader ask about on the next morning, is not let go of.
"""

from datetime import timedelta
from typing import Annotated, Final

import msgspec

from gateway.config.says import says
from gateway.model.keeping import Terms

#: Days that everything is kept at least: a repeated message is answered from memory for a day at most, and a
#: payment that a machine could not tell comes within a day.
LEAST: Final = 2

#: Days that anything is kept at most: ten years.
MOST: Final = 3660


class Retention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For how many days what is held about readers is held."""

    finished_loans_days: Annotated[
        int,
        says(
            "Days after its end for which a loan, hold, fee or payment, and what events tell of it, names "
            "its reader; longer while money on it is open. What was lent stays, by category, college and "
            "place.",
            "借阅、预约、费用结束多少天后不再关联读者（含相关事件）；有未结费用的除外。"
            "借阅统计保留类型、学院、地点。",
            ge=LEAST,
            le=MOST,
        ),
    ] = 90  # a vacation and the weeks after it, in which readers dispute a fine
    messages_days: Annotated[
        int,
        says(
            "Days for which the text of kiosks' messages and their answers is kept; at most as long as "
            "finished_loans_days.",
            "自助机报文及应答原文保留多少天；不得长于 finished_loans_days。",
            ge=LEAST,
            le=MOST,
        ),
    ] = 30  # complaints about what a kiosk said come within days, a vendor's questions within weeks
    provided_days: Annotated[
        int,
        says(
            "Days for which it is kept that data of a reader were told: when, to whom, which categories, on "
            "what ground; after finished_loans_days without his number.",
            "个人信息提供记录（时间、接收方、信息种类、依据）保留多少天；"
            "超过 finished_loans_days 后不再含证号。",
            ge=LEAST,
            le=MOST,
        ),
    ] = 1095  # records of handling are kept for three years (PIPL art. 56)
    events_days: Annotated[
        int,
        says(
            "Days for which the history of items is kept.",
            "图书历史记录保留多少天。",
            ge=LEAST,
            le=MOST,
        ),
    ] = 400  # from one stock-taking to the next, with a month to work on it
    kiosk_days: Annotated[
        int,
        says(
            "Days for which the history of kiosks is kept; at most as long as events_days.",
            "自助机历史记录保留多少天；不得长于 events_days。",
            ge=LEAST,
            le=MOST,
        ),
    ] = 190  # records of network operation are kept for six months at least (Cybersecurity Law art. 21)

    def __post_init__(self) -> None:
        if self.messages_days > self.finished_loans_days:
            raise ValueError("messages_days must not exceed finished_loans_days: messages name readers")
        if self.kiosk_days > self.events_days:
            raise ValueError("kiosk_days must not exceed events_days")
        if self.provided_days < self.finished_loans_days:
            raise ValueError("provided_days must not be less than finished_loans_days")

    def terms(self) -> Terms:
        """The same, as the store has it."""
        return Terms(
            finished=timedelta(days=self.finished_loans_days),
            messages=timedelta(days=self.messages_days),
            provided=timedelta(days=self.provided_days),
            events=timedelta(days=self.events_days),
            terminals=timedelta(days=self.kiosk_days),
        )
