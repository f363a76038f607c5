"""Benchmarks: the engine beside a plain Mesa model, in one run."""
