"""A program of its own: reads a file from standard input and prints its text. It imports nothing of the product.

Run by `extracting.py` with limits, as `file_reader.py pdf|docx|text`. Exit status: 0 read, 1 damaged, 3 locked by a
password, 4 too large.
"""

from __future__ import annotations

import contextlib
import io
import logging
import sys
import zipfile
from collections.abc import Iterator

MOST_PAGES = 200
LONGEST_TEXT = 100_000
LARGEST_PART = 30 * 2**20
LOCKED, TOO_LARGE = 3, 4
_PARAGRAPH = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
_CHARSETS = ("utf-8-sig", "cp1255")


class Locked(Exception):
    """A password is needed."""


class TooLarge(Exception):
    """What is packed in it is larger than we unpack."""


def of_pdf(content: bytes) -> Iterator[str]:
    """Yield the text of each page; a page that cannot be read is passed over."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Locked
    for number in range(min(len(reader.pages), MOST_PAGES)):
        with contextlib.suppress(pypdf.errors.PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError):
            yield reader.pages[number].extract_text() or ""


def of_docx(content: bytes) -> Iterator[str]:
    """Yield the paragraphs of a document."""
    from xml.etree import ElementTree as ET

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        part = packed.getinfo("word/document.xml")
        if part.file_size > LARGEST_PART:
            raise TooLarge
        with packed.open(part) as file:
            # A declaration of entities has no place in a document; expat's own limit would end it, this says it first.
            body = file.read(LARGEST_PART)
    if b"<!DOCTYPE" in body:
        raise TooLarge
    for paragraph in ET.fromstring(body).iter(_PARAGRAPH):  # noqa: S314  # no declarations, and a process with limits
        yield "".join(piece.text or "" for piece in paragraph.iter(_TEXT))


def of_text(content: bytes) -> Iterator[str]:
    """Yield a plain text in UTF-8, UTF-16 with its mark, or else the Hebrew of Windows."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        yield content.decode("utf-16", "replace")
        return
    for charset in _CHARSETS:
        with contextlib.suppress(UnicodeDecodeError):
            yield content.decode(charset)
            return
    yield content.decode("utf-8", "replace")


FORMS = {"pdf": of_pdf, "docx": of_docx, "text": of_text}


def main() -> int:
    length = 0
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="ignore", newline="\n")
    try:
        for piece in FORMS[sys.argv[1]](sys.stdin.buffer.read()):
            out.write(piece[: LONGEST_TEXT - length] + "\n")
            length += len(piece) + 1
            if length >= LONGEST_TEXT:
                break
        out.flush()
    except Locked:
        return LOCKED
    except TooLarge:
        return TOO_LARGE
    except Exception:  # noqa: BLE001  # whatever is wrong with the file, it is the file
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
