"""What a machine read in a message: shown with its reasons, and put right by a person."""
