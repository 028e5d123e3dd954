"""Calendars: promised calls as events other programs show, and the answers they send."""
