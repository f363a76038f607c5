"""What studies found: stored tables held against closed forms, claim by claim."""
