"""Closed forms beyond the field's own."""
