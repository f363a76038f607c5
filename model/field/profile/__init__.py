"""How a field varies over the graph."""
