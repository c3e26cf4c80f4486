"""What counting one answered message costs: run as `python -m tests.bench.web_metrics`."""

from statistics import median
from timeit import repeat

from prometheus_client import CollectorRegistry, generate_latest

from gateway.web.metrics import Metrics
from tests.bench.tables import Table, main

MESSAGES = 100_000


def measure() -> Table:
    """Count, then be asked for the counts."""
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    kinds = [f"sip2 {code}" for code in ("11", "09", "29", "63", "17", "37")]

    def count() -> None:
        for kind in kinds:
            metrics.served(kind, "ok", 0.003)

    rounds = MESSAGES // len(kinds)
    spent = median(repeat(count, number=rounds, repeat=5)) / (rounds * len(kinds))
    scrape = median(repeat(lambda: generate_latest(registry), number=10, repeat=5)) / 10
    return Table(
        title="Metrics",
        said=f"{len(kinds)} kinds of message; medians of five runs.",
        heads=("what", "time"),
        rows=(
            ("count an answered message", f"{1e6 * spent:.2f} µs"),
            ("write the page", f"{1e3 * scrape:.2f} ms"),
        ),
    )


if __name__ == "__main__":
    main(measure)
