"""How a case ends, and what is asked after it."""
