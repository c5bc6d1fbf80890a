"""Lets a link of megabytes reach the page, which then says what it ignored of it.

The web server below Streamlit answers a request whose head is longer than 64 KiB with a bare "400", and
Streamlit has no option for it. Its limit is read for each new connection, so it can be raised from here: for
every visit after the first that a server has had.
"""

import logging

LONGEST = 4 * 2**20
LIMIT = "DEFAULT_MAX_INCOMPLETE_EVENT_SIZE"


def allow_long_links() -> None:
    from uvicorn.protocols.http import h11_impl

    if not hasattr(h11_impl, LIMIT):
        logging.getLogger(__name__).warning("uvicorn has no %s any more: very long links end in a 400", LIMIT)
        return
    setattr(h11_impl, LIMIT, LONGEST)
