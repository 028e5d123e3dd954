"""The raw inbox, what is held and set aside, the outbox and the files; knows a case only by its key."""
