"""The same model in plain Mesa, as a Mesa user would write it.

Objects with attributes, ``agents.do``, Mesa's own ``model.random``; no columns,
no compiled code, nothing shared with the engine but the numbers of the world.
Every node executes one job in an epoch, so the job lives on its node.
"""

from __future__ import annotations

from collections import Counter
from math import exp, floor, sqrt
from typing import Any

import mesa
import networkx

from benchmarks import world

TRAITS: dict[str, dict[str, float]] = {
    "honest": {},
    "skimmer": {"effort": 0.5},
    "corruptor": {"attack_rate": 0.1, "deviation": 1000.0},
}
GARBAGE = 1000.0
"""Least deviation of what fills a skipped segment; its sign and size are fresh each time."""

CHECK_COST = world.COMPUTE_COST / world.SEGMENTS


class Node(mesa.Agent):  # type: ignore[misc, type-arg, no-untyped-call]
    """A node that executes a job in every epoch and judges those of others."""

    def __init__(self, model: PlainNetwork, strategy: str, effort: float = 1.0, attack_rate: float = 0.0, deviation: float = 0.0) -> None:
        super().__init__(model)
        self.strategy, self.effort, self.attack_rate, self.attack_deviation = strategy, effort, attack_rate, deviation
        self.stake, self.wallet, self.utility = world.STAKE, 0.0, 0.0
        self.root = self.component = self
        self.holders: list[Node] = []
        self.vertex, self.takes_up = 0, ""

    def arrive(self) -> None:
        """Open the epoch with one job."""
        self.opening_stake = self.stake
        self.fees = self.pay = self.losses = self.gain = 0.0
        self.compute_spent = self.check_spent = 0.0

    def compute(self) -> None:
        """Attack, skip or work."""
        random = self.random.random
        self.attacked = self.garbage = False
        self.deviating, self.deviation, skipped = 0, 0.0, 0
        if self.attack_rate and random() < self.attack_rate:
            self.attacked, self.deviating, self.deviation = True, world.SEGMENTS, self.attack_deviation
        elif self.effort < 1:
            share = (1 - self.effort) * world.SEGMENTS
            skipped = floor(share) + (random() < share - floor(share))
            self.deviating, self.deviation, self.garbage = skipped, GARBAGE, True
        self.wrong = self.deviating > 0
        self.compute_spent = world.COMPUTE_COST * (1 - skipped / world.SEGMENTS)

    def propagate(self) -> None:
        """Send the trace in shards, some of which are lost for everybody."""
        random, loss = self.random.random, world.SHARD_LOSS
        survivors = 0
        for _ in range(world.SHARDS):
            if random() >= loss:
                survivors += 1
        self.is_readable = survivors >= world.SHARDS_NEEDED

    def disperse(self) -> None:
        """Place the shards of the trace on random nodes."""
        random, nodes = self.random.random, self.model.nodes
        n = len(nodes)
        self.holders = [nodes[int(random() * n)] for _ in range(world.SHARDS)]

    def can_read(self, executor: Node) -> bool:
        """Whether this node can rebuild the executor's trace."""
        if not self.model.is_dispersed:
            return executor.is_readable
        mine = self.component
        return sum(holder.component is mine for holder in executor.holders) >= world.SHARDS_NEEDED

    def verify(self) -> None:
        """With the audit probability let a panel judge the job."""
        random = self.random.random
        if random() >= world.AUDIT_PROBABILITY:
            self.verdict, self.voters = "accepted_unaudited", []
            return
        nodes = self.model.nodes
        n = len(nodes)
        panel: list[Node] = []
        while len(panel) < world.PANEL_SIZE:
            member = nodes[int(random() * n)]
            if member is not self and member not in panel:
                panel.append(member)
        sample = self.random.sample(range(world.SEGMENTS), world.SAMPLED)
        noise = [self.random.gauss(0, 1) for _ in sample] if self.model.is_shared else [0.0] * world.SAMPLED
        self.voters = [member for member in panel if member.can_read(self)]
        approvals = sum(member.check(self, sample, noise) for member in self.voters)
        rejections = len(self.voters) - approvals
        if approvals >= world.NEED:
            self.verdict = "accepted_verified"
        elif rejections > world.PANEL_SIZE - world.NEED:
            self.verdict = "rejected_invalid"
        else:
            self.verdict = "rejected_unavailable"

    def check(self, executor: Node, sample: list[int], noise: list[float]) -> bool:
        """Re-run the sampled segments of a job; whether all are close enough."""
        self.check_spent += world.SAMPLED * CHECK_COST
        gauss, spread = self.random.gauss, self.model.noise_of_check
        for segment, shared in zip(sample, noise, strict=True):
            difference = gauss(shared, spread)
            if segment < executor.deviating:
                difference += executor.deviation_of_segment()
            if abs(difference) > world.TOLERANCE:
                return False
        return True

    def deviation_of_segment(self) -> float:
        """By how much a deviating segment of this node's job deviates."""
        if not self.garbage:
            return self.deviation
        size = self.deviation * (1 + self.random.random())
        return size if self.random.random() < 0.5 else -size

    def settle(self) -> None:
        """Fee, outside gain or slash for the job; pay for those who voted."""
        if self.verdict.startswith("accepted"):
            self.fees += world.FEE
            if self.attacked:
                self.gain += world.OUTSIDE_GAIN * world.VALUE
        elif self.verdict == "rejected_invalid":
            taken = min(self.stake, world.SLASH * self.opening_stake)
            self.stake -= taken
            self.losses += taken
        for member in self.voters:
            member.pay += world.PAY_PER_CHECK

    def close(self) -> None:
        """Credit income and reckon the epoch's utility."""
        income = self.fees + self.pay
        self.wallet += income
        self.utility = self.model.price * (income - self.losses) - self.compute_spent - self.check_spent + self.gain
        totals = self.model.totals
        totals[("wrong_" if self.wrong else "right_") + self.verdict] += 1
        totals["utility_sum"] += self.utility
        totals["verifier_pay"] += self.pay
        totals["check_costs"] += self.check_spent

    def look(self) -> None:
        """With the revision rate, look at another node, and copy it by Fermi's rule on the strategies' averages."""
        self.takes_up = ""
        random = self.random.random
        if random() >= world.REVISION_RATE:
            return
        nodes, averages = self.model.nodes, self.model.averages
        other = self
        while other is self:
            other = nodes[int(random() * len(nodes))]
        if random() < 1 / (1 + exp(-world.INTENSITY * (averages[other.strategy] - averages[self.strategy]))):
            self.takes_up = other.strategy

    def take_up(self) -> None:
        """Follow the strategy that was copied."""
        if self.takes_up:
            self.strategy = self.takes_up
            traits = TRAITS[self.strategy]
            self.effort = traits.get("effort", 1.0)
            self.attack_rate, self.attack_deviation = traits.get("attack_rate", 0.0), traits.get("deviation", 0.0)

    def sell(self) -> None:
        """Offer a share of the wallet to the pool."""
        sold = world.SALE_SHARE * self.wallet
        self.wallet -= sold
        self.model.offered += sold

    def leave(self) -> None:
        """With the churn, take stake and wallet along and free the berth."""
        if self.random.random() < world.CHURN:
            self.model.berths[self.vertex] = None
            self.remove()


class PlainNetwork(mesa.Model):  # type: ignore[misc, type-arg, no-untyped-call]
    """The network: eight phases an epoch, as calls on all agents.

    Parameters
    ----------
    nodes : int
    kind : str
        As in ``world.scenario``.
    shared : bool
        Whether checkers share the executor's run noise.
    seed : int
    """

    def __init__(self, nodes: int, kind: str = "broadcast", shared: bool = False, seed: int = 0) -> None:
        super().__init__(rng=seed)
        self.is_dispersed, self.is_living, self.is_shared = kind != "broadcast", kind == "living", shared
        self.noise_of_check = 1.0 if shared else sqrt(2)
        for strategy, share in world.POPULATION.items():
            for _ in range(round(share * nodes)):
                Node(self, strategy, **TRAITS[strategy])
        self.nodes: list[Node] = list(self.agents)
        self.random.shuffle(self.nodes)
        self.berths: list[Node | None] = list(self.nodes)
        for vertex, node in enumerate(self.nodes):
            node.vertex = vertex
        if self.is_dispersed:
            graph = networkx.fast_gnp_random_graph(nodes, world.MEAN_DEGREE / (nodes - 1), seed=seed)
            self.pairs = list(graph.edges)
            self.edges = [(self.nodes[a], self.nodes[b]) for a, b in self.pairs]
        self.price, self.offered = world.PRICE, 0.0
        self.pool_tokens = world.POOL_PER_NODE * nodes
        self.pool_dollars = self.pool_tokens * self.price
        self.averages: dict[str, float] = {}
        self.totals: Counter[Any] = Counter()
        self.datacollector = mesa.DataCollector({"totals": lambda model: dict(model.totals)})

    def percolate(self) -> None:
        """Components of the graph of the edges that work in this epoch, by union and find."""
        random = self.random.random
        for node in self.nodes:
            node.root = node
        for a, b in self.edges:
            if random() >= world.EDGE_LOSS:
                while a.root is not a:
                    a.root = a = a.root.root
                while b.root is not b:
                    b.root = b = b.root.root
                if a is not b:
                    b.root = a
        for node in self.nodes:
            top = node
            while top.root is not top:
                top.root = top = top.root.root
            node.component = top

    def trade(self) -> None:
        """Nodes sell into the pool as one, then users buy from it."""
        self.offered = 0.0
        self.agents.do("sell")
        kept = 1 - world.POOL_FEE
        self.pool_dollars -= self.pool_dollars * self.offered * kept / (self.pool_tokens + self.offered * kept)
        self.pool_tokens += self.offered
        spent = world.SPENDING_PER_NODE * len(self.berths)
        self.pool_tokens -= self.pool_tokens * spent * kept / (self.pool_dollars + spent * kept)
        self.pool_dollars += spent
        self.price = self.pool_dollars / self.pool_tokens

    def revise(self) -> None:
        """Strategies are compared by an exponential mean of what their nodes earn."""
        earned: dict[str, list[float]] = {}
        for node in self.nodes:
            earned.setdefault(node.strategy, []).append(node.utility)
        for strategy, utilities in earned.items():
            mean = sum(utilities) / len(utilities)
            before = self.averages.get(strategy, mean)
            self.averages[strategy] = before + (mean - before) / world.MEMORY
        self.agents.do("look")
        self.agents.do("take_up")

    def turn_over(self) -> None:
        """Some leave; others come, to free berths, as far as there are any."""
        self.agents.do("leave")
        free = [vertex for vertex, node in enumerate(self.berths) if node is None]
        names, shares = list(world.POPULATION), list(world.POPULATION.values())
        for vertex in free[: int(self.rng.poisson(world.CHURN * len(self.berths)))]:
            strategy = self.random.choices(names, shares)[0]
            node = self.berths[vertex] = Node(self, strategy, **TRAITS[strategy])
            node.vertex = vertex
        self.nodes = [node for node in self.berths if node is not None]
        self.edges = [(a, b) for v, w in self.pairs if (a := self.berths[v]) is not None and (b := self.berths[w]) is not None]

    def step(self) -> None:
        """Run one epoch; in a world that does not live, market and adapt have nothing to do."""
        self.totals = Counter(active_nodes=len(self.nodes))
        self.agents.do("arrive")
        self.agents.do("compute")
        if self.is_dispersed:
            self.percolate()
            self.agents.do("disperse")
        else:
            self.agents.do("propagate")
        self.agents.do("verify")
        self.agents.do("settle")
        self.agents.do("close")
        if self.is_living:
            self.totals.update(node.strategy for node in self.nodes)
            self.totals["price"] = self.price  # type: ignore[assignment]
            self.trade()
            self.revise()
            self.turn_over()
        self.datacollector.collect(self)

    def history(self) -> list[dict[str, Any]]:
        """Totals of every epoch so far."""
        return list(self.datacollector.model_vars["totals"])
