"""How moments, durations, lists and states are said in the reader's language and zone."""
