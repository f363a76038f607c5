"""Facts: does the model show what was seen in networks of the world, and which of it at once?

Validation in the sense of pattern-oriented modelling: several patterns that
were not used to build the model, none of them strong alone, each with a
criterion that was written before the runs and can fail.
"""

from __future__ import annotations

from experiments.studies.contract import Column, Study, Table
from experiments.studies.facts import box, measuring
from experiments.studies.facts import patterns as of

ONCE = 0.01
"""A pattern that less than one scenario in a hundred satisfies does not occur."""
MOST = 0.5

_OWN = {
    "fact": Column("", "the fact"),
    "seed": Column("", "draw and seed"),
    "value": Column("", "what is held beside the fact, in its unit"),
    "applies": Column("", "whether the run shows anything of the kind"),
    "satisfied": Column("", "whether the criterion holds"),
    "drawn": Column("", "what was drawn, since it is not published"),
}
_SAMPLE = {
    "first": Column("", "first scenario of the cell"),
    "scenario": Column("", "number of the scenario, from which its settings are drawn"),
    "seed": Column("", "seed of the run"),
    **{measuring.column_of(name): Column("", f"setting drawn: {name}") for name in box.FACTORS},
    **{
        f"{what}_{pattern.name}": Column(*meaning)
        for pattern in of.PATTERNS
        for what, meaning in (
            ("value", (pattern.unit, pattern.in_model)),
            ("holds", ("", "1: the pattern is satisfied, 0: it is not, -1: the run shows nothing of the kind")),
        )
    },
}

STRONG = tuple(pattern.name for pattern in of.PATTERNS if not pattern.weak)

STUDY = Study(
    "facts",
    "Does the model show facts of real networks that were not used to build it, and which of them at once?",
    "In the settings of the network that a fact comes from, as far as they are published and drawn at random where they are not, more than "
    f"half of the draws satisfy the fact's criterion, for each of the {len(STRONG)} facts that no closed form says already "
    f"({', '.join(STRONG)}); and in a random sample of scenarios every pattern occurs, in more than {ONCE:.0%}.",
    f"for any such fact, at most half of the draws satisfy it; or a pattern that at most {ONCE:.0%} of the sample satisfies.",
    "none",
    f"{measuring.DRAWS} draws of each fact's network, one seed each: Wilson's interval of a share is at most +-.10, and a share of "
    f".65 is told from .5 with probability .8 and more. {measuring.SCENARIOS} scenarios of the sample, {measuring.REPEATS} seeds each, "
    "with slashes and without under the same luck: a pattern that 3 % of scenarios satisfy is missed in all of them with probability "
    ".002. A draw, or a scenario, counts once.",
    "facts and marks in experiments/studies/facts/patterns.py; pattern-oriented modelling: Grimm et al. 2005, Science 310, 987 (recalled)",
    {
        "own": Table(measuring.own_cells, measuring.measure_own, _OWN),
        "sample": Table(measuring.sample_cells, measuring.measure_sample, _SAMPLE),
    },
)
