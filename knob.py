"""What can be turned: a number, a switch or a choice, told once for rule, control, link, map and docs."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Knob:
    """All that a control, a link or a sweep has to know about one hyper-parameter, or one of a surface's.

    `lowest` to `highest` is the range for teaching. On a log scale the axis measures the distance to
    `toward`: a decay rate has `toward` 1, so 0.9, 0.99 and 0.999 stand evenly spread. Only what lies below
    `at_least`, or not below `below`, breaks the formula and is refused; so is a fraction of what is `whole`.
    """

    symbol: str
    latex: str
    help: str
    kind: Literal["number", "switch", "choice"] = "number"
    lowest: float | None = None
    highest: float | None = None
    scale: Literal["linear", "log"] = "linear"
    toward: float = 0.0
    choices: tuple[str, ...] = ()
    at_least: float | None = None
    below: float | None = None
    whole: bool = False
    name: str = ""
    default: Any = None

    def check(self, value: Any) -> Any:
        """`value` as the formula computes with it: float, float64 array (N,), bool, str; else ValueError."""
        if self.kind == "switch":
            if not isinstance(value, bool | np.bool_):
                raise ValueError(f"{self.name} must be True or False, got {value!r}")
            return bool(value)
        if self.kind == "choice":
            if not isinstance(value, str) or value not in self.choices:
                raise ValueError(f"{self.name} must be one of {', '.join(self.choices)}, got {value!r}")
            return str(value)
        return self._check_number(value)

    def _check_number(self, value: Any) -> float | NDArray[np.float64]:
        numbers = np.asarray(value)
        lanes = isinstance(value, np.ndarray) and numbers.ndim == 1
        if numbers.dtype.kind not in "iuf" or not (lanes or numbers.ndim == 0):
            raise ValueError(f"{self.name} must be a number, or an array of one for each lane, got {value!r}")
        with np.errstate(over="ignore"):
            numbers = numbers.astype(np.float64)
        self._refuse(~np.isfinite(numbers), numbers, "finite")
        if self.at_least is not None:
            self._refuse(numbers < self.at_least, numbers, f"at least {self.at_least:g}")
        if self.below is not None:
            self._refuse(numbers >= self.below, numbers, f"below {self.below:g}")
        if self.whole:
            self._refuse(numbers != np.rint(numbers), numbers, "a whole number")
        # A Python float steps seven times faster than a NumPy scalar and never warns.
        return float(numbers) if numbers.ndim == 0 else numbers

    def _refuse(self, wrong: Any, numbers: NDArray[np.float64], allowed: str) -> None:
        """Raise a ValueError where something is wrong; of an array it names the first lane."""
        if not np.any(wrong):
            return
        if numbers.ndim == 0:
            raise ValueError(f"{self.name} must be {allowed}, got {float(numbers)!r}")
        lane = int(np.argmax(wrong))
        raise ValueError(f"{self.name} must be {allowed}, got {float(numbers[lane])!r} in lane {lane}")
