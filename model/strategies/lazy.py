"""Lazy strategies: they save work, and mean no harm by it.

Deviations and cost ratios lie on the scenario's technology curve; a strategy
gives the deviation and the curve gives the ratio.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from model.strategies.contract import Constant
from model.strategies.reckoning import at_stake


class Skimmer(Constant):
    """Computes a share of the segments and fills the rest with garbage."""

    name = "skimmer"
    family = "lazy"
    source = "segment sampling, catalogue B3 and B8; partial fakery as named by Pocket Network's proof documentation"
    numbers = {"effort": 0.5}


class SubstituterFP8(Constant):
    """Runs the model in 8-bit floating point, for its own jobs and for checking others."""

    name = "substituter_fp8"
    family = "lazy"
    source = "distance of about 10 sigma: Gonka inference-validation notes; cost ratio .52: published H100 throughput"
    numbers = {"effort": 0.0, "filler_deviation": 10.0, "reference_deviation": 10.0}


class SubstituterINT4(Constant):
    """Runs the model in 4-bit integers, for its own jobs and for checking others."""

    name = "substituter_int4"
    family = "lazy"
    source = "cost ratio .46: published H100 throughput; deviation of 20 sigma assumed"
    numbers = {"effort": 0.0, "filler_deviation": 20.0, "reference_deviation": 20.0}


class RubberStamp(Constant):
    """Does its own work and approves that of others without looking."""

    name = "rubber_stamp"
    family = "lazy"
    source = "the verifier's dilemma: Luu et al. 2015, eprint 2015/702"
    numbers = {"vigilance": 0.0}


class SkipAndWithhold(Constant):
    """Does no work and hides the trace, so that nobody can show it."""

    name = "skip_and_withhold"
    family = "lazy"
    source = "data withholding: model document, section 4 (deterred iff p r (R + U) >= c - c_L)"
    numbers = {"effort": 0.0, "withhold": 1.0}


class Cacher(Constant):
    """Replays an earlier answer in place of every segment; the replayed one is right where the request was an old one."""

    name = "cacher"
    family = "lazy"
    source = "accuracy q of a cheap guess: Belenkiy et al. 2008, catalogue A2; hit probability assumed"
    numbers = {"effort": 0.0, "filler_luck": 0.3}


class Opportunist:
    """Stops working while its own record says that audits are too rare to make the work worth its cost."""

    name = "opportunist"
    family = "lazy"
    source = "best reply to an observed inspection rate: fictitious play (Brown 1951, recalled) in the inspection game, catalogue A5"
    numbers = {"effort": 0.0, "prior_audits": 1.0, "prior_jobs": 2.0}
    reacts = True

    def decide(self, nodes: Any, public: Any, luck: Any) -> None:
        """Work iff the share of own jobs that was audited, with a prior, times what an invalid verdict costs covers the work."""
        seen = (nodes.audited + nodes.numbers["prior_audits"]) / np.maximum(1e-9, nodes.executed + nodes.numbers["prior_jobs"])
        expected_loss = np.minimum(1.0, seen) * at_stake(nodes, public, 1.0)
        nodes.effort[:] = np.where(expected_loss < nodes.compute_cost * public.work, nodes.numbers["effort"], 1.0)


class Copier(Constant):
    """Repeats the answers that others show already, where answers are public; where they are hidden, it works."""

    name = "copier"
    family = "lazy"
    source = "free riding on revealed answers, which commit-reveal prevents: TrueBit documentation; share and accuracy assumed"
    numbers = {"effort": 0.5, "filler_luck": 0.95}
    reacts = True

    def decide(self, nodes: Any, public: Any, luck: Any) -> None:
        """Compute what nobody has shown yet, and repeat the rest, as right as it is; compute all where nothing is shown."""
        super().decide(nodes, public, luck)
        shown = public.answers_visible
        nodes.effort[:] = 1.0 - shown * (1.0 - nodes.numbers["effort"])
        nodes.filler_luck[:] = shown * nodes.numbers["filler_luck"]

    def remark(self, public: Any) -> str:
        """Why nothing is copied, where nothing can be."""
        return "" if public.answers_visible else "copies nothing: answers are hidden until all have committed (visibility = commit_reveal)"


class PreFiller(Constant):
    """Lets a small model write, and forges the trace by one pass of the full model over what it wrote."""

    name = "pre_filler"
    family = "lazy"
    source = "pre-fill attack as named by the Gonka documentation; small model of the technology curve"
    numbers = {"effort": 0.0, "filler_deviation": 100.0, "forge": 1.0}
