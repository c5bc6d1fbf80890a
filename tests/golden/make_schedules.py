"""Write schedules.json: the factors of torch's own learning-rate schedulers.

Run `make golden`, or from the repository's root: PYTHONPATH=. python tests/golden/make_schedules.py
"""

import json
from pathlib import Path
from typing import Any

import torch
from torch.optim import SGD
from torch.optim import lr_scheduler as schedulers

STEPS = 60
WARMUP = 12  # steps, a fifth

# Our settings; the warm-up, in steps; and torch's scheduler of the rest, given its length.
CASES: list[tuple[dict[str, Any], int, Any]] = [
    ({"kind": "constant"}, WARMUP, lambda o, n: schedulers.ConstantLR(o, factor=1.0, total_iters=n)),
    *(
        ({"kind": kind, **settings}, warmup, make)
        for warmup in (0, WARMUP)
        for kind, settings, make in [
            (
                "step",
                {"drop": 0.3, "every": 0.25},
                lambda o, n: schedulers.StepLR(o, step_size=n // 4, gamma=0.3),
            ),
            (
                "exponential",
                {"final": 0.02},
                lambda o, n: schedulers.ExponentialLR(o, gamma=0.02 ** (1.0 / n)),
            ),
            ("cosine", {"final": 0.05}, lambda o, n: schedulers.CosineAnnealingLR(o, T_max=n, eta_min=0.05)),
            (
                "restarts",
                {"final": 0.05, "every": 0.25, "growth": 1.0},
                lambda o, n: schedulers.CosineAnnealingWarmRestarts(o, T_0=n // 4, T_mult=1, eta_min=0.05),
            ),
            (
                "restarts",
                {"final": 0.01, "every": 1.0 / 12.0, "growth": 2.0},
                lambda o, n: schedulers.CosineAnnealingWarmRestarts(o, T_0=n // 12, T_mult=2, eta_min=0.01),
            ),
            (
                "restarts",
                {"final": 0.01, "every": 1.0 / 12.0, "growth": 3.0},
                lambda o, n: schedulers.CosineAnnealingWarmRestarts(o, T_0=n // 12, T_mult=3, eta_min=0.01),
            ),
            (
                "linear",
                {"final": 0.1},
                lambda o, n: schedulers.LinearLR(o, start_factor=1.0, end_factor=0.1, total_iters=n),
            ),
        ]
    ),
    *(
        (
            {"kind": "one_cycle", "initial": initial, "peak": peak, "final": final},
            0,
            lambda o, n, initial=initial, peak=peak, final=final: schedulers.OneCycleLR(
                o,
                max_lr=1.0,
                total_steps=n,
                pct_start=peak,
                div_factor=1.0 / initial,
                final_div_factor=initial / final,
                cycle_momentum=False,
            ),
        )
        for initial, peak, final in [(0.04, 0.3, 0.01), (0.2, 0.75, 0.001)]
    ),
]


def factors(make: Any, warmup: int) -> list[float]:
    """The rate of each step, at a base rate of 1."""
    optimizer = SGD([torch.zeros(1, dtype=torch.float64, requires_grad=True)], lr=1.0)
    if warmup:
        grows = schedulers.LinearLR(optimizer, start_factor=1.0 / (warmup + 1.0), total_iters=warmup)
        rest = make(optimizer, STEPS - warmup)
        scheduler: Any = schedulers.SequentialLR(optimizer, [grows, rest], milestones=[warmup])
    else:
        scheduler = make(optimizer, STEPS)
    found = []
    for t in range(STEPS):
        found.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        if t < STEPS - 1:
            scheduler.step()
    return found


if __name__ == "__main__":
    cases = [
        {"settings": {**settings, "warmup": warmup / STEPS}, "factors": factors(make, warmup)}
        for settings, warmup, make in CASES
    ]
    head = json.dumps({"library": f"torch {torch.__version__.partition('+')[0]}", "steps": STEPS})
    lines = ",\n".join(map(json.dumps, cases))
    text = f'{head[:-1]}, "cases": [\n{lines}\n]}}\n'
    Path(__file__).with_name("schedules.json").write_text(text, encoding="utf-8")
