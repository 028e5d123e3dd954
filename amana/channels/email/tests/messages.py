"""Messages to read, put together from a few words."""

from __future__ import annotations

HEADER = {
    "From": "Noa Cohen <noa@customer.example>",
    "To": "Support <support@shop.example>",
    "Subject": "Where is my order?",
    "Date": "Tue, 03 Nov 2026 10:00:00 +0200",
    "Message-ID": "<a1@customer.example>",
}


def message(body: str | bytes = "Hello", **fields: str | None) -> bytes:
    """A whole message. A field given replaces the usual one (`list_id` is List-ID), None leaves it out."""
    header = dict(HEADER)
    for name, value in fields.items():
        title = "-".join(word.title() for word in name.split("_")).replace("-Id", "-ID")
        header.pop(title, None)
        if value is not None:
            header[title] = value
    lines = "".join(f"{name}: {value}\r\n" for name, value in header.items())
    return lines.encode() + b"\r\n" + (body if isinstance(body, bytes) else body.encode())


def multipart(*parts: tuple[str, str], kind: str = "mixed", **fields: str | None) -> bytes:
    """A multipart message; each part is its header lines (apart by `|`) and its body."""
    inner = "".join(f"--B\r\n{head.replace('|', chr(13) + chr(10))}\r\n\r\n{body}\r\n" for head, body in parts)
    fields["content_type"] = f'multipart/{kind}; boundary="B"'
    return message(f"{inner}--B--\r\n", **fields)
