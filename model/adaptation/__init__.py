"""How nodes revise their strategies."""
