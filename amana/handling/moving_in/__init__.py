"""History that was kept in another helpdesk: how it is said here, and how it comes into the record without telling anybody."""
