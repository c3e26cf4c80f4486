"""Interlibrary loan decided: ISO 10161-1's two machines, their repeats, crossings and errors. Pure.

``decide`` is the one entrance: a transaction and an event come in, and a decision goes out that says what the
transaction has become, what is to be sent, which timers run, what staff must look at, or why nothing was
done. ``requester`` and ``responder`` are the tables; every row names its source. ``intermediary`` is both
machines and a table of what one asks the other. ``confirmation`` finds out which letters arrived. The text of
the standard's Annex A was not at hand: docs/adr/0015-ill-core.md.
"""
