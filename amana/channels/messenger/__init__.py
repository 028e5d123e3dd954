"""Facebook Messenger, for a page."""
