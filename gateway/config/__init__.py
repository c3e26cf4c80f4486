"""The configuration: `declare` says what ``guanji.toml`` may hold, `load` reads it, all faults told at once.

`kiosks` is the largest part of the declaration, `faults` what can be wrong, `checks` and `read` find it.
`calendar` turns the file's calendar into that of the rules, `template` writes a commented file to start from,
`show` prints what is in effect, `schema` and `manual` describe it for editors and for people.
"""
