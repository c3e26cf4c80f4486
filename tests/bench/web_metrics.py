"""What counting one answered message costs: run as `python -m tests.bench.web_metrics`."""

import sys
from statistics import median
from timeit import repeat

from prometheus_client import CollectorRegistry, generate_latest

from gateway.web.metrics import Metrics

MESSAGES = 100_000


def main() -> None:
    """Print the figures."""
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    kinds = [f"sip2 {code}" for code in ("11", "09", "29", "63", "17", "37")]

    def count() -> None:
        for kind in kinds:
            metrics.served(kind, "ok", 0.003)

    rounds = MESSAGES // len(kinds)
    spent = median(repeat(count, number=rounds, repeat=5)) / (rounds * len(kinds))
    scrape = median(repeat(lambda: generate_latest(registry), number=10, repeat=5)) / 10
    sys.stdout.write(f"count a message {1e6 * spent:6.2f} µs\nscrape          {1e3 * scrape:6.2f} ms\n")


if __name__ == "__main__":
    main()
