"""The library's loan rules: pure decisions about lending, returning, renewing, holding and paying.

Each rule is a function from a command and what is on file to an outcome and the changes it wants written:
``(command, origin, files, setting, now) -> (outcome, changes)``. Nothing here reads a clock, a table or a
socket. ``policy`` and ``calendar`` are what a librarian sets, ``situation`` is what a decision looks at; the
other modules hold one verb, or one question, each.
"""
