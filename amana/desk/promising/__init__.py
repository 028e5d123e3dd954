"""Giving one's word and keeping it: promises, calls, terms and endings, hand-overs, ladders, incidents, amends."""
