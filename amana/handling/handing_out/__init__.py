"""Handing out the shared record: as a page, and as a file that proves itself."""
