"""The browser page of a network: ``solara run app.py``, or ``cfield app NETWORK``.

The environment variable CFIELD_NETWORK names the network, or the TOML or JSON file, to show.
"""

from viz.page import Page
from viz.serve import quiet

__all__ = ["Page"]

quiet()
