"""What a process has in memory."""

from pathlib import Path


def resident_kib(process: int) -> int:
    """VmRSS, in KiB (proc(5))."""
    lines = Path(f"/proc/{process}/status").read_text("ascii", "replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
