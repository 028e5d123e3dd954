"""Cases composed and labelled by hand, and how one of their lines becomes a picture."""
