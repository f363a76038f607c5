"""``cfield app``: watch a network in the browser."""

from __future__ import annotations

import os
from collections.abc import Sequence

from cli.given import scenario_of


def run(network: str, settings: Sequence[str], plugins: Sequence[str], port: int, opens: bool) -> None:
    """Serve the page until it is interrupted."""
    scenario, _ = scenario_of(network, settings, plugins)
    from viz.serve import serve

    try:
        serve(scenario, port, opens=opens)
    except KeyboardInterrupt:
        print("the page is closed", flush=True)
        os._exit(0)  # a thread of Mesa's page may wait for a tab that is gone
