"""The kinds of market that a scenario can name."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from model.economy.market.burn_and_mint import BurnAndMint
from model.economy.market.fixed import Fixed
from model.economy.market.log_linear import LogLinear
from model.economy.market.pool import Pool
from model.economy.market.saturating import Saturating


def _with_kind(value: Any) -> Any:
    """A table without a kind is of the fixed one."""
    return {"kind": "fixed", **value} if isinstance(value, dict) and "kind" not in value else value


Market = Annotated[Annotated[Fixed | BurnAndMint | Pool | LogLinear | Saturating, Field(discriminator="kind")], BeforeValidator(_with_kind)]
