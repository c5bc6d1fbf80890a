"""A user's own file as columns of numbers: what can be read from it, and the points that two columns make."""

from tables.column import Column as Column
from tables.read import read_table as read_table
from tables.table import Chosen as Chosen
from tables.table import Table as Table
from tables.unreadable import MOST_BYTES as MOST_BYTES
from tables.unreadable import MOST_COLUMNS as MOST_COLUMNS
from tables.unreadable import MOST_ROWS as MOST_ROWS
from tables.unreadable import Unreadable as Unreadable
