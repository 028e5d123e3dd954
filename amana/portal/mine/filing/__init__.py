"""The file of one's own case: on paper for others to read, and as a zip that proves itself."""
