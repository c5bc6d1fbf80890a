"""A file that is uploaded stays in memory: the web server's own limit would send it through the disk."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartParser

from tables import MOST_BYTES
from views.in_memory import keep_uploads_in_memory


async def body(size: int) -> AsyncIterator[bytes]:
    yield b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    for _ in range(size // 2**16):
        yield b"1" * 2**16
    yield b"\r\n--edge--\r\n"


async def on_disk(size: int) -> bool:
    headers = Headers({"content-type": "multipart/form-data; boundary=edge"})
    form = await MultiPartParser(headers, body(size)).parse()
    file = form["file"]
    assert isinstance(file, UploadFile)
    assert file.size == size
    rolled = bool(file.file._rolled)  # type: ignore[attr-defined]
    await form.close()
    return rolled


def test_the_largest_file_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 2**20)
    assert asyncio.run(on_disk(MOST_BYTES))
    keep_uploads_in_memory()
    assert not asyncio.run(on_disk(MOST_BYTES))
