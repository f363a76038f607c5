"""The crowd of verifiers that a closed form is asked about: behaviours with their shares or their counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from model.strategies.traits import behaviour


class Member(NamedTuple):
    """One kind of verifier in a crowd.

    Attributes
    ----------
    behaviour : mapping of str to float
        Traits by name (``model.strategies.traits``).
    weight : float or int
        Share of the crowd, or number of nodes.
    noise_factor : float
        Run noise over that of sound hardware, >= 0.
    """

    behaviour: Mapping[str, float]
    weight: float | int
    noise_factor: float = 1.0


@dataclass(frozen=True)
class Crowd:
    """Who may be asked to verify a job.

    Integer weights are counts of a finite population, from which panels are
    drawn without replacement (hypergeometric laws, B1 of the catalogue); other
    weights are shares of an infinite one (binomial laws).

    Attributes
    ----------
    members : tuple of Member
    roster : int
        Verifiers of the network, for panels that seat all of them: one more
        than the crowd where the executor verifies too. 0: the crowd's own number.
    """

    members: tuple[Member, ...]
    roster: int = 0

    @classmethod
    def of(cls, members: Sequence[Any], roster: int = 0) -> Crowd:
        """A crowd from (behaviour, weight) or (behaviour, weight, noise factor) tuples.

        Raises
        ------
        ValueError
            For negative weights, and for shares that do not add up to one.
        """
        listed = tuple(Member(*member) for member in members)
        if not listed:
            raise ValueError("crowd: nobody is listed; give at least one (behaviour, weight), or Crowd.honest()")
        if any(member.weight < 0 for member in listed):
            raise ValueError(f"crowd: weights {[m.weight for m in listed]} hold a negative one; give counts or shares >= 0")
        crowd = cls(listed, roster)
        total = sum(member.weight for member in listed)
        if not crowd.is_finite and abs(total - 1) > 1e-9:
            raise ValueError(f"crowd: shares add up to {total:g}, not 1; give shares that do, or counts as whole numbers")
        return crowd

    @classmethod
    def honest(cls) -> Crowd:
        """An infinite crowd of honest, vigilant verifiers: the written field."""
        return cls.of([(behaviour(), 1.0)])

    @property
    def is_finite(self) -> bool:
        """Whether weights are counts."""
        return all(isinstance(member.weight, int) for member in self.members)

    @property
    def size(self) -> int:
        """Verifiers of a finite crowd; 0 for an infinite one."""
        return sum(int(member.weight) for member in self.members) if self.is_finite else 0

    def without(self, row: int) -> Crowd:
        """The others, as a member of the given row sees them."""
        if not self.is_finite:
            return self
        member = self.members[row]
        listed = list(self.members)
        listed[row] = member._replace(weight=int(member.weight) - 1)
        return Crowd(tuple(listed), self.roster or self.size)
