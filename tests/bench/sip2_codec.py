"""What reading and writing one SIP2 message costs: run as `python -m tests.bench.sip2_codec`."""

from collections.abc import Callable
from functools import partial
from statistics import median
from timeit import repeat

from protocols import sip2
from tests.bench.tables import Table, main

TIMES = 5_000

MESSAGES = {
    "11 checkout": "11NN20261122    120000" + " " * 18 + "AOCUMT|AAP0001|ABB000001|AC|AD1234|BON|BIN|",
    "12 its answer": (
        "121NNY20261122    120000AOCUMT|AAP0001|ABB000001|AJ人工智能导论|AH2026-12-22|CK001|"
        "AF借书成功：人工智能导论，应还日期 2026-12-22|AG借书成功：人工智能导论，应还日期 2026-12-22|"
    ),
    "64 with thirty loans": (
        "64              01920261122    120000000000000030000000000000AOCUMT|AAP0001|AE陈一鸣|BLY|CQY|"
        + "".join(f"AUB{number:06}|" for number in range(30))
    ),
}


def cost(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    return median(repeat(work, number=TIMES, repeat=5)) / TIMES


def exchange() -> Callable[[], object]:
    """From the bytes of a checkout to the bytes of its answer, with error detection, as a line costs it."""
    kiosk, library = sip2.ScSession(), sip2.AcsSession()
    request, answer = sip2.decode(MESSAGES["11 checkout"]), sip2.decode(MESSAGES["12 its answer"])

    def serve() -> object:
        library.receive_data(kiosk.request(request))
        asked = library.next_event(0.0)
        assert isinstance(asked, sip2.Request)
        kiosk.receive_data(library.respond(asked, answer, 0.0))
        return kiosk.next_event()

    return serve


def measure() -> Table:
    """Decode and encode each; then a whole exchange, checksums and framing included."""
    rows = []
    for name, text in MESSAGES.items():
        message = sip2.decode(text)
        decoding, encoding = cost(partial(sip2.decode, text)), cost(partial(sip2.encode, message))
        rows.append((name, f"{1e6 * decoding:.1f} µs", f"{1e6 * encoding:.1f} µs"))
    rows.append(("11 and 12, both ends of a line", f"{1e6 * cost(exchange()):.1f} µs", ""))
    return Table(
        title="SIP2 messages",
        said=f"Medians of five runs of {TIMES} messages, one thread.",
        heads=("message", "decode", "encode"),
        rows=tuple(rows),
    )


if __name__ == "__main__":
    main(measure)
