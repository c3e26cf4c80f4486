"""The library's business and its server: model, decisions, store, listeners, web desk, command line.

Each name below is a room of its own; what a room may import stands in one table, the contract ``arrows``
of import-linter in ``pyproject.toml``, and is explained in ``docs/architecture.md``.
"""
