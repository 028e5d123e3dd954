"""The sample world: a small invented coffee-machine workshop, its mail over three weeks, and what its team did."""
