"""Interlibrary loan in the words of ISO 10161-1:2014 (GB/T 23270.1-2023), free of any wire form.

``words`` are the standard's closed lists, ``states`` those of a transaction, ``names`` who and which
transaction, ``parts`` what services are made of, ``services`` the twenty services and the message that
carries one, ``reports`` what is reported, ``partners`` what was agreed with a library, ``transactions`` the
record of one transaction, ``history`` its entries, ``post`` letters, timers and cases, ``reasons`` why
something is refused, and ``wording`` how people are told. ISO 18626, SOAP and mail partners are translated
to the same nouns.
"""
