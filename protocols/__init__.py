"""The languages: bytes ⇄ typed messages and the pure rules of each wire conversation, free of all I/O."""
