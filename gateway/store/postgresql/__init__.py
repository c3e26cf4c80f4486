"""The store on PostgreSQL, which several servers may share (docs/adr/0009)."""
