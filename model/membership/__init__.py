"""Who stays, who leaves, who comes: numbers and kernels of exit, entry, unbonding, re-entry and delegation."""
