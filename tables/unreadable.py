"""What is too much to be read, and how it is said that a file cannot be."""

MOST_BYTES = 10 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 200


class Unreadable(ValueError):  # noqa: N818
    """A file, or a choice of its columns, that gives no points; the message is a sentence for people."""
