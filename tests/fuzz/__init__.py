"""Fuzzing with atheris: a module for each target, its corpus in ``corpus/<name>``.

`python -m tests.fuzz NAME [libFuzzer options] [FOLDER]` looks for what a target can't bear. A target takes
any bytes and raises nothing: what its protocol documents it catches, what it checks of an outcome it asserts.
"""
