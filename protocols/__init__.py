"""The languages: bytes ⇄ typed messages and the pure conversation rules of each wire protocol, free of all I/O."""
