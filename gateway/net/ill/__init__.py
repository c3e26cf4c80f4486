"""ISO 10161 over TCP: partners' lines, those that they open and those that we do."""
