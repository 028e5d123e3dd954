"""People outside the desk who are asked by mail, and what they answer."""
