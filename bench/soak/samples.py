"""Sample what a process holds, say whether it grows, and draw it."""

import time
from collections.abc import Sequence
from pathlib import Path
from statistics import linear_regression, median
from typing import NamedTuple


class Sample(NamedTuple):
    """What a server held at a moment; memory and records in MiB."""

    seconds: float
    requests: int
    """How many it had answered."""
    rss: float
    files: int
    threads: int
    stored: float
    """What the store took of the disk."""


HELD = ("rss", "files", "threads", "stored")
"""The fields that should not grow."""


def sample(pid: int, began: float, requests: int, stored_bytes: int) -> Sample:
    """Look at a process (proc(5)); `began` is the clock's time when the run began."""
    process = Path(f"/proc/{pid}")
    status = dict(
        line.split(":", 1) for line in (process / "status").read_text().splitlines() if ":" in line
    )
    return Sample(
        time.monotonic() - began,
        requests,
        int(status["VmRSS"].split()[0]) / 1024,
        sum(1 for _ in (process / "fd").iterdir()),
        int(status["Threads"]),
        stored_bytes / 2**20,
    )


def growth(samples: Sequence[Sample], field: str) -> tuple[float, float, float]:
    """Return the medians of the second tenth and of the last, and the growth in 10⁷ requests.

    The growth is the slope of a straight line through all samples after the first tenth.
    """
    tenth = max(1, len(samples) // 10)
    settled = samples[tenth:]
    values = [float(getattr(each, field)) for each in settled]
    slope = linear_regression([each.requests for each in settled], values).slope
    return median(values[:tenth]), median(values[-tenth:]), slope * 1e7


def draw(samples: Sequence[Sample], title: str, file: Path) -> None:
    """Draw each field that should not grow over the requests."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - only `make soak` installs it

    figure = Figure(figsize=(9, 9), layout="constrained")
    figure.suptitle(title)
    charts = figure.subplots(len(HELD), sharex=True)
    for chart, field in zip(charts, HELD, strict=True):
        chart.plot([each.requests for each in samples], [getattr(each, field) for each in samples])
        chart.set_ylim(bottom=0)
        chart.set_ylabel(field)
    charts[-1].set_xlabel("requests")
    file.parent.mkdir(exist_ok=True)
    figure.savefig(file)
