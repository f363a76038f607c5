"""How the traces of those units travel."""
