"""The counter: new cases one at a time, each given to somebody within seconds, and the one question that decides the line."""
