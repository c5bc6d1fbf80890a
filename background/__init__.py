"""What takes longer than an answer may: computed piece by piece in a process of its own, for all sessions."""

from background.desk import LEASE, Desk, ask
from background.job import Progress
from background.task import Piece, Task

__all__ = ["LEASE", "Desk", "Piece", "Progress", "Task", "ask"]
