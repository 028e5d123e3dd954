"""Small real files made in code: a photo-like PNG, a one-page PDF."""

from __future__ import annotations

import mimetypes
import struct
import zlib
from functools import cache
from typing import Any

from amana.sample.happenings import Attachment

_WIDTH, _HEIGHT = 240, 180
Colour = tuple[int, int, int]
Box = tuple[int, int, int, int, Colour]

_STEEL, _DARK, _WOOD, _WATER, _AMBER = (176, 182, 190), (52, 54, 60), (150, 108, 72), (96, 150, 205), (240, 170, 40)
_MACHINE: tuple[Box, ...] = (
    (60, 30, 120, 110, _STEEL),
    (68, 38, 104, 26, _DARK),
    (104, 70, 32, 14, _DARK),
    (114, 84, 12, 10, _DARK),
    (72, 126, 96, 8, _DARK),
)
_SCENES: dict[str, tuple[Box, ...]] = {
    "leak": (*_MACHINE, (40, 141, 150, 10, _WATER), (60, 151, 100, 5, _WATER), (118, 94, 4, 32, _WATER)),
    "display": (*_MACHINE, (80, 43, 12, 16, _AMBER), (100, 43, 4, 16, _AMBER), (110, 43, 4, 16, _AMBER)),
    "box": ((50, 60, 140, 90, (190, 150, 100)), (50, 60, 140, 8, (160, 120, 76)), (112, 60, 16, 90, (220, 190, 140))),
}


# Any: a TOML table has no narrower type.
def attachment(row: dict[str, Any]) -> Attachment:
    """Return the file that a story describes by `draw` (a scene), `lines` (of a PDF) or `text`."""
    name: str = row["name"]
    content = png(row["draw"]) if "draw" in row else pdf(row["lines"]) if "lines" in row else row["text"].encode()
    return Attachment(name=name, media_type=mimetypes.guess_type(name)[0] or "text/plain", content=content)


@cache
def png(scene: str) -> bytes:
    """Return a 240 by 180 picture of a coffee machine; `scene` is leak, display or box."""
    pixels = [[(232, 228, 220)] * _WIDTH for _ in range(_HEIGHT)]
    for left, top, width, height, colour in ((0, 140, _WIDTH, 40, _WOOD), *_SCENES[scene]):
        for y in range(top, top + height):
            pixels[y][left : left + width] = [colour] * width
    rows = b"".join(b"\0" + bytes(value for pixel in row for value in pixel) for row in pixels)
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def pdf(lines: list[str]) -> bytes:
    """Return a one-page PDF with `lines` in Helvetica; raises UnicodeEncodeError beyond Latin-1."""
    shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
    stream = f"BT /F1 12 Tf 56 780 Td 18 TL\n{shown}ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    ending = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + ending


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
