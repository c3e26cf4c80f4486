"""State machines as tables: rows, guards, firing, checks, and how a table is drawn. Knows no protocol.

``table`` is the kernel, ``drawing`` turns a table into a matrix and a Mermaid diagram.
"""
