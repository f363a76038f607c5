"""``cfield figures``: draw stored studies again."""

from __future__ import annotations

from pathlib import Path


def run(folder: str) -> None:
    """Draw every figure of a study's folder, or of those in a folder.

    Raises
    ------
    ValueError
        With one line for the user, when there is none.
    """
    from analysis.findings.reading import files_of, read
    from experiments import store
    from experiments.studies import stored

    for place in stored.found_in(Path(folder)):
        kept = stored.read(place)
        files = files_of(read(kept.study.name, kept.network, kept.tables), kept.facts)
        store.write_all(place, files)
        print(f"{place}/: " + ", ".join(sorted(name for name in files if name.endswith(".pdf"))))
