"""How well a case is being served: patience, amends, conduct, computed from the record with their reasons."""
