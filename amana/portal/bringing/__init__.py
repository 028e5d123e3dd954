"""What a customer kept elsewhere, brought into the case by a file."""
