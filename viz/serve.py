"""The page's server: this computer only, no word to the outside, and a port that is free."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import warnings
import webbrowser
from typing import Any

from model.scenario import Scenario
from viz import choice

HOST = "127.0.0.1"


def serve(scenario: Scenario, port: int, *, opens: bool) -> None:
    """Serve the page of a scenario until it is interrupted.

    Parameters
    ----------
    scenario : Scenario
    port : int
        0: any free port.
    opens : bool
        Whether to open the user's browser.

    Raises
    ------
    ValueError
        When the port is taken, or the extra `viz` is not installed.
    """
    server = _server()
    place = listen(port)
    choice.offer(scenario)
    url = f"http://{HOST}:{place.getsockname()[1]}"
    threading.Thread(target=_announce, args=(server, scenario.name, url, opens), daemon=True).start()
    server.run(sockets=[place])


def listen(port: int) -> socket.socket:
    """A socket on a port of this computer.

    Raises
    ------
    ValueError
        When another program has the port.
    """
    place = socket.socket()
    if os.name != "nt":  # there it would let two servers share a port
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind((HOST, port))
        place.listen()
    except (OSError, OverflowError):
        place.close()
        raise ValueError(f"--port {port} cannot be had on {HOST}: another program uses it, or it is reserved; give another, or 0") from None
    return place


def _server() -> Any:
    """Solara's server with the page in it."""
    quiet()
    os.environ["SOLARA_APP"] = "viz.page"
    try:
        import uvicorn
        from solara.server import settings
    except ImportError as error:
        missing = str(error.name).partition(".")[0]
        raise ValueError(f"the page needs {missing}; install it with: pip install 'constraint-field[viz]'") from None
    # Solara's cookie holds for this address as well; the warning is for pages inside other pages.
    warnings.filterwarnings("ignore", message="Cookies with samesite", category=UserWarning)
    settings.main.mode = "production"
    settings.theme.title, settings.theme.loader = "Constraint Field", "plain"
    config = uvicorn.Config("solara.server.starlette:app", log_level="error", timeout_graceful_shutdown=1)
    return uvicorn.Server(config)


def quiet() -> None:
    """Have Solara's server report nothing to its makers, whether or not it has read its settings."""
    os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] = "false"
    if "solara.server.settings" in sys.modules:
        sys.modules["solara.server.settings"].telemetry.mixpanel_enable = False


def _announce(server: Any, name: str, url: str, opens: bool) -> None:
    """Say where the page is, once it is there."""
    while not server.started:
        time.sleep(0.1)
    print(f"{name} is at {url} (Ctrl-C ends)", flush=True)
    if opens:
        webbrowser.open(url)
