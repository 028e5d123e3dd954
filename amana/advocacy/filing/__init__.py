"""The file of an own case on paper: what a clerk or a judge reads, with its exhibits."""
