"""Questions that an analysis answers: use and waste of commitments, causes of a change, spikes, forecasts, new resources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from finops_agent.agent import figures
from finops_agent.agent.analysis import analysis_type_of
from finops_agent.agent.answer import Answer, SqlStep
from finops_agent.agent.refusal import Refusal

if TYPE_CHECKING:
    from finops_agent.agent.running import Told
    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.semantic import Catalog


class Toolbox:
    """Runs analyses on the bill of one data set. One thread at a time."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset

    def run(self, catalog: Catalog, told: Told) -> Answer:
        """The answer of the analysis that `told` names. Raises Refusal where the data lacks what it needs."""
        raise Refusal("an analysis", "Not here yet.")
