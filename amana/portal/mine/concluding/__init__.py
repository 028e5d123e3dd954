"""The end of an own case, what is looked at afterwards, who helped, and beginning again where it ended."""
