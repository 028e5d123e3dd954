"""The customer's side: the shared record by link, and their own cases."""
