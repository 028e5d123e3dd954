"""Reading cases of the past as a whole: samples, a reading with what the machine found beside it, and how both agree."""
