"""What can be asked of a transaction next, for those who show it to people.

`allowed` gives every service of our role, with why each can't be asked for now where it can't; `repairs` the
states that staff may set it back to. `BY_HAND` are the services that they can have sent.
"""

from gateway.ill.by_hand import BY_HAND
from gateway.ill.decisions import Forward
from gateway.ill.reasons import Choice, allowed
from gateway.ill.repair import repairs

__all__ = ["BY_HAND", "Choice", "Forward", "allowed", "repairs"]
