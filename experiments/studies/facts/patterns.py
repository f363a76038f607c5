"""The facts as patterns: what was seen in the world, by whom, how sure it is, and what counts as the same in a run.

None of them was used to build the model. Evidence marks are those of
``model.scenario.MARKS``. A pattern is *weak* where a closed form or an input
number says it already: the model can then hardly fail it, and its agreement
says little.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from experiments.statistics import wilson

MAJORITY = 0.5


class Pattern(NamedTuple):
    """One fact and its test.

    Attributes
    ----------
    name, title : str
    observed : str
        What was seen.
    source, mark : str
    low, value, high : float
        What was seen as a number, and between which bounds a run agrees with it; nan where it is a matter of more or less.
    unit : str
    in_model : str
        What corresponds to it in a run.
    criterion : str
        When a draw of the fact's own network satisfies it; fixed before the runs.
    anywhere : str
        When a run of any scenario satisfies it.
    weak : str
        Why it is weak; empty where it is not.
    """

    name: str
    title: str
    observed: str
    source: str
    mark: str
    low: float
    value: float
    high: float
    unit: str
    in_model: str
    criterion: str
    anywhere: str
    weak: str = ""


DEVIATING = wilson(11, 31)
UNNOTICED = 0.05
"""A node deviates that falsifies or leaves undone more than this share of its work: a test of few samples sees no less."""
WORST = (0.45, 0.80)
BEST = 0.95
VENDORS = 12
OVERHEAD = (0.05, 0.10)
WRONG = 0.01
PROFITABLE = (0.32, 0.42)
SKEWED = (0.25, 0.50)
CAUGHT_BY_16 = 0.97
FALSE_RATE, Z_LIMIT, FIRST_TEST, IN_A_ROW = 0.05, 1.0, 10, 5
BAD_RATE, EVIDENCE = 0.20, 4.0
BETTER, WORSE = 0.01, 0.01
REAL = (0.005, 0.10)
BY_STAKE, TIMES_QUALITY, QUALITY_SPREAD = 0.5, 2.0, 0.02

PATTERNS = (
    Pattern(
        "endpoints",
        "a third of endpoints deviates",
        "11 of 31 commercial endpoints of Llama models did not give what Meta's weights give (summer of 2024)",
        "Gao et al. 2024, Model Equality Testing, arXiv 2410.20247",
        "R",
        DEVIATING[0], 11 / 31, DEVIATING[1], "1",
        f"share of the nodes that deviate in more than {UNNOTICED:g} of their work, mean of the last quarter of a run",
        f"inside Wilson's 95 % interval of 11/31, [{DEVIATING[0]:.3f}, {DEVIATING[1]:.3f}]: both kinds live side by side",
        "the same",
    ),
    Pattern(
        "vendors",
        "vendors fall off by degrees",
        "similarity of vendors of Kimi K2 to the official service fell from 99 to 61.6 % (September and October of 2025); deviation, "
        "which need not be fraud",
        "MoonshotAI/K2-Vendor-Verifier",
        "R",
        WORST[0], 0.616, WORST[1], "1",
        "share of a node's segments that would pass a check against a sound reference at the field's tolerance, best and worst of "
        f"{VENDORS} nodes drawn at random at the end",
        f"best at least {BEST:g} and worst in [{WORST[0]:g}, {WORST[1]:g}]: faulty by degrees, neither sound nor garbage. The worst of so "
        "few vendors is a rough number, so its bounds are wide",
        "the same",
    ),
    Pattern(
        "replication",
        "adaptive replication is cheap",
        "BOINC: replicating all jobs takes at least half of all processor time, replicating those of trusted hosts with probability 1/N "
        "perhaps 5 or 10 %; the designers' own estimate, no measurement",
        "BOINC wiki, AdaptiveReplication",
        "R",
        OVERHEAD[0], 0.075, OVERHEAD[1], "1",
        "segments checked over segments computed and checked, under the rule of that page laid over the field's audit profile between "
        "epochs: 1 until ten valid checks in a row, then 1/N; a failed check sets N to 0",
        f"between {OVERHEAD[0]:g} and {OVERHEAD[1]:g} of all work",
        f"the same, and at most {WRONG:g} of the accepted outputs wrong",
        "it follows from the rule and the lives of hosts: N(t) grows like the root of 2 t",
    ),
    Pattern(
        "pocket",
        "attacks pay although the mean attack does not",
        "37 % of attacks still profit at p = .01 when the penalty covers the mean attack; 16 claims are caught with 99 % at p = .25",
        "Pocket Network, proof documentation and its review (pokt-network/poktroll)",
        "R",
        PROFITABLE[0], 0.37, PROFITABLE[1], "1",
        "share of cheats' lives, from entry to the first invalid verdict, whose fees exceed what that verdict costs",
        f"at p = .01 in [{PROFITABLE[0]:g}, {PROFITABLE[1]:g}], and at p = .25 at least {CAUGHT_BY_16:g} of the lives end by the 16th "
        "claim",
        f"mean life at a loss, and a share in [{SKEWED[0]:g}, {SKEWED[1]:g}] of lives at a profit",
        "it is algebra: (1 - p)^k with k = (1 - p)/p is near 1/e",
    ),
    Pattern(
        "gonka",
        "a test repeated after every check flags honest nodes",
        "Gonka held a node invalid once z of its failure rate against 5 % exceeded 1, tested after every validation from the tenth on, or "
        "at 5 failures in a row; later code puts a sequential probability ratio test in its place (5 % against 20 %, threshold 4)",
        "gonka-ai/gonka, August 2025 and later, inference validation and its SPRT",
        "R",
        MAJORITY, math.nan, 1.0, "1",
        "honest nodes' own records of checks in a run, with the published rules laid over them",
        "more than half of the honest nodes flagged by the old rule, and less than half as many by the new one",
        "the same, among the nodes that are honest throughout",
        "the first half is the crossing of a boundary by a random walk; that the new rule spares honest nodes can fail",
    ),
    Pattern(
        "livepeer",
        "statistical checks and slashing do not go together",
        "Livepeer turned slashing off when transcoding on GPUs of many kinds made exact comparison impractical, and let clients check by "
        "statistics and leave those who fail",
        "Livepeer forum, Transcoding verification improvements (topic 1499)",
        "R",
        math.nan, math.nan, math.nan, "fee",
        "what honest nodes gain per job when slashing is off, and what integrity loses, all luck being the same",
        f"with statistical checks off is better: honest nodes gain at least {BETTER:g} of a fee a job and integrity loses at most "
        f"{WORSE:g}; and with exact checks it is not",
        "with the scenario's own checks off is better",
    ),
    Pattern(
        "ionet",
        "most claimed hardware is not there",
        "io.net: 564,306 GPUs claimed, 120,000 held verified, about 12,000 real, 2 % (April 2024)",
        "The Block and Protos, April 2024",
        "R",
        REAL[0], 12_000 / 564_306, REAL[1], "1",
        "share of the registered nodes that compute at all, at the end",
        f"in [{REAL[0]:g}, {REAL[1]:g}] where nobody checks, and at least {MAJORITY:g} where checks eject",
        f"in [{REAL[0]:g}, {REAL[1]:g}]",
    ),
    Pattern(
        "bittensor",
        "reward follows stake, not quality",
        "over 64 subnets of Bittensor reward is driven by stake far more than by quality; a cap of stakes near the 88th percentile "
        "is proposed, which is arithmetic of stakes and not tested here",
        "Lui and Sun 2025, arXiv 2507.02951",
        "R",
        BY_STAKE, math.nan, 1.0, "1",
        "rank correlations over nodes of all income of a run with stake at the start and with the share of right outputs",
        f"with stake at least {BY_STAKE:g} and at least {TIMES_QUALITY:g} times that with quality",
        f"the same, where the share of right outputs differs between nodes (standard deviation above {QUALITY_SPREAD:g})",
    ),
)  # fmt: skip
NAMES = tuple(pattern.name for pattern in PATTERNS)
BY_NAME = {pattern.name: pattern for pattern in PATTERNS}
