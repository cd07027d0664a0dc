"""How a figure is taken: the median of several runs, wall and processor time, beside its baseline."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, process_time


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured job. Seconds are medians, None where it was left out and `what` says why."""

    job: str
    what: str
    seconds: float | None
    cpu_seconds: float | None
    baseline: str = ""
    baseline_seconds: float | None = None
    goal: str = ""
    # False where another program did the work and the desk's figure is the baseline.
    is_ours: bool = True

    @property
    def ratio(self) -> float | None:
        """Wall seconds as so many times the baseline's; None without one."""
        return self.seconds / self.baseline_seconds if self.seconds and self.baseline_seconds else None

    def line(self) -> str:
        """The figure as a row of a Markdown table."""
        ratio = f"{self.ratio:.2f} ×" if self.ratio is not None else ""
        beside = f"{self.baseline}: {time_in_words(self.baseline_seconds)}" if self.baseline_seconds else ""
        return (
            f"| {self.job} | {self.what} | {time_in_words(self.seconds)} | {time_in_words(self.cpu_seconds)} "
            f"| {beside} | {ratio} | {self.goal} |"
        )


def median_time(work: Callable[[], object], *, runs: int) -> tuple[float, float]:
    """Median wall and processor seconds of the work over so many runs, after none to warm up: the first counts too."""
    walls, cpus = [], []
    for _ in range(runs):
        wall, cpu = perf_counter(), process_time()
        work()
        walls.append(perf_counter() - wall)
        cpus.append(process_time() - cpu)
    return statistics.median(walls), statistics.median(cpus)


def percentiles(samples: list[float]) -> tuple[float, float]:
    """The 50th and 95th percentile."""
    ordered = sorted(samples)
    return ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def time_in_words(seconds: float | None) -> str:
    """Milliseconds below a second, else seconds; nothing for None."""
    if seconds is None:
        return ""
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"
