"""Each protocol ⇄ the model, and never a protocol ⇄ another. Pure."""
