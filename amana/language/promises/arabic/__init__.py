"""How Arabic promises are told."""
