"""The library's nouns, verbs, answers and problems: what every room of the gateway speaks of.

``identity`` names things, ``patrons`` ``items`` ``loans`` are the nouns, ``commands`` the verbs, ``outcomes``
what comes of them, ``changes`` what is to be written, ``problems`` why something can't be done and
``wording`` how a reader or a librarian is told.
"""
