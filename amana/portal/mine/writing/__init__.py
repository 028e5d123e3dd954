"""Letters of an own case: chosen, read and changed, sent after a yes by one's own mailbox or carried by oneself."""
