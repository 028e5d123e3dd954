"""What is due in own cases: one ledger of theirs and mine, a calendar file for each, and a private feed."""
