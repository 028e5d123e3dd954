"""A call while it lasts, on a page for one hand."""
