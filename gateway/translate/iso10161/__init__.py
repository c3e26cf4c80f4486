"""ISO 10161 ⇄ model: the services of interlibrary loan, as partners put them on the wire."""
