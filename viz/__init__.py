"""The parts of the browser page."""
