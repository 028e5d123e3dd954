"""What is beyond the desk: the firm's own systems, and people outside who are asked by mail."""
