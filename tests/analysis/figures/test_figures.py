"""Figures render without warnings to PDF and PNG, with fonts and provenance inside and every label in sight."""

import io
import zlib
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from tests.pictures import clipped, colliding, tiny

from analysis.figures import deterrence, style
from analysis.figures.output import rendered
from analysis.theory.deterrence import audit_threshold, saturated_audit_threshold

FACTS = {"model_version": "0", "seed": 7, "network": "posp", "findings": [{"ratio": None}], "question": "± é"}


@pytest.fixture
def study():
    """A made-up result of the deterrence study: two signals on the closed form, the third not, one threshold missing."""
    rows = []
    for colluding in (0.1, 0.0):
        for signal in style.SIGNALS:
            for slash in np.geomspace(1, 100, 6):
                at = (
                    saturated_audit_threshold(0.8, 1.0, slash, 1.0, colluding)
                    if signal == "own"
                    else audit_threshold(0.8, 1.0, slash, colluding=colluding)
                )
                rows.append((colluding, signal, slash, at, at * 0.97, at * 1.03, "found", 30, 200, 1))
    rows[0] = (*rows[0][:3], np.nan, np.nan, np.nan, "none", 30, 60, 1)
    names = ["colluding", "signal", "slash", "threshold", "low", "high", "status", "seeds", "runs", "first_seed"]
    cells = [(s, a, np.log(a * s)) for s in np.geomspace(1, 100, 6) for a in np.geomspace(0.003, 1, 8)]
    return pd.DataFrame(rows, columns=names), pd.DataFrame(cells, columns=["slash", "audit_probability", "drift"])


@pytest.fixture
def curves():
    """Both laws along the slashes, for one peer."""
    forms = [
        (r, s, audit_threshold(0.8, 1.0, s, colluding=r), saturated_audit_threshold(0.8, 1.0, s, 1.0, r))
        for r in (0.1, 0.0)
        for s in np.geomspace(1, 100, 50)
    ]
    curves = pd.DataFrame(forms, columns=["colluding", "slash", "closed_form", "last_epoch_form"])
    return curves.assign(one_peer=curves["closed_form"])


@pytest.fixture
def figure(study, curves):
    return deterrence.draw({"thresholds": study[0], "drift_map": study[1], "laws": curves})


def streams(pdf):
    """The decompressed contents of a PDF, joined."""
    parts = [pdf]
    for head, tail in pairwise(pdf.split(b"stream\n")):
        body = tail.split(b"\nendstream")[0]
        if b"FlateDecode" in head[-300:]:
            parts.append(zlib.decompressobj().decompress(body))
    return b"".join(parts)


def test_pdf_embeds_its_fonts_as_truetype(figure):
    pdf = rendered(figure, FACTS)[".pdf"]
    assert pdf.startswith(b"%PDF")
    found = streams(pdf)
    assert b"/FontFile2" in found
    assert b"/Type3" not in found


def test_png_is_wide_enough_for_a_double_column_at_300_dots(figure):
    import matplotlib.image

    pixels = matplotlib.image.imread(io.BytesIO(rendered(figure, FACTS)[".png"]), format="png")
    assert pixels.shape[1] == pytest.approx(183 / 25.4 * 300, abs=1)


def test_provenance_lies_in_the_png(figure):
    png = rendered(figure, FACTS)[".png"]
    assert b"Description" in png
    assert b'"network": "posp"' in png


def test_provenance_lies_in_the_pdf(figure):
    pdf = streams(rendered(figure, FACTS)[".pdf"])
    assert b"/Subject" in pdf
    assert b'"network": "posp"' in pdf


def test_rendering_twice_gives_the_same_picture(figure):
    assert rendered(figure, FACTS)[".png"] == rendered(figure, FACTS)[".png"]


def test_no_word_is_clipped_or_too_small_or_on_another(figure):
    assert clipped(figure) == []
    assert colliding(figure) == []
    assert tiny(figure) == []


def test_every_signal_and_both_closed_forms_have_a_name(figure):
    (legend,) = figure.legends
    names = [text.get_text() for text in legend.get_texts()]
    assert set(style.SIGNAL_LABELS.values()) < set(names)
    assert len(names) == 5


@pytest.mark.parametrize(("factor", "formula"), [(1.0, True), (0.93, False)])
def test_the_formula_of_one_peer_stands_in_the_legend_only_where_it_is_the_curve(study, curves, factor, formula):
    tables = {"thresholds": study[0], "drift_map": study[1], "laws": curves.assign(closed_form=factor * curves["closed_form"])}
    (legend,) = deterrence.draw(tables).legends
    (name,) = [text.get_text() for text in legend.get_texts() if text.get_text().startswith("closed form (A1, A3)")]
    assert ("(1-r)(R+S)" in name) == formula
