"""Words that came elsewhere: pasted, dropped or chosen in one's own mailbox, looked at first, then in the record."""
