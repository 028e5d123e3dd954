"""Times that run on one's own case, the rules they come from, and whom to turn to outside a company."""
