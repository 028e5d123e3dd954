"""The settings as data: read part by part, every change of them noted, carried between installations as one file."""
