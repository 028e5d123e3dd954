"""The screens of those who serve."""
