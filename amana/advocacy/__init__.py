"""A consumer's own case against any company."""
