"""The words of the record of what staff did, and of lockouts."""

from collections.abc import Mapping
from typing import Final

from gateway.cli.words.pair import Pair

COMMANDS: Final[Mapping[str, Pair]] = {
    "kiosk unlock": (
        """Let a kiosk log in again that is locked out after wrong logins.

        NAME is the kiosk's name or its login; the addresses where it was tried are freed as well. With
        --address every login from there may be tried again.""",
        """解除自助机因登录失败造成的锁定。

        NAME 是自助机的名称或登录用户名；它尝试登录的地址一并解除。用 --address 则解除该地址的全部锁定。""",
    ),
    "audit": ("See what staff did, and whether the record is whole.", "查看馆员操作记录，核验其完整性。"),
    "audit list": ("List what staff did, latest first.", "列出馆员操作，最近的在前。"),
    "audit verify": (
        """Go through the whole record and say whether anything in it was changed or taken out.

        What was cut off at its end shows only against an act that was noted elsewhere: print the last one now
        and then, keep it, and give it with --noted.""",
        """逐条核验全部记录，指出是否有被改动或删除之处。

        末尾被截去的记录，只有与另行抄存的一条对照才能发现：请定期抄存最后一条，核验时用 --noted 给出。""",
    ),
    "audit renew": (
        """Begin the record anew after the key file was lost and replaced.

        What was done before can't be verified by anybody any longer: it stays and is listed, and from an act
        that says who began anew and why the record can be verified again. It is refused as long as the key
        still verifies what was done.""",
        """密钥文件丢失并更换之后，让操作记录重新起算。

        此前的记录任何人都无法再核验，但仍予保留、可以列出；本命令记入一条操作，写明由谁、因何重新起算，自该条
        起又可核验。现有密钥仍能核验原有记录时，本命令拒绝执行。""",
    ),
}

PARAMETERS: Final[Mapping[str, Pair]] = {
    "who": ("Only acts of this account or person.", "只列出该账户或经办人的操作。"),
    "subject": (
        "Only acts on this, for example 'patron P0001' or 'kiosk kiosk1'.",
        "只列出与此有关的操作，例如 'patron P0001'、'kiosk kiosk1'。",
    ),
    "from-day": ("The first day (2026-10-01).", "起始日期（例如 2026-10-01）。"),
    "to-day": ("The last day (2026-10-31).", "截止日期（例如 2026-10-31）。"),
    "unlock-address": (
        "The address that is locked out, as kiosk list shows it.",
        "被锁定的地址，如 kiosk list 所示。",
    ),
    "why-renewed": (
        "Why the earlier acts can't be verified: when and how the key was lost.",
        "此前记录无法核验的原因：密钥何时、如何丢失。",
    ),
    "yes-renew": ("Don't ask.", "不再询问。"),
    "noted": ("An act that was noted: NUMBER:SEAL.", "另行抄存的一条：序号:封印。"),
}

PHRASES: Final[Mapping[str, Pair]] = {
    "no-acts": ("nothing was done", "没有操作记录"),
    "act-number": ("no.", "序号"),
    "act-outcome": ("outcome", "结果"),
    "state-locked": ("locked out at {address} until {until}", "{address} 已锁定至 {until}"),
    "address-locked": (
        "all of {address} is locked out until {until} (guanji kiosk unlock --address {address})",
        "地址 {address} 整体锁定至 {until}（解除：guanji kiosk unlock --address {address}）",
    ),
    "unlocked": ("lockouts ended: {freed}", "已解除锁定 {freed} 项"),
    "nothing-locked": ("nothing was locked", "没有被锁定的项目"),
    "audit-whole": (
        "{acts} acts, all as they were put down. Note the last one elsewhere: {seq}:{seal}",
        "共 {acts} 条，均未改动。请另行抄存最后一条：{seq}:{seal}",
    ),
    "audit-own": (
        "no server is running: the database itself is looked at",
        "服务未运行，直接查看数据库",
    ),
    "audit-empty": ("nothing was done so far", "尚无操作记录"),
    "audit-broken": (
        "act {broken} was changed or is missing; the {acts} before it are as they were put down",
        "第 {broken} 条被改动或缺失；此前 {acts} 条完好",
    ),
    "audit-renewed": (
        "the record begins anew with act {renewed}: nobody can verify those before it, whose key was lost",
        "记录自第 {renewed} 条重新起算：此前各条的密钥已丢失，无法核验",
    ),
    "audit-renew-sure": (
        "The key can't verify acts {first} to {last}. Is the earlier one lost, and is this a new beginning?",
        "现有密钥无法核验第 {first} 至 {last} 条。确认原密钥已经丢失，要让记录重新起算吗？",
    ),
    "audit-begun": (
        "The record begins anew with act {seq}; those before it are kept. Note it elsewhere: {seq}:{seal}",
        "记录自第 {seq} 条重新起算，此前各条仍予保留。请另行抄存：{seq}:{seal}",
    ),
}

FAILURES: Final[Mapping[str, Pair]] = {
    "unlock-whom": (
        "name a kiosk, or an address with --address, and not both",
        "请指定自助机名称，或用 --address 指定地址，二者择一",
    ),
    "no-why": ("say with --why how the key was lost", "请用 --why 说明密钥如何丢失"),
    "audit-still-whole": (
        "nothing is to be begun anew: the key verifies the record as it is",
        "无须重新起算：现有密钥能够核验全部记录",
    ),
    "audit-not-the-key": (
        "the key is the right one: act {broken} was changed or is missing, and beginning anew would hide it",
        "密钥没有问题：是第 {broken} 条被改动或缺失，重新起算会掩盖此事",
    ),
    "bad-noted": ("'{noted}' is not of the form NUMBER:SEAL", "“{noted}”不符合“序号:封印”的格式"),
}
