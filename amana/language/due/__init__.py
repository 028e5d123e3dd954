"""From the words of a text to the moment at which something is due."""
