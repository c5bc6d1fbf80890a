"""Whoever runs the blocks, the numbers are the same."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from distributed import Client, LocalCluster

from descent import Finals, finals
from descent.lanes import TASK, THREADS
from optimizers import OPTIMIZERS, Optimizer
from surfaces import SURFACES, Surface

LANES = 2 * THREADS + 3


def case(rule: str, key: str, **settings: Any) -> tuple[Optimizer, Surface, Any]:
    rng = np.random.default_rng(5)
    surface = SURFACES[key]
    starts = np.array([rng.uniform(*interval, LANES) for interval in surface.domain])
    rates = 10.0 ** rng.uniform(-4.0, 0.0, LANES)
    return OPTIMIZERS[rule](learning_rate=rates, **settings), surface, starts


CASES = [
    case("adam", "rosenbrock", beta1=np.linspace(0.0, 0.99, LANES)),
    case("sgd", "rosenbrock"),  # most lanes diverge
    case("nadam", "quadratic"),  # a surface with knobs, whose functions carry their values
]
every_case = pytest.mark.parametrize("case", CASES, ids=["adam", "sgd", "quadratic"])


class Counting(ThreadPoolExecutor):
    """Two threads that tell who worked."""

    def __init__(self) -> None:
        super().__init__(max_workers=2)
        self.calls = 0

    def submit(self, *args: Any, **options: Any) -> Any:
        self.calls += 1
        return super().submit(*args, **options)


@pytest.fixture(scope="module")
def dask(root: Path) -> Iterator[Executor]:
    # The workers are processes of their own, which have to find our packages.
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(root)
    try:
        with (
            LocalCluster(
                n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client.get_executor()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


def assert_same(ours: Finals, others: Finals) -> None:
    np.testing.assert_array_equal(ours.positions, others.positions)
    np.testing.assert_array_equal(ours.losses, others.losses)
    np.testing.assert_array_equal(ours.steps_to, others.steps_to)


@every_case
def test_threads(case: tuple[Optimizer, Surface, Any]) -> None:
    alone = finals(*case, steps=40)
    with Counting() as threads:
        assert_same(alone, finals(*case, steps=40, executor=threads))
        assert threads.calls == 3  # as few as there can be
    assert np.isfinite(alone.losses).any()


def test_processes() -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        for case in CASES:
            assert_same(finals(*case, steps=40), finals(*case, steps=40, executor=processes))


@every_case
def test_a_dask_cluster(case: tuple[Optimizer, Surface, Any], dask: Executor) -> None:
    assert_same(finals(*case, steps=40), finals(*case, steps=40, executor=dask))


def test_the_cluster_works_in_other_processes(dask: Executor) -> None:
    assert LANES > 2 * TASK
    at_work = set(dask.map(process_of, range(8)))
    assert at_work
    assert os.getpid() not in at_work


def process_of(_: int) -> int:
    return os.getpid()


def test_an_error_in_a_worker_reaches_the_caller() -> None:
    def broken(*_: Any) -> Any:
        raise KeyError("a surface of the user's own")

    bad = replace(SURFACES["sphere"], value=broken)
    with ThreadPoolExecutor(1) as threads, pytest.raises(KeyError, match="of the user's own"):
        finals(OPTIMIZERS["sgd"](), bad, np.ones((2, 5)), 3, executor=threads)


def test_bad_input_is_refused_before_anyone_works() -> None:
    with Counting() as threads:
        refusals: Sequence[tuple[Callable[[], Any], str]] = [
            (lambda: finals(*CASES[0][:2], [[np.nan], [0.0]], 5, executor=threads), "^starts must be finite"),
            (lambda: finals(*CASES[0], steps=-1, executor=threads), "^steps must"),
        ]
        for call, complaint in refusals:
            with pytest.raises(ValueError, match=complaint):
                call()
        assert threads.calls == 0
