"""The sealed log: what happened, in order, so that both sides can prove it."""
