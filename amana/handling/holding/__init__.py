"""Who holds a case, who takes it over, and who follows it."""
