"""The form and the conversation on pages of a brand's own sites: a script, and what it asks."""
