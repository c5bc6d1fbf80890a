"""Keeps a file that somebody uploads in memory.

The web server below Streamlit writes what is larger than 1 MiB into a temporary file while it arrives, and
Streamlit has no option for it. Its limit is read for each file, so it can be raised from here.
"""

import logging

from tables import MOST_BYTES

LIMIT = "spool_max_size"


def keep_uploads_in_memory() -> None:
    from starlette.formparsers import MultiPartParser

    if not hasattr(MultiPartParser, LIMIT):
        logging.getLogger(__name__).warning("starlette has no %s any more: uploads may touch the disk", LIMIT)
        return
    setattr(MultiPartParser, LIMIT, 2 * MOST_BYTES)
