"""The one path that every message takes: order, repeats, deadline, engine, one commit, one reply."""

from gateway.dispatch.audit import Auditor
from gateway.dispatch.carried import Carried
from gateway.dispatch.dispatcher import Dispatcher, Limits, Refused, Served, word

__all__ = ["Auditor", "Carried", "Dispatcher", "Limits", "Refused", "Served", "word"]
