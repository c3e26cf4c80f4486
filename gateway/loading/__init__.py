"""Bringing a library's data in: files read, merged with what is on record, and what was refused reported.

A file is read here and travels in batches to an `Intake`, which merges each in one unit of work: in the
running server, or in this process where none runs. `sheets` reads tables (CSV), `catalogue` reads MARC,
`journey` takes what they give to its end, `report` writes down what was refused.
"""
