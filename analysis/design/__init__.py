"""The inverse question: which numbers of a field give the outcomes that a designer wants, and at what price."""
