"""What a consumer wants, what it cost them, what they hold: the parts of a problem, each by itself."""
