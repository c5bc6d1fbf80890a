"""The text of a file: which encoding it has, and what it is where it is no text at all."""

from __future__ import annotations

import codecs
import unicodedata

from tables.unreadable import MOST_BYTES, Unreadable

# First those that begin like others.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# What people take for a table, by its first bytes.
OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", "an old Excel file: save it as CSV, and bring that"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"%PDF", "a PDF document: a table in it has to be copied out first"),
    (b"\x1f\x8b", "a compressed file (gzip): unpack it first"),
    (b"BZh", "a compressed file (bzip2): unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a compressed file (zstd): unpack it first"),
    (b"\xfd7zXZ", "a compressed file (xz): unpack it first"),
    (b"7z\xbc\xaf", "a compressed archive (7z): unpack it first"),
    (b"Rar!", "a compressed archive (RAR): unpack it first"),
    (b"PAR1", "a Parquet file: write it as CSV, and bring that"),
    (b"\x93NUMPY", "a NumPy array: numpy.savetxt writes it as text"),
    (b"\x89HDF", "an HDF5 file: write the table as CSV, and bring that"),
    (b"SQLite format 3", "a database (SQLite): write the table as CSV, and bring that"),
    (b"{\\rtf", "a text document (RTF): save the table as CSV, and bring that"),
    (b"<!doctype html", "a web page: download the file itself"),
    (b"<html", "a web page: download the file itself"),
)
EXCEL = "an Excel file: save it as CSV, and bring that"
LIBRE_OFFICE = "a LibreOffice file: save it as CSV, and bring that"
ARCHIVE = "a compressed archive (zip): unpack it first"

# A text has next to no control characters; of random bytes every tenth is one.
LOOKED_AT = 20_000
MOST_CONTROLS = 0.01


def text_of(raw: bytes) -> str:
    """The file's text. Unreadable for an empty or too long file, and for what is no text."""
    if len(raw) > MOST_BYTES:
        raise Unreadable(
            f"The file has {len(raw) / 2**20:.1f} MB; at most {MOST_BYTES // 2**20} MB can be read."
        )
    kind = other_kind(raw)
    if kind:
        raise Unreadable(f"This is {kind}.")
    text = decoded(raw)
    if not text.strip("\ufeff").strip():
        raise Unreadable("The file is empty.")
    if looks_binary(text[:LOOKED_AT]):
        raise Unreadable("This is no text: a CSV file is wanted.")
    return text


def other_kind(raw: bytes) -> str:
    """What a file is that is no text, as far as its first bytes tell; empty where they tell nothing."""
    if raw.startswith(b"PK\x03\x04"):
        beginning = raw[:4096]
        if b"[Content_Types].xml" in beginning or b"xl/" in beginning:
            return EXCEL
        return LIBRE_OFFICE if b"opendocument.spreadsheet" in beginning else ARCHIVE
    beginning = raw[:64].lstrip()
    for first, kind in OTHER_KINDS:
        if beginning.lower().startswith(first.lower()):
            return kind
    return ""


def decoded(raw: bytes) -> str:
    """By its byte order mark; else UTF-16 where every other byte is 0, UTF-8, or what Windows writes."""
    encodings = [encoding for mark, encoding in BYTE_ORDER_MARKS if raw.startswith(mark)][:1]
    encodings = encodings or [*without_mark(raw[:LOOKED_AT]), "utf-8", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"The file begins like {encodings[0]} and is not: save it as UTF-8.")


def without_mark(beginning: bytes) -> list[str]:
    """UTF-16 that does not say so: in digits and Latin letters one byte of two is 0."""
    half = len(beginning) // 2
    if beginning[1::2].count(0) > 0.7 * half > 0 == beginning[::2].count(0):
        return ["utf-16-le"]
    if beginning[::2].count(0) > 0.7 * half > 0 == beginning[1::2].count(0):
        return ["utf-16-be"]
    return []


def looks_binary(text: str) -> bool:
    if "\x00" in text:
        return True
    controls = sum(unicodedata.category(each) == "Cc" for each in text if each not in "\t\n\r\f\v")
    return controls > MOST_CONTROLS * len(text)
