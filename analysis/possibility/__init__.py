"""The space in front of behaviour: what a field allows to exist."""
