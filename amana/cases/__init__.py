"""The case, its facts and its standing."""
