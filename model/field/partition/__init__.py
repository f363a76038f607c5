"""How a computation is cut into units."""
