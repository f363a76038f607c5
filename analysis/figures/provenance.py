"""What a figure says of its origin, read back from its metadata."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read(path: Path) -> dict[str, Any]:
    """The facts in a figure's metadata.

    Parameters
    ----------
    path : Path
        A PDF or PNG that a study wrote.

    Raises
    ------
    ValueError
        In one line, for a file that is not there, is no picture, or has no such facts.
    """
    if path.suffix not in (".pdf", ".png"):
        raise ValueError(f"{path} is neither .pdf nor .png; give a figure that cfield study wrote")
    try:
        words = _of_pdf(path) if path.suffix == ".pdf" else _of_png(path)
    except FileNotFoundError:
        raise ValueError(f"{path} is not there; give a figure that cfield study wrote") from None
    except Exception as error:  # readers of pictures raise what they like for files that are none
        raise ValueError(f"{path} cannot be read as a picture ({' '.join(str(error).split())}); give the file as it was written") from None
    try:
        facts = json.loads(words or "")
    except json.JSONDecodeError:
        facts = None
    if not (isinstance(facts, dict) and {"study", "figure", "scenario", "data_sha256"} <= set(facts)):
        raise ValueError(f"{path} does not say how it was made; give a figure that cfield study wrote")
    return facts


def _of_pdf(path: Path) -> str | None:
    from pypdf import PdfReader

    information = PdfReader(path).metadata
    return None if information is None else information.subject


def _of_png(path: Path) -> str | None:
    from PIL import Image

    with Image.open(path) as picture:
        picture.load()
        return picture.info.get("Description")
