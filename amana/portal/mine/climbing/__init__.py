"""The ladder of an own case: which rung is open and why, whom to write to there, and what became of it."""
