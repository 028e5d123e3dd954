"""The firm's own systems: asked what they know of a case, by one signed GET."""
