"""One turn of the conversation becomes events here, and nowhere else: what is recorded can be read at a glance.

The agent knows nothing of recording and the recorder nothing of the agent; this file joins them.
"""

from __future__ import annotations

import functools
import itertools
import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from finops_agent.agent.analysis import analysis_type_of
from finops_agent.agent.answer import Answer
from finops_agent.agent.live import Live
from finops_agent.agent.workbench import Workbench
from finops_agent.costs.dataset import LoadResult
from finops_agent.errors import CostFileError, FinOpsAgentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from finops_agent.agent import OnText
    from finops_agent.agent.answer import Alternative
    from finops_agent.agent.workbench import MakeEngine
    from finops_agent.costs import Limits
    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.findings import Findings
    from finops_agent.costs.sql import SqlResult
    from finops_agent.events import EndReason
    from finops_agent.recorder import Session
    from finops_agent.recorder.session import Rating

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")
APOLOGY = (
    "Something went wrong on our side while computing this answer; nothing of your data was lost. "
    "Ask again or put it differently."
)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer; `number` counts the questions of the session from 1."""

    number: int
    answer: Answer


def _at_work(
    do: Callable[Concatenate[Conversation, _Given], _Result],
) -> Callable[Concatenate[Conversation, _Given], _Result]:
    """Hold the conversation's lock meanwhile."""

    @functools.wraps(do)
    def locked(self: Conversation, /, *args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        with self._work:
            return do(self, *args, **kwargs)

    return locked


class Conversation:
    """One visitor's visit: the files offered, the questions asked, and the events of both. One thread at a time."""

    def __init__(self, session: Session, limits: Limits | None = None, make_engine: MakeEngine | None = None) -> None:
        """`make_engine` makes what answers about a data set: the offline engine, if not given."""
        self.session = session
        self.turns: list[Turn] = []
        self._limits = limits
        self._bench = Workbench(make_engine)
        self._work = threading.Lock()
        """Held while a file is read or a question answered: the data is not closed under them."""
        self._numbers = itertools.count(1)

    @property
    def dataset(self) -> Dataset | None:
        """What is loaded."""
        return self._bench.dataset

    @property
    def session_id(self) -> str:
        """The anonymous id of this visit."""
        return self.session.session_id

    @_at_work
    def load(self, files: Iterable[tuple[str, Path]], tell: Callable[[str], None] | None = None) -> list[LoadResult]:
        """Load the named files in place of those before; record one upload each, and say what became of them.

        `tell` is given the name of each file before it is read, and an empty one before all are put together.
        The files may be deleted afterwards: the data is in the engine's memory.
        """
        from finops_agent.costs import DatasetBuilder, Limits  # noqa: PLC0415 - the engine comes with the first file

        builder = DatasetBuilder(self._limits or Limits())
        results = []
        for name, path in files:
            started = time.perf_counter()
            if tell is not None:
                tell(name)
            size = path.stat().st_size if path.exists() else 0
            try:
                taken = builder.add_all(path, name)
            except CostFileError as error:
                elapsed = time.perf_counter() - started
                self.session.upload(name, file_size=size, load_time=elapsed, status="error", error_type=error.kind)
                results.append(LoadResult(name, None, str(error)))
                continue
            elapsed = time.perf_counter() - started
            for file in taken:
                self.session.upload(
                    file.path,
                    file_size=file.size_bytes,
                    row_count=file.rows,
                    column_count=file.columns,
                    file_format=file.format,
                    provider=file.provider,
                    load_time=elapsed if len(taken) == 1 else file.load_time_s,
                )
                results.append(LoadResult(file.path, file))
        if any(result.file for result in results):
            if tell is not None:
                tell("")
            dataset = builder.build()
            # What is told of files side by side is known once all are there.
            described = {file.path: file for file in dataset.files}
            results = [replace(each, file=described[each.file.path]) if each.file else each for each in results]
            self._bench.put(dataset)
        else:
            builder.close()
        return results

    def suggestions(self) -> tuple[str, ...]:
        """Questions that this data answers."""
        return self._bench.suggestions()

    @_at_work
    def answerable(self, questions: Iterable[str]) -> tuple[str, ...]:
        """Those of `questions` that this data answers without a model. Nothing is recorded; follow-ups stay as is."""
        return self._bench.answerable(questions)

    @_at_work
    def ask(self, question: str, *, suggested: bool = False, on_text: OnText | None = None) -> Answer:
        """Answer `question` and record it with its answer; a failure becomes an answer that says so.

        `on_text` takes the text as it comes, its figures not checked yet. Where it raises, the answer is still made
        and recorded before the exception goes on.
        """
        started = time.perf_counter()
        kind = analysis_type_of(question)
        self.session.query(
            question,
            analysis_type=kind,
            is_suggested_prompt=suggested,
            has_data=self.dataset is not None,
        )
        error_type = None
        live = Live(on_text)
        try:
            answer = self._bench.answer(question, live if on_text else None)
        except Exception as error:  # noqa: BLE001 - an answer must come and be recorded, whatever broke below
            error_type = type(error).__name__
            text = str(error) if isinstance(error, FinOpsAgentError) else APOLOGY
            answer = Answer(question=question, text=text, refused=True, analysis_type=kind)
        self.session.response(
            answer.text,
            query=question,
            processing_time=time.perf_counter() - started,
            has_visualization=answer.chart is not None,
            analysis_type=answer.analysis_type,
            data_summary=self._bench.summary() | self._shape(answer),
            status="error" if error_type else "refused" if answer.refused else "ok",
            error_type=error_type,
            engine=answer.engine,
            **answer.taken(),
        )
        self.turns.append(Turn(next(self._numbers), answer))
        if live.raised is not None:
            raise live.raised
        return answer

    @_at_work
    def choose(self, number: int, alternative: Alternative, *, chip: str) -> Answer:
        """Answer question `number` again, read the other way; its turn then holds this answer.

        What is recorded is which kind of reading was changed (`chip`), and how it ended; no name out of the data.
        """
        started = time.perf_counter()
        place = next(at for at, turn in enumerate(self.turns) if turn.number == number)
        answer = self.turns[place].answer
        engine = self._bench.engine
        if engine is None:
            return answer
        error_type = None
        try:
            answer = engine.choose(answer.question, alternative)
        except FinOpsAgentError as error:
            error_type = type(error).__name__
            answer = replace(Answer(answer.question, str(error), refused=True), analysis_type=answer.analysis_type)
        self.turns[place] = Turn(number, answer)
        self.session.feature_used(
            "interpretation",
            chip=chip,
            query_number=number,
            status="error" if error_type else "refused" if answer.refused else "ok",
            processing_time=round(time.perf_counter() - started, 4),
        )
        return answer

    @_at_work
    def open_sql(self) -> None:
        """Start the process for free SQL on this data, so that the first query does not wait for it.

        Raises:
            SqlBlocked: the data cannot be handed over.
        """
        self._bench.open_door()

    def sql(self, query: str) -> SqlResult:
        """Run a query that the visitor wrote; what is recorded is that it ran and how it ended, not its text.

        Raises:
            SqlBlocked: it was stopped or failed, or there is no data.
        """
        from finops_agent.costs.sql import SqlBlocked  # noqa: PLC0415 - comes with the first file

        self.open_sql()
        door = self._bench.door
        if door is None:
            raise SqlBlocked("closed", "There is no data to query yet. Add a file or use the sample bill first.")
        try:
            result = door.run(query)
        except SqlBlocked as error:
            self.session.feature_used("sql", status=error.gate)
            raise
        self.session.feature_used("sql", status="ok", rows=len(result.rows), elapsed_s=round(result.elapsed_s, 3))
        return result

    @_at_work
    def findings(self, assumptions: Path | None = None) -> Findings:
        """What may save money in the loaded data; the use and its count are recorded, no figure and no name.

        Raises:
            SettingsError: the file of assumptions cannot be used.
        """
        from finops_agent.costs.findings import NO_DATA, find, load_assumptions  # noqa: PLC0415 - loaded when asked for

        started = time.perf_counter()
        given = load_assumptions(assumptions)
        found = find(self.dataset, given) if self.dataset is not None else NO_DATA
        self.session.feature_used(
            "findings", findings=len(found.found), processing_time=round(time.perf_counter() - started, 4)
        )
        return found

    def feedback(self, rating: Rating, *, number: int, comment: str | None = None) -> None:
        """What the visitor thought of the answer to question `number`."""
        self.session.feedback(rating, comment=comment, query_number=number)

    def feature_used(self, feature: str, **details: str | float | bool) -> None:
        """A feature was used, such as a download."""
        self.session.feature_used(feature, **details)

    def end(self, reason: EndReason = "user", *, at_us: int | None = None) -> None:
        """The visit ended; the data is let go. Any thread; it waits for no answer that is being computed."""
        self.session.end(reason, at_us=at_us)
        dataset = self._bench.take()
        if dataset is not None and self._work.acquire(blocking=False):
            try:
                dataset.close()
            finally:
                self._work.release()

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read or a question answered at this moment."""
        return self._work.locked()

    def resume(self) -> None:
        """The visitor came back."""
        self.session.resume()

    def _shape(self, answer: Answer) -> dict[str, Any]:
        """What kind of question it was, in names of our own, so that often asked ones can be offered to others."""
        from finops_agent.costs.semantic.shape import shape_of  # noqa: PLC0415 - loaded with the first file

        if answer.query is None or answer.refused:
            return {}
        return {"question": shape_of(answer.query).to_json(), "query_number": len(self.turns) + 1}
