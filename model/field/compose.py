"""A constraint field: partition, propagation and verification, with the settlement that gives them teeth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import numpy as np
from pydantic import Field as pydantic_field
from pydantic import model_validator

from model.economy.contract import Settlement
from model.field.acceptance import Acceptance, acceptance, votes
from model.field.crowd import Crowd
from model.field.partition.segmented import Segmented
from model.field.place import Place
from model.field.profile.shapes import Profile
from model.field.propagation.broadcast import Broadcast
from model.field.propagation.dispersed import Dispersed
from model.field.propagation.gossip import Gossip
from model.field.verification.absent import Absent
from model.field.verification.attestation import Attestation
from model.field.verification.panel.numbers import Noise, Panel
from model.field.verification.proof import Proof
from model.quantity import Part, number
from model.strategies.traits import behaviour as completed

Partition = Segmented
Propagation = Annotated[Broadcast | Dispersed | Gossip, pydantic_field(discriminator="kind")]
Verification = Annotated[Absent | Panel | Attestation | Proof, pydantic_field(discriminator="kind")]

PARTS = ("partition", "propagation", "verification", "settlement", "profile", "noise")


class Field(Part):
    """What decides which submitted outputs are accepted."""

    partition: Partition = number(Segmented(), "", "how a computation is cut into units")
    propagation: Propagation = number(Broadcast(), "", "how the traces of those units travel")
    verification: Verification = number(Absent(), "", "who checks what, how strictly, how many must agree")
    settlement: Settlement = number(Settlement(), "", "who is paid and who is slashed")
    profile: Profile = number(Profile(), "", "how the field varies over the graph")
    noise: Noise = number(Noise(), "", "execution noise that a check has to see through")
    availability_required: Literal["when_audited", "always"] = number(
        "when_audited", "", "always: a protocol reader must reconstruct every output, audited or not"
    )

    @model_validator(mode="after")
    def _fits(self) -> Field:
        if isinstance(self.verification, Panel) and self.verification.sampled_segments > self.partition.segments:
            raise ValueError(
                f"verification.sampled_segments = {self.verification.sampled_segments} exceeds "
                f"partition.segments = {self.partition.segments}; give sampled_segments in [1, {self.partition.segments}] or more segments"
            )
        return self

    def acceptance(self, behaviour: Mapping[str, float], crowd: Crowd | None = None, place: Place | None = None) -> Acceptance:
        """Closed form of a job's verdict.

        Parameters
        ----------
        behaviour : mapping
            Traits of the executor; what is left out is honest.
        crowd : Crowd, optional
            The verifiers eligible for its panels; honest and vigilant ones without number when left out.
        place : Place, optional
            Hardware, technology, images and graph, where they differ from the defaults.

        Returns
        -------
        Acceptance
        """
        return acceptance(self, completed(**behaviour), crowd or Crowd.honest(), place)

    def votes(self, behaviour: Mapping[str, float], crowd: Crowd, place: Place | None = None) -> np.ndarray:
        """Expected numbers of votes on a job, audited or not.

        Parameters
        ----------
        behaviour : mapping
            Traits of the executor.
        crowd : Crowd
        place : Place, optional

        Returns
        -------
        (members, 3, 3), float
            By kind of crowd member, vote (abstained, approved, rejected) and outcome (accepted verified, rejected
            invalid, rejected unavailable).
        """
        return votes(self, behaviour, crowd, place)
