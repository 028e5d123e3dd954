"""Times a law or an office gives: rules with their source, and the clocks they start on a case."""
