"""How Hebrew promises are told."""
