"""Moving in from another helpdesk: its export is read, said in our words, shown before anything is written, and taken in."""
