"""Whether a push is from WhatsApp: as everything that Meta pushes."""

from __future__ import annotations

from amana.channels.meta.proving import greets, proves

__all__ = ["greets", "proves"]
