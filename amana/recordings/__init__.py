"""Recordings of calls: only where a brand wants them and somebody consented; played in the page, gone when deleted."""
