"""Durable memory: tables, migrations, the group-commit writer and the reader, on SQLite.

`sqlite` opens a database as a `Store`; `bulk` loads one; `schema` makes and upgrades it; `keys` keeps the
secret that stays outside it.
"""
