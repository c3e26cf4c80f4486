"""Amounts: text in the currency's main unit on the wire (BV, CC), whole fen inside. No floats anywhere.

Source: SIP2 document rev. 2.12, "fee amount".
"""

import re

FEN_PER_YUAN = 100

# Fifteen digits are more than any library owns; int() itself refuses thousands of them with an error.
_AMOUNT = re.compile(r"([-+]?)[¥￥]?([0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.([0-9]*))?")


def fen(text: str) -> int | None:
    """Read an amount in yuan as whole fen: ``"2.5"`` is 250. None where it is no amount or not whole fen."""
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        return None
    sign, whole, fraction = match[1], match[2].replace(",", ""), (match[3] or "").rstrip("0")
    if len(fraction) > 2:  # noqa: PLR2004 - a fen is the second decimal
        return None
    amount = int(whole) * FEN_PER_YUAN + int(fraction.ljust(2, "0"))
    return -amount if sign == "-" else amount


def yuan(amount: int) -> str:
    """Write whole fen as yuan with two decimals: 250 is ``"2.50"``, -5 is ``"-0.05"``."""
    whole, rest = divmod(abs(amount), FEN_PER_YUAN)
    return f"{'-' if amount < 0 else ''}{whole}.{rest:02}"
