"""Inference of a field's numbers from public records, by approximate Bayesian computation on the real model."""
