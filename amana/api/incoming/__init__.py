"""The doors for machines that push to us: what they bring is stored and committed before it is read."""
