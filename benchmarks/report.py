"""From samples to a table: a value for each page and their ratio."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from benchmarks.visit import Samples


def percentile(rank: float) -> Callable[[Sequence[float]], float]:
    return lambda values: float(np.percentile(values, rank))


def mean(values: Sequence[float]) -> float:
    return float(np.mean(values))


# (what, of which samples, how they are summed up, whether more is better). CPU time comes in ticks: a mean.
ROWS: tuple[tuple[str, str, Callable[[Sequence[float]], float], bool], ...] = (
    ("change to picture, p50, ms", "change_ms", percentile(50), False),
    ("change to picture, p95, ms", "change_ms", percentile(95), False),
    ("the same, playing, p50, ms", "change_playing_ms", percentile(50), False),
    ("received a change, kB", "change_bytes", lambda values: percentile(50)(values) / 1000, False),
    ("server CPU a change, ms", "server_cpu_ms", mean, False),
    ("frames a second, playing", "frames_per_second", percentile(50), True),
    ("first picture, ms", "first_picture_ms", percentile(50), False),
    ("everything painted, ms", "all_painted_ms", percentile(50), False),
    ("pictures a second, dragging", "drag_pictures_per_second", percentile(50), True),
)

Summary = dict[str, dict[str, float]]


def summary(samples: Mapping[str, Samples]) -> Summary:
    """{row: {page: value, "times better": ours against plain}}; what was not measured is left out."""
    table: Summary = {}
    for what, name, summed_up, more_is_better in ROWS:
        values = {page: summed_up(taken) for page, of in samples.items() if (taken := getattr(of, name))}
        if values.get("ours") and values.get("plain"):
            ratio = values["ours"] / values["plain"]
            values["times better"] = ratio if more_is_better else 1 / ratio
        if values:
            table[what] = values
    return table


def table_text(table: Summary) -> str:
    columns = ("ours", "plain", "times better")
    lines = [f"{'':30}" + "".join(f"{column:>14}" for column in columns)]
    for what, values in table.items():
        cells = (f"{values[column]:14.4g}" if column in values else f"{'–':>14}" for column in columns)
        lines.append(f"{what:30}" + "".join(cells))
    return "\n".join(lines)
