"""What an explorer does to an honest network, as a change of its scenario, in words, and with what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from experiments.explore.start import Start

VARIED = ("population", "shocks", "membership")
"""Tables of a scenario that a candidate replaces."""


class Wave(NamedTuple):
    """Nodes that enter together.

    Attributes
    ----------
    strategy, role : str
    seats : int
    stake : float, tok
        That an owner brings, as an entry of a population has it.
    copied : bool
        Whether its nodes revise and may be copied.
    number : (str, float), optional
        A number of the strategy.
    epoch : int
        Of entry; 0 is the start.
    names : int
        Nodes over which an owner splits its stake.
    delay : int, epoch
        From a seller's asking out until its seat is taken.
    """

    strategy: str
    role: str
    seats: int
    stake: float
    copied: bool
    number: tuple[str, float] | None = None
    epoch: int = 0
    names: int = 1
    delay: int = 1

    @property
    def tokens(self) -> float:
        """Stake that they bring together."""
        return self.seats * self.stake / self.names

    def entry(self) -> dict[str, Any]:
        """Its entry of the population, without the number of nodes."""
        numbers = {"numbers": dict([self.number])} if self.number else {}
        return {"strategy": self.strategy, "role": self.role, "adapts": self.copied, "stake": self.stake} | numbers

    def words(self) -> str:
        """What it is, in words."""
        who = f"{self.seats} {self.strategy}" + ("" if self.role == "both" else f" ({self.role})")
        number = f", {self.number[0]} {self.number[1]:.2g}" if self.number else ""
        when = f"from epoch {self.epoch}" if self.epoch else "from the start"
        return f"{who} with {self.tokens:,.0f} tok {when}{number}" + (", open to copying" if self.copied else "")


class Jolt(NamedTuple):
    """Something that is done from outside.

    Attributes
    ----------
    kind : {"price", "demand", "image"}
    epoch : int
    factor : float
    duration : int, epoch
    image : int
    usd : float
    """

    kind: str
    epoch: int
    factor: float = 1.0
    duration: int = 0
    image: int = 0
    usd: float = 0.0

    def shock(self) -> dict[str, Any]:
        """Its shock of the scenario."""
        own: dict[str, dict[str, Any]] = {
            "price": {"factor": self.factor},
            "demand": {"factor": self.factor, "duration": self.duration},
            "image": {"image": self.image},
        }
        return {"kind": self.kind, "epoch": self.epoch, **own[self.kind]}

    def words(self) -> str:
        """What it is, in words."""
        if self.kind == "image":
            return f"image {self.image} broken in epoch {self.epoch}"
        lasts = f" for {self.duration} epochs" if self.kind == "demand" else ""
        return f"{self.kind} x {self.factor:.2g} from epoch {self.epoch}{lasts}"


@dataclass(frozen=True)
class Intervention:
    """All that a candidate does.

    Attributes
    ----------
    waves : tuple of Wave
        At most one of them late.
    jolts : tuple of Jolt
    price : float, USD
        Of a token at the start.
    """

    waves: tuple[Wave, ...]
    jolts: tuple[Jolt, ...]
    price: float

    @property
    def tokens(self) -> float:
        """Stake that entrants bring, tok."""
        return sum(wave.tokens for wave in self.waves)

    @property
    def usd(self) -> float:
        """What jolts cost, USD."""
        return sum(jolt.usd for jolt in self.jolts)

    @property
    def cost(self) -> float:
        """Stake at the price of the start and dollars together, USD."""
        return self.tokens * self.price + self.usd

    def words(self) -> str:
        """What is done, in words."""
        done = [wave.words() for wave in self.waves] + [jolt.words() for jolt in self.jolts]
        return "; ".join(done) or "nothing: the honest network"

    def changes(self, start: Start) -> dict[str, Any]:
        """The tables of the scenario that it replaces, for ``model.door.change``.

        Notes
        -----
        A scenario has no entry of an epoch of its own, so a late wave is written as a sale of seats: honest nodes of the
        explorer's choice, which revise nothing, ask out so early that they are gone when the wave comes, and the wave takes
        the seats that are free.
        """
        population = {name: dict(entry) for name, entry in start.honest.items()}
        shocks: dict[str, Any] = {name: _plain(shock) for name, shock in start.scenario.shocks.items()}
        membership: dict[str, Any] = _plain(start.scenario.membership)
        for name, wave in zip(("first", "second"), self.waves, strict=False):
            if not wave.epoch:
                population[name] = {**wave.entry(), "count": wave.seats}
                continue
            population[name] = {**wave.entry(), "entry_share": 1.0}
            population["seller"] = {"strategy": "honest", "role": wave.role, "adapts": False, "count": wave.seats}
            shocks["sale"] = {"kind": "exit", "epoch": wave.epoch - wave.delay, "leaving": 1.0, "of_entry": "seller"}
            membership["entry"] = {"kind": "replacement"}
        shocks |= {f"jolt_{jolt.kind}": jolt.shock() for jolt in self.jolts}
        return dict(zip(VARIED, (population, shocks, membership), strict=True))


def _plain(part: Any) -> dict[str, Any]:
    found: Mapping[str, Any] = part.model_dump(mode="python", exclude_none=True, exclude_defaults=True)
    return dict(found)
