"""A client for the API of Amana, in plain Python: nothing to install beside it."""

from __future__ import annotations

from amana_client.calling import Answer, Client, Refused

__all__ = ["Answer", "Client", "Refused"]
