"""Words of an own case that came elsewhere: kept as they came, understood, shown, and taken into the record once."""
