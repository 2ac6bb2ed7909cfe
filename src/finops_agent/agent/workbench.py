"""The data of one visit and what answers about it: the engine, one to try questions with, the door for free SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from finops_agent.agent.answer import Answer
from finops_agent.errors import FinOpsAgentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from finops_agent.agent.answerer import Answerer, OnText
    from finops_agent.agent.offline import OfflineEngine
    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.sql import SqlDoor

    MakeEngine = Callable[[Dataset], Answerer]


class Workbench:
    """Holds at most one data set; a new one takes the place of the former, which is closed. One thread at a time."""

    def __init__(self, make_engine: MakeEngine | None = None) -> None:
        """`make_engine` makes what answers about a data set: the offline engine, if not given."""
        self.dataset: Dataset | None = None
        self.engine: Answerer | None = None
        self.door: SqlDoor | None = None
        self._make_engine = make_engine
        self._trial: OfflineEngine | None = None

    def put(self, dataset: Dataset) -> None:
        """Answer about `dataset` from now on."""
        from finops_agent.agent.offline import OfflineEngine  # noqa: PLC0415 - the engine is loaded with the first file

        previous, self.dataset = self.dataset, dataset
        former, self.engine = self.engine, (self._make_engine or OfflineEngine)(dataset)
        self._trial = None
        if former is not None:
            former.close()
        self.close_door()
        if previous is not None:
            previous.close()

    def take(self) -> Dataset | None:
        """Hand over the data set to be closed; nothing answers about it any more."""
        dataset, engine = self.dataset, self.engine
        self.dataset = self.engine = self._trial = None
        if engine is not None:
            engine.close()
        self.close_door()
        return dataset

    def answer(self, question: str, on_text: OnText | None) -> Answer:
        """The answer; where there is no data, one that says so."""
        if self.engine is not None:
            return self.engine.ask(question, on_text)
        return Answer(
            question=question,
            text="There is no data to ask yet. Upload a billing file or take the sample bill, then ask again.",
            refused=True,
            missing="data",
        )

    def suggestions(self) -> tuple[str, ...]:
        """Questions that this data answers."""
        return self.engine.suggest() if self.engine else ()

    def answerable(self, questions: Iterable[str]) -> tuple[str, ...]:
        """Those of `questions` that this data answers without a model, each alone and apart from the conversation."""
        from finops_agent.agent.offline import OfflineEngine  # noqa: PLC0415 - the engine is loaded with the first file

        questions = tuple(dict.fromkeys(questions))
        if self.dataset is None or not questions:
            return ()
        if self._trial is None:
            self._trial = OfflineEngine(self.dataset)
        return tuple(question for question in questions if _is_answered(self._trial, question))

    def open_door(self) -> None:
        """Start the process for free SQL on this data, where there is any and none runs yet.

        Raises:
            SqlBlocked: the data cannot be handed over.
        """
        from finops_agent.costs.sql import SqlDoor  # noqa: PLC0415 - the engine is loaded with the first file

        if self.door is None and self.dataset is not None:
            self.door = SqlDoor(self.dataset)

    def close_door(self) -> None:
        """End that process."""
        door, self.door = self.door, None
        if door is not None:
            door.close()

    def summary(self) -> dict[str, Any]:
        """Metadata of the data behind an answer: shapes and formats, never a value."""
        dataset = self.dataset
        if dataset is None:
            return {}
        return {
            "files": len(dataset.files),
            "rows": dataset.rows,
            "formats": sorted({file.format for file in dataset.files}),
            "currency": next((file.currency for file in dataset.files if file.currency), None),
        }


def _is_answered(engine: OfflineEngine, question: str) -> bool:
    """Whether the question, alone, gets a figure."""
    engine.reset()
    try:
        answer = engine.ask(question)
    except FinOpsAgentError:
        return False
    return not answer.refused and (bool(answer.rows) or answer.value is not None)
