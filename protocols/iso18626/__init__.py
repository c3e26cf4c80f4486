"""ISO 18626: interlibrary loan in XML, three messages and their confirmations, in versions 1.2 and 2021-2.

`codec` reads and writes them, `messages` and the modules beside it declare them for both versions at once,
`codes` has the code lists, `forms` shows a message to programs and to people.

Source: GB/T 43514-2023 (ISO 18626:2021) and ISO 18626:2017; what it means in practice is in
docs/protocols/iso18626.md.
"""
