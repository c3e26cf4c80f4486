"""The Twisted rim: listeners and their connections; what arrives here leaves as commands."""
