"""How to reach one kind of partner each: a circulation engine, a lending library, a catalogue, a sorter.

An adapter implements one of the ports of ``gateway.ports`` and is found through the entry point group
``guanji.adapters``. It never opens a connection itself: the ``Channel`` it speaks through is handed to it.
"""
