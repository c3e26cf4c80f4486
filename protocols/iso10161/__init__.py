"""ISO 10161: interlibrary loan between systems, in 20 APDUs of 88 types.

`codec` reads and writes them, `apdus` and the modules beside it declare them, `conditions` says which rule of
the standard one breaks, `objects` opens what stands in an EXTERNAL, `json_form` and `text_form` show an APDU
to programs and to people.

Source: GB/T 23270.1-2023 (ISO 10161-1:2014); what it means in practice is in docs/protocols/iso10161.md.
"""
