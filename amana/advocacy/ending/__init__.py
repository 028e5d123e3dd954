"""The end of an own case on its keeper's terms, and what is kept and looked at afterwards."""
