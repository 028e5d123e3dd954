"""What a customer asks about their own data, on the page of their case."""
