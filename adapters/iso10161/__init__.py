"""Partners that speak ISO 10161: their APDUs for the model's messages, and back.

How the bytes travel is the matter of whoever carries letters (`gateway.ports.outbox.Courier`).
"""

from adapters.iso10161.language import Iso10161

__all__ = ["Iso10161"]
