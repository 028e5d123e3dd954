"""Putting a file into a form as browsers send one (RFC 7578)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from amana.channels.messaging.words import File


def multipart(fields: Mapping[str, str], file: File, *, name: str = "file") -> tuple[bytes, str]:
    """Return the body of a form with these fields and one file, and its media type."""
    border = secrets.token_hex(16)
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    shown = "".join(one for one in file.name if one.isprintable() and one not in '"\\') or "file"
    head = f'--{border}\r\nContent-Disposition: form-data; name="{name}"; filename="{shown}"\r\n'
    kind = file.type if file.type.isascii() and file.type.isprintable() else "application/octet-stream"
    parts += [f"{head}Content-Type: {kind}\r\n\r\n".encode(), file.content, f"\r\n--{border}--\r\n".encode()]
    return b"".join(parts), f"multipart/form-data; boundary={border}"
