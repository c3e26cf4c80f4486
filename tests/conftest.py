"""What holds for all tests: how many examples hypothesis tries, and from which seed."""

import os

from hypothesis import HealthCheck, settings

# Fixed seeds: what passes here passes there, and `make test` says the same twice. A deadline for one example
# would only measure how busy the machine is.
settings.register_profile("test", derandomize=True, deadline=None, max_examples=50)
# `make soak` looks further, at fresh examples each time, and takes the minutes that needs.
settings.register_profile(
    "soak", deadline=None, max_examples=5000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("soak" if os.environ.get("GUANJI_SOAK") else "test")
