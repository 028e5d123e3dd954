"""The way in for other programs: the same verbs and the same doors as the desk, in JSON."""
