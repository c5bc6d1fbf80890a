"""Paths equal those of torch's and optax's own optimizers, as tests/golden has written them down."""

import json
from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from descent import descend, finals
from optimizers import OPTIMIZERS, Optimizer, hypers
from surfaces import SURFACES
from tests.golden.runs import KEPT, STEPS, TOLERANCE, read

GOLDEN = read()
RUNS = [(library, run) for library, golden in GOLDEN.items() for run in golden["runs"]]
every_library = pytest.mark.parametrize("library", GOLDEN)

# Neither library has these.
NOWHERE = {"qhm", "qhadam", "newton", "bfgs"}


def rule_of(run: dict[str, Any]) -> Optimizer:
    return OPTIMIZERS[run["rule"]](**run["settings"])


def told_apart(library: str) -> dict[str, list[dict[str, Any]]]:
    """The settings at which each rule was run."""
    seen: dict[str, dict[str, Any]] = defaultdict(dict)
    for run in GOLDEN[library]["runs"]:
        seen[run["rule"]][json.dumps(run["settings"], sort_keys=True)] = run["settings"]
    return {rule: list(settings.values()) for rule, settings in seen.items()}


@pytest.mark.parametrize(
    ("library", "run"),
    RUNS,
    ids=[f"{lib}-{run['rule']}-{run['surface']}-{i}" for i, (lib, run) in enumerate(RUNS)],
)
def test_positions_equal_the_librarys(library: str, run: dict[str, Any]) -> None:
    path = np.array(run["path"])
    ours = descend(rule_of(run), SURFACES[run["surface"]], path[0], STEPS).positions
    np.testing.assert_allclose(ours[list(KEPT)], path, rtol=0.0, atol=TOLERANCE, err_msg=library)


def lanes() -> list[Any]:
    """Runs that can be lanes of one: a rule on a surface, with the same switches and choices."""
    groups: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for library, run in RUNS:
        rule = rule_of(run)
        switches = [
            (name, getattr(rule, name)) for name, field in hypers(rule).items() if field.kind != "number"
        ]
        groups[library, run["rule"], run["surface"], *switches].append(run)
    return [pytest.param(runs, id="-".join(map(str, group))) for group, runs in groups.items()]


@pytest.mark.parametrize("runs", lanes())
def test_lanes_end_where_the_librarys_paths_end(runs: list[dict[str, Any]]) -> None:
    rules = [rule_of(run) for run in runs]
    settings = {
        name: np.array([getattr(rule, name) for rule in rules])
        if field.kind == "number"
        else getattr(rules[0], name)
        for name, field in hypers(rules[0]).items()
    }
    starts = np.array([run["path"][0] for run in runs]).T
    last = finals(type(rules[0])(**settings), SURFACES[runs[0]["surface"]], starts, STEPS)
    ends = np.array([run["path"][-1] for run in runs]).T
    np.testing.assert_allclose(last.positions, ends, rtol=0.0, atol=TOLERANCE)


@every_library
def test_the_files_hold_what_is_asked_of_them(library: str) -> None:
    golden = GOLDEN[library]
    assert (golden["steps"], tuple(golden["kept"])) == (STEPS, KEPT)
    assert {"torch": "torch 2.13.0", "optax": "optax 0.2.8"}[library] == golden["library"]
    surfaces: dict[str, set[str]] = defaultdict(set)
    for run in golden["runs"]:
        assert np.shape(run["path"]) == (len(KEPT), 2)
        surfaces[run["rule"] + json.dumps(run["settings"])].add(run["surface"])
    assert all(len(on) >= 7 for on in surfaces.values())


@pytest.mark.parametrize("rule", sorted({run["rule"] for _, run in RUNS}))
def test_every_rule_runs_by_default_and_with_every_field_elsewhere(rule: str) -> None:
    """By default in the library that it follows; a field that this one lacks, in the other if it has it."""
    fields = hypers(OPTIMIZERS[rule])
    runs = {library: told_apart(library)[rule] for library in GOLDEN if rule in told_apart(library)}
    follows = "torch" if "torch" in runs else "optax"
    moved = {
        library: {
            name for given in settings for name, value in given.items() if value != fields[name].default
        }
        for library, settings in runs.items()
    }
    lacks = {library: set(GOLDEN[library]["lacks"].get(rule, {})) for library in runs}
    assert {} in runs[follows]
    assert moved[follows] | lacks[follows] == set(fields)
    for library in runs:
        assert moved[library].isdisjoint(lacks[library])
        assert lacks[follows] <= moved[library] | lacks[library]


@every_library
def test_what_a_library_lacks_has_a_reason(library: str) -> None:
    lacks = GOLDEN[library]["lacks"]
    assert set(lacks) <= set(told_apart(library))
    assert all(reason for reasons in lacks.values() for reason in reasons.values())


def test_every_rule_that_a_library_has_is_compared() -> None:
    compared = {run["rule"] for _, run in RUNS}
    assert compared == set(OPTIMIZERS) - NOWHERE
    in_torch = "sgd momentum nesterov adagrad rprop rmsprop adadelta adam adamw amsgrad adamax nadam radam"
    assert set(told_apart("torch")) == set(in_torch.split())
    in_optax_alone = {"yogi", "adabelief", "adan", "lion", "schedule_free"}
    what_torch_lacks = {rule for rule, fields in GOLDEN["torch"]["lacks"].items() if fields}
    assert set(told_apart("optax")) == in_optax_alone | what_torch_lacks
