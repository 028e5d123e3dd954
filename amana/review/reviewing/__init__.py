"""Reading cases of the past as a whole: a fair sample, a person's judgement beside the machine's, and praise."""
