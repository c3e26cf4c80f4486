"""MARC ⇄ the model.

``holdings`` reads a title and its items from a record, by a ``mapping`` that says where a library keeps what;
``values`` reads prices, ISBNs and ranges of barcodes, ``wording`` says what was wrong to a librarian.
"""
