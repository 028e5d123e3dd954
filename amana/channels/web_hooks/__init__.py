"""Web hooks: telling other servers what entered the record, and hearing what they hand us, both signed by Standard Webhooks."""
