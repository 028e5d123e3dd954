"""What is measured of the service: counted by week and team, never shown of a person to anybody but themselves."""
