"""Jobs, settlement, accounts and the market."""
