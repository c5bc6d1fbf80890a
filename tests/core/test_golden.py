"""Paths equal those of torch.optim, written down by make_golden.py."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from descent import descend
from optimizers import OPTIMIZERS
from surfaces import SURFACES

GOLDEN: dict[str, Any] = json.loads(Path(__file__).with_name("golden.json").read_text())


@pytest.mark.parametrize(
    "case", GOLDEN["runs"], ids=lambda case: f"{case['rule']}-{case['surface']}-{len(case['settings'])}"
)
def test_positions_equal_torch(case: dict[str, Any]) -> None:
    surface = SURFACES[case["surface"]]
    path = np.array(case["path"])
    run = descend(OPTIMIZERS[case["rule"]](**case["settings"]), surface, path[0], GOLDEN["steps"])
    np.testing.assert_allclose(run.positions[:: GOLDEN["stride"]], path, rtol=0.0, atol=1e-12)


def test_every_first_rule_is_compared_by_default_and_by_unusual_settings() -> None:
    for key in ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"):
        assert len({str(case["settings"]) for case in GOLDEN["runs"] if case["rule"] == key}) >= 2
