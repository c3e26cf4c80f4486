"""Simulated partners, for the demo and the tests: they speak the real protocols over real sockets."""
