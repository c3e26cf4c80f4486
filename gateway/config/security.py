"""What the configuration says of those who want in: certificates, lockouts, what is kept of staff's acts.

Source: RFC 9325 (TLS); reference file sip2-ncip-rfid-sorters.md §1.10 (logins of kiosks).
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec

from gateway.config.says import says


class Tls(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A door's certificate, and whether it asks its clients for theirs."""

    certificate: Annotated[
        Path,
        says(
            "Our certificate in PEM, with those that lead to its authority after it.",
            "本机证书（PEM），其后可附中间证书。",
        ),
    ]
    key: Annotated[
        Path,
        says("The certificate's key in PEM, without a passphrase.", "证书私钥（PEM，不设口令）。"),
    ]
    chain: Annotated[
        Path | None,
        says(
            "Certificates that lead to the authority, where they lie in a file of their own.",
            "中间证书文件（单独存放时填写）。",
        ),
    ] = None
    client_ca: Annotated[
        Path | None,
        says(
            "The authorities (PEM) whose clients are let in; absent: no client is asked for a certificate.",
            "签发客户端证书的机构证书（PEM）；缺省则不要求客户端证书。",
        ),
    ] = None
    client: Annotated[
        Literal["required", "optional"],
        says(
            "Where client_ca is given: whether a client without a certificate is refused.",
            "设有 client_ca 时，没有证书的客户端是否拒绝：required 拒绝，optional 允许。",
        ),
    ] = "required"


class Lockout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When those who fail to log in are locked out, and for how long.

    What counts is one login from one address, so that a stranger elsewhere never locks a kiosk out; and, to
    stop who tries many logins, one address as a whole.
    """

    wrong_logins: Annotated[
        int,
        says(
            "Wrong logins with one user id from one address after which these are refused.",
            "同一地址以同一用户名连续登录失败多少次后锁定。",
            ge=3,
            le=100,
        ),
    ] = 10  # a kiosk with a mistyped password tries again by itself, and staff look after a while
    address_wrong_logins: Annotated[
        int,
        says(
            "Wrong logins from one address, whatever the user id, after which all new ones are refused.",
            "同一地址（不论用户名）登录失败多少次后，拒绝该地址的新登录。",
            ge=10,
            le=10_000,
        ),
    ] = 60  # a floor of twenty kiosks behind one address, three tries each, with the old password
    first_seconds: Annotated[
        int,
        says("How long the first lockout lasts.", "首次锁定的秒数。", ge=1, le=3600),
    ] = 60
    longest_seconds: Annotated[
        int,
        says(
            "How long a lockout can become: each one after the first is twice as long.",
            "锁定时间每次加倍，最长多少秒。",
            ge=60,
            le=86400,
        ),
    ] = 3600


class Audit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long it is kept what staff did."""

    days: Annotated[
        int,
        says(
            "Days for which staff's acts are kept.",
            "馆员操作记录的保存天数。",
            ge=183,
            le=36500,
        ),
    ] = 1096  # three years, as PIPL art. 56 has it; the Cybersecurity Law's art. 21 wants six months at least
