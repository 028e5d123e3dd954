"""Web Push: notices to a browser that asked for them, encrypted for it alone (RFC 8291) and signed by us (RFC 8292)."""
