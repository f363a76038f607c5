"""Parameter sweeps that never lose a run: what is varied, the runs, their parts on disk, and who drives them."""
