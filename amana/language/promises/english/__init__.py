"""How English promises are told."""
