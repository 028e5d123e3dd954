"""Knowing sound by its first bytes: what a browser plays, whatever the file is called or says of itself."""

from __future__ import annotations

# Brands of an MP4 container that holds sound, or may: ISO 14496-12, and those telephones write.
_MP4 = frozenset({b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"3gp4", b"3gp5"})
_ENDS = {
    "audio/wav": "wav", "audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/flac": "flac", "audio/mp4": "m4a",
    "audio/webm": "webm",
}  # fmt: skip
_LEAST = 16


def kind_of(content: bytes) -> str | None:
    """Return the media type of a sound, one of WAV, MP3, Ogg, FLAC, M4A and WebM; None for everything else.

    A picture or a film in the same container is refused where its head names it.
    """
    head = content[:4096]
    if len(content) < _LEAST:
        return None
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "audio/wav"
    if head.startswith(b"fLaC"):
        return "audio/flac"
    if head.startswith(b"OggS"):
        return None if b"theora" in head else "audio/ogg"
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head:
        return None if b"V_VP" in head or b"V_AV1" in head else "audio/webm"
    if head[4:8] == b"ftyp" and head[8:12] in _MP4:
        return None if b"vide" in content[:65_536] else "audio/mp4"
    return "audio/mpeg" if _is_mp3(head) else None


def _is_mp3(head: bytes) -> bool:
    """Say whether it begins with an ID3 tag, or with a frame of MPEG sound (layer III)."""
    if head.startswith(b"ID3") and head[3] < 0x10:
        return True
    return (
        head[0] == 0xFF
        and head[1] & 0xE6 == 0xE2  # eleven bits of sync, layer III
        and head[1] & 0x18 != 0x08  # a version there is
        and head[2] & 0xF0 not in {0xF0, 0x00}  # a bit rate there is
        and head[2] & 0x0C != 0x0C  # and a sampling rate
    )


def name_for(media_type: str, number: str) -> str:
    """Return the name a recording is kept under; that of whoever sent it says nothing anybody needs."""
    return f"{number}.{_ENDS[media_type]}"
