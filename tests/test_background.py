"""The background's desk and its worker process: who gets what, and what happens when something goes wrong."""

import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from background import LEASE, Desk, Progress
from background.job import Pace
from tests.background_tasks import PATIENCE, Clumsy, Dying, Powers, Refusing, Single, Squares


class Clock:
    """Stands until it is told to go on."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(clock: Clock) -> Iterator[Desk]:
    desk = Desk(clock=clock)
    yield desk
    desk.close()


def until(holds: Callable[[], Any]) -> Any:
    """The first true answer; fails where there is none for a minute."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if answer := holds():
            return answer
        time.sleep(0.005)
    raise AssertionError("that did not happen")


def asked(desk: Desk, task: Any, holds: Callable[[Progress], Any], session: str = "a") -> Progress:
    """Asks again and again until the progress is as it should be."""
    found: list[Progress] = []

    def there() -> bool:
        found[:] = desk.ask(session, [task])
        return bool(holds(found[0]))

    until(there)
    return found[0]


def finished(desk: Desk, task: Any, session: str = "a") -> Progress:
    return asked(desk, task, lambda progress: progress.finished, session)


def log(folder: Path) -> list[int]:
    path = folder / "log"
    return [int(line) for line in path.read_text(encoding="utf-8").split()] if path.exists() else []


def test_it_grows_piece_by_piece(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    task = Squares((1, 2, 3, 4), str(tmp_path), gated=True)
    (first,) = desk.ask("a", [task])
    assert (first.done, first.result, first.version, first.finished) == (0.0, None, 0, False)
    assert first.seconds_left is None
    seen = []
    for number in range(1, 5):
        until((tmp_path / f"{number}.began").exists)
        clock.now += 2.0
        (tmp_path / f"{number}.go").touch()
        seen.append(asked(desk, task, lambda progress, n=number: progress.version == n))
    assert [progress.done for progress in seen] == [0.25, 0.5, 0.75, 1.0]
    assert [progress.result for progress in seen] == [
        {1: 1},
        {1: 1, 2: 4},
        {1: 1, 2: 4, 3: 9},
        {1: 1, 2: 4, 3: 9, 4: 16},
    ]
    # The first piece is a small one, and the worker has to start: one does not tell how long it takes.
    assert [progress.seconds_left for progress in seen] == [None, 4.0, 2.0, None]
    assert [progress.finished for progress in seen] == [False, False, False, True]


def test_nothing_is_started_before_somebody_asks(desk: Desk, tmp_path: Path) -> None:
    assert desk.ask("a", []) == []
    assert desk.pid is None
    finished(desk, Squares((3,), str(tmp_path)))
    assert psutil.pid_exists(desk.pid or 0)


def test_what_nobody_wants_is_stopped_within_a_piece(desk: Desk, tmp_path: Path) -> None:
    long, other = Squares((1, 2), str(tmp_path), gated=True), Squares((5,), str(tmp_path))
    desk.ask("a", [long])
    until((tmp_path / "1.began").exists)
    assert finished(desk, other).result == {5: 25}
    assert (tmp_path / "1.stopped").exists()
    assert log(tmp_path) == [1, 5]


def test_what_another_session_wants_goes_on(desk: Desk, tmp_path: Path) -> None:
    task = Squares((1,), str(tmp_path), gated=True)
    desk.ask("a", [task])
    desk.ask("b", [task])
    until((tmp_path / "1.began").exists)
    desk.ask("a", [])
    (tmp_path / "1.go").touch()
    assert finished(desk, task, "b").result == {1: 1}
    assert not (tmp_path / "1.stopped").exists()
    assert log(tmp_path) == [1]


def test_it_goes_on_where_it_was_stopped(desk: Desk, tmp_path: Path) -> None:
    task = Squares((1, 2), str(tmp_path), gated=True)
    desk.ask("a", [task])
    (tmp_path / "1.go").touch()
    asked(desk, task, lambda progress: progress.version == 1)
    until((tmp_path / "2.began").exists)
    desk.ask("a", [])
    until((tmp_path / "2.stopped").exists)
    (tmp_path / "2.go").touch()
    assert finished(desk, task).result == {1: 1, 2: 4}
    assert log(tmp_path) == [1, 2, 2]


def test_who_does_not_ask_again_has_gone(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    desk.ask("a", [Squares((1,), str(tmp_path), gated=True)])
    until((tmp_path / "1.began").exists)
    other = Squares((2,), str(tmp_path))
    clock.now += 0.9 * LEASE
    desk.ask("b", [other])
    assert not (tmp_path / "1.stopped").exists()
    clock.now += 0.2 * LEASE
    until((tmp_path / "1.stopped").exists)
    assert finished(desk, other, "b").result == {2: 4}


def test_a_result_is_computed_once_for_all(desk: Desk, tmp_path: Path) -> None:
    first = finished(desk, Squares((1, 2), str(tmp_path)))
    (again,) = desk.ask("b", [Squares((1, 2), str(tmp_path))])
    assert again.finished
    assert again.result is first.result
    assert log(tmp_path) == [1, 2]


def test_what_was_wanted_longest_ago_makes_room(clock: Clock, tmp_path: Path) -> None:
    one, two, three = (Squares((number,), str(tmp_path)) for number in (1, 2, 3))
    # Two of these results fit, three do not.
    desk = Desk(clock=clock, room=int(2.5 * len(pickle.dumps({1: 1}, pickle.HIGHEST_PROTOCOL))))
    try:
        finished(desk, one)
        finished(desk, two)
        finished(desk, one)
        finished(desk, three)
        assert desk.ask("a", [one])[0].finished
        assert not desk.ask("a", [two])[0].finished
    finally:
        desk.close()


def test_sessions_take_turns(desk: Desk, tmp_path: Path) -> None:
    a, b = Squares((1, 2, 3), str(tmp_path), gated=True), Squares((11, 12, 13), str(tmp_path), gated=True)
    desk.ask("a", [a])
    until((tmp_path / "1.began").exists)
    desk.ask("b", [b])
    for number in (1, 2, 3, 11, 12, 13):
        (tmp_path / f"{number}.go").touch()
    finished(desk, b, "b")
    finished(desk, a, "a")
    assert log(tmp_path) == [1, 11, 2, 12, 3, 13]


def test_pictures_beside_each_other_grow_together(desk: Desk, tmp_path: Path) -> None:
    tasks = [Squares(numbers, str(tmp_path)) for numbers in ((1, 2), (11, 12), (21, 22))]
    until(lambda: all(progress.finished for progress in desk.ask("a", tasks)))
    assert log(tmp_path) == [1, 11, 21, 2, 12, 22]


def test_first_pictures_come_before_anything_finer_of_others(desk: Desk, tmp_path: Path) -> None:
    a = Squares((1, 2, 3), str(tmp_path), gated=True)
    several = [Squares(numbers, str(tmp_path)) for numbers in ((11, 12), (21, 22), (31, 32))]
    desk.ask("a", [a])
    until((tmp_path / "1.began").exists)
    desk.ask("b", several)
    for number in (1, 2, 3):
        (tmp_path / f"{number}.go").touch()
    until(lambda: all(progress.finished for progress in desk.ask("b", several)))
    finished(desk, a, "a")
    assert log(tmp_path) == [1, 11, 21, 31, 2, 12, 3, 22, 32]


def test_who_asks_for_new_pictures_all_the_time_keeps_nobody_waiting(desk: Desk, tmp_path: Path) -> None:
    a = Squares((1, 2), str(tmp_path), gated=True)
    desk.ask("a", [a])
    until((tmp_path / "1.began").exists)
    (tmp_path / "1.go").touch()
    (tmp_path / "2.go").touch()
    desk.ask("b", [Squares((number,), str(tmp_path)) for number in range(10, 30)])
    finished(desk, a, "a")
    assert 2 in log(tmp_path)[:6]


def test_pieces_may_hang_on_what_was_found(desk: Desk, tmp_path: Path) -> None:
    assert finished(desk, Powers((3,), str(tmp_path))).result == {3: 9, 9: 81, 81: 6561}


def test_what_is_refused_is_told_and_not_tried_again(desk: Desk, tmp_path: Path) -> None:
    task = Single((1,), str(tmp_path), kind=Refusing)
    failed = asked(desk, task, lambda progress: progress.failed)
    assert failed.failed == "This could not be computed: the number is odd."
    assert not failed.finished
    # The worker lives, and does something else meanwhile; only then it would have taken it up again.
    assert finished(desk, Squares((2,), str(tmp_path)), "b").result == {2: 4}
    assert desk.ask("a", [task])[0].failed == failed.failed
    assert log(tmp_path) == [1, 2]
    desk.ask("a", [])
    asked(desk, task, lambda progress: progress.failed)
    assert log(tmp_path) == [1, 2, 1]


def test_a_task_that_raises_harms_no_other(desk: Desk, tmp_path: Path) -> None:
    failed = asked(desk, Clumsy((1,), str(tmp_path)), lambda progress: progress.failed)
    assert failed.failed == "This could not be computed: KeyError: 1."
    assert finished(desk, Single((2,), str(tmp_path))).result == {2: 4}


def test_a_worker_that_dies_is_started_anew(desk: Desk, tmp_path: Path) -> None:
    assert finished(desk, Single((1,), str(tmp_path))).result == {1: 1}
    before = desk.pid
    failed = asked(desk, Single((2,), str(tmp_path), kind=Dying), lambda progress: progress.failed)
    assert (tmp_path / "2.again").exists()
    assert failed.failed == (
        "This could not be computed: the process that computes ended twice at the same place."
    )
    assert finished(desk, Single((3,), str(tmp_path))).result == {3: 9}
    assert desk.pid != before


def test_a_piece_at_which_the_worker_died_once_is_done(desk: Desk, tmp_path: Path) -> None:
    task = Squares((1,), str(tmp_path), gated=True)
    desk.ask("a", [task])
    until((tmp_path / "1.began").exists)
    psutil.Process(desk.pid).kill()
    (tmp_path / "1.go").touch()
    assert finished(desk, task).result == {1: 1}
    assert log(tmp_path) == [1, 1]


def test_the_worker_ends_with_the_server(root: Path, tmp_path: Path) -> None:
    script = f"""
import os, time
from background import ask
from background.desk import DESK
from tests.background_tasks import Squares
while not os.path.exists({str(tmp_path / "1.began")!r}):
    ask("a", [Squares((1,), {str(tmp_path)!r}, gated=True)])
    time.sleep(0.01)
print(DESK.pid, flush=True)
os._exit(0)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    worker = int(done.stdout)
    until(lambda: not psutil.pid_exists(worker) or psutil.Process(worker).status() == psutil.STATUS_ZOMBIE)


def test_a_script_of_the_server_is_not_run_in_the_worker(tmp_path: Path, root: Path) -> None:
    script = tmp_path / "page.py"
    script.write_text(
        f"""
import sys
sys.path.insert(0, {str(root)!r})
with open({str(tmp_path / "runs")!r}, "a") as runs:
    runs.write("run\\n")
from background import ask
from tests.background_tasks import Squares
while not ask("a", [Squares((1,), {str(tmp_path)!r})])[0].finished:
    pass
""",
        encoding="utf-8",
    )
    subprocess.run([sys.executable, str(script)], cwd=tmp_path, timeout=PATIENCE, check=True)
    assert (tmp_path / "runs").read_text(encoding="utf-8") == "run\n"


def test_the_time_left_is_told_once_it_is_steady() -> None:
    pace = Pace()
    assert pace.seconds_left(5.0) is None
    # The worker starts, and the first piece is a small one: neither tells how long the others take.
    pace.came(10.0, 0.01)
    assert pace.seconds_left(10.0) is None
    pace.came(11.0, 0.04)
    assert pace.seconds_left(11.0) is None, "too little is done to tell"
    pace.came(14.0, 0.05)
    assert pace.seconds_left(14.0) == pytest.approx(4.0 * 0.95 / 0.04), "two pieces more are enough"
    pace.came(18.0, 0.21)
    assert pace.seconds_left(18.0) == pytest.approx(8.0 * 0.79 / 0.2)
    assert pace.seconds_left(20.0) == pytest.approx(29.6)
    assert pace.seconds_left(99.0) == 0.0


def test_a_large_piece_after_the_first_is_enough_to_tell_the_time_left() -> None:
    pace = Pace()
    pace.came(10.0, 0.01)
    pace.came(11.0, 0.11)
    assert pace.seconds_left(11.0) == pytest.approx(8.9)


def test_a_pause_does_not_count_as_time() -> None:
    pace = Pace()
    pace.came(10.0, 0.25)
    pace.came(20.0, 0.5)
    assert pace.seconds_left(20.0) == 20.0
    pace.pauses()
    assert pace.seconds_left(1001.0) is None
    pace.came(1010.0, 0.6)
    assert pace.seconds_left(1010.0) is None
    pace.came(1014.0, 0.8)
    assert pace.seconds_left(1014.0) == pytest.approx(4.0)
