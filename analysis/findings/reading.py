"""Read a study's tables: closed forms beside them, claims judged, figures drawn."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.findings import catalogue
from analysis.findings.claims import HOLDS, Judged, conclude, judge
from analysis.findings.contract import Drawing, Emergence, Finding, Tables
from model.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


class Read(NamedTuple):
    """A study that has been read.

    Attributes
    ----------
    tables : dict of DataFrame
        Measured ones and those of closed forms.
    finding : Finding
    judged : list of Judged
    verdict : str
    drawings : mapping of Drawing
    """

    tables: dict[str, pd.DataFrame]
    finding: Finding
    judged: list[Judged]
    verdict: str
    drawings: Mapping[str, Drawing]


def read(study: str, network: Scenario, tables: Tables) -> Read:
    """Hold a study's tables against closed forms and judge its claims."""
    reading = catalogue.find(study)
    whole = {**tables, **reading.closed_forms(network, tables)}
    finding = reading.find(network, whole)
    judged = judge(finding.claims)
    return Read(whole, finding, judged, conclude(judged), reading.drawings)


def news(read: Read) -> list[Emergence]:
    """What emerges by claims that all hold, and is not implied by the closed-form map."""
    return [one for one in read.finding.emerges if not one.implied_by and all(read.judged[n].verdict == HOLDS for n in one.rests_on)]


def data_of(drawing: Drawing, tables: Tables) -> bytes:
    """What a figure draws, as CSV: its tables below each other, with a column that names them where there are several."""
    import pandas as pd

    frames = [tables[name].assign(table=name) if len(drawing.tables) > 1 else tables[name] for name in drawing.tables]
    buffer = io.StringIO()
    pd.concat([frame.astype(object) for frame in frames], ignore_index=True).to_csv(buffer, index=False)
    return buffer.getvalue().encode()


def files_of(read: Read, facts: Mapping[str, Any]) -> dict[str, bytes]:
    """Each figure as PDF, PNG and CSV by file name; what draws it again stands in the metadata of both pictures.

    Parameters
    ----------
    read : Read
    facts : mapping
        Of the study.
    """
    from analysis.figures.output import rendered

    files: dict[str, bytes] = {}
    kept = ("study", "quick", "network", "scenario_digest", "scenario", "seeds", "model_version", "commit", "dirty")
    for name, drawing in read.drawings.items():
        data = data_of(drawing, read.tables)
        words = {"figure": name, "data_sha256": hashlib.sha256(data).hexdigest(), **{key: facts[key] for key in kept}}
        pictures = rendered(drawing.draw(read.tables), words)
        files |= {f"{name}{suffix}": content for suffix, content in pictures.items()} | {f"{name}.csv": data}
    return files
