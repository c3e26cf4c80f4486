"""The one path that every message takes: order, repeats, deadline, engine, one commit, one reply."""

from gateway.dispatch.dispatcher import Dispatcher, Limits, Refused, Served, word

__all__ = ["Dispatcher", "Limits", "Refused", "Served", "word"]
