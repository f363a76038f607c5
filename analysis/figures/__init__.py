"""One figure a function, drawn from stored results."""
