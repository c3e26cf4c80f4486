"""The outbox: letters to partners go out in their order, as long as it takes, and nobody waits for another.

``terms`` says how one partner is spoken to, ``schedule`` decides which letter may go, when, and what becomes
of it, ``delivery`` does it, and ``desk`` is what staff may ask (docs/adr/0016).
"""
