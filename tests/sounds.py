"""A sound for recordings in tests."""

from __future__ import annotations

import io
import wave


def sound() -> bytes:
    """Return a twentieth of a second of something like silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(8000)
        written.writeframes(b"\0\1" * 400)
    return out.getvalue()
