"""What can be asked of a transaction next, for those who show it to people.

`allowed` gives every service of our role, with why each can't be asked for now where it can't; `repairs` the
states that staff may set it back to.
"""

from gateway.ill.decisions import Forward
from gateway.ill.reasons import SERVICES, Choice, allowed
from gateway.ill.repair import repairs

__all__ = ["SERVICES", "Choice", "Forward", "allowed", "repairs"]
