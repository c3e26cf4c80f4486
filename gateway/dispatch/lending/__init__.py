"""Interlibrary loan on its way through the house: what partners send, staff ask, and timers bring about.

Each of them is one unit of work: the transaction is looked up, `gateway.ill` decides, and the record, its
history, letters, timers and cases are written in one commit. Nothing leaves before it.
"""

from gateway.dispatch.lending.asking import Done, NoPartner, NotDone
from gateway.dispatch.lending.books import Library
from gateway.dispatch.lending.directory import Caller, Correspondent, Directory, Strangers
from gateway.dispatch.lending.lending import Lending, Means

__all__ = [
    "Caller",
    "Correspondent",
    "Directory",
    "Done",
    "Lending",
    "Library",
    "Means",
    "NoPartner",
    "NotDone",
    "Strangers",
]
