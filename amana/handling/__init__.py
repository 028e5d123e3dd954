"""The verbs that cross rooms: receive, open, reply, hand over, close, reopen."""
