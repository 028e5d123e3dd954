"""The frame: settings, addresses, reactions, what recurs."""
