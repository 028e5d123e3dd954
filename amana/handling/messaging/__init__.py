"""Messages by messengers: heard, answered and sent by the same verbs as mail."""
