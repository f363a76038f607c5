"""The command ``cfield``."""
