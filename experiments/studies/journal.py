"""What a study has measured so far, cell by cell, so that a stopped one goes on where it was."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

NAME = "cells.jsonl"


class Journal:
    """Measured cells in a folder, a line each; what was torn off in mid-line is measured again.

    Parameters
    ----------
    folder : Path
        Made when it is not there.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / NAME
        self.cells: dict[str, dict[str, Any]] = {}
        whole = b""
        if self._path.exists():
            content = self._path.read_bytes()
            whole = content[: content.rfind(b"\n") + 1]
            if len(whole) < len(content):
                os.truncate(self._path, len(whole))
        for line in whole.splitlines():
            kept = json.loads(line)
            self.cells[kept.pop("key")] = kept

    def keep(self, key: str, **cell: Any) -> None:
        """Write a cell, and see that it is on the disk."""
        with self._path.open("ab") as file:
            file.write(json.dumps({"key": key, **cell}).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self.cells[key] = cell
