"""The kiosks' listener: connections on one side, the dispatcher on the other."""

from gateway.net.sip2.accounts import Account, Accounts
from gateway.net.sip2.listener import KioskListener, ListenerLimits, Means

__all__ = ["Account", "Accounts", "KioskListener", "ListenerLimits", "Means"]
