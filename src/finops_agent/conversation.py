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
from finops_agent.errors import CostFileError, FinOpsAgentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from finops_agent.agent import Answerer, OfflineEngine, OnText
    from finops_agent.agent.answer import Alternative
    from finops_agent.costs import Limits
    from finops_agent.costs.dataset import CostFile, Dataset
    from finops_agent.costs.findings import Findings
    from finops_agent.costs.sql import SqlDoor, SqlResult
    from finops_agent.events import EndReason
    from finops_agent.recorder import Session
    from finops_agent.recorder.session import Rating

    MakeEngine = Callable[[Dataset], Answerer]

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")
APOLOGY = (
    "Something went wrong on our side while computing this answer; nothing of your data was lost. "
    "Ask again or put it differently."
)


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What became of one offered file: its description, or the sentence that says why not."""

    name: str
    file: CostFile | None
    error: str | None = None


class _Live:
    """Passes text on as it comes; after its reader raised once, it keeps the exception and passes nothing more on.

    A page raises when its visitor clicks elsewhere meanwhile: the answer is made and recorded all the same.
    """

    def __init__(self, on_text: OnText | None) -> None:
        self._on_text = on_text
        self.raised: BaseException | None = None

    def __call__(self, text: str) -> None:
        if self._on_text is None or self.raised is not None:
            return
        try:
            self._on_text(text)
        except BaseException as error:  # noqa: BLE001 - kept, and raised when the turn is recorded
            self.raised = error


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer; `number` counts the questions of the session from 1."""

    number: int
    answer: Answer


def _is_answered(engine: OfflineEngine, question: str) -> bool:
    """Whether the question, alone, gets a figure."""
    engine.reset()
    try:
        answer = engine.ask(question)
    except FinOpsAgentError:
        return False
    return not answer.refused and (bool(answer.rows) or answer.value is not None)


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
        self.dataset: Dataset | None = None
        self._limits = limits
        self._make_engine = make_engine
        self._work = threading.Lock()
        """Held while a file is read or a question answered: the data is not closed under them."""
        self._engine: Answerer | None = None
        self._trial: OfflineEngine | None = None
        """Tries questions before they are offered, apart from the conversation."""
        self._door: SqlDoor | None = None
        self._numbers = itertools.count(1)

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
        from finops_agent.agent import OfflineEngine  # noqa: PLC0415 - the engine is loaded with the first file
        from finops_agent.costs import DatasetBuilder, Limits  # noqa: PLC0415 - same

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
            previous, self.dataset = self.dataset, builder.build()
            # What is told of files side by side is known once all are there.
            described = {file.path: file for file in self.dataset.files}
            results = [replace(each, file=described[each.file.path]) if each.file else each for each in results]
            engine, self._engine = self._engine, (self._make_engine or OfflineEngine)(self.dataset)
            self._trial = None
            if engine is not None:
                engine.close()
            self._close_door()
            if previous is not None:
                previous.close()
        else:
            builder.close()
        return results

    def suggestions(self) -> tuple[str, ...]:
        """Questions that this data answers."""
        return self._engine.suggest() if self._engine else ()

    @_at_work
    def answerable(self, questions: Iterable[str]) -> tuple[str, ...]:
        """Those of `questions` that this data answers without a model. Nothing is recorded; follow-ups stay as is."""
        from finops_agent.agent import OfflineEngine  # noqa: PLC0415 - the engine is loaded with the first file

        questions = tuple(dict.fromkeys(questions))
        if self.dataset is None or not questions:
            return ()
        if self._trial is None:
            self._trial = OfflineEngine(self.dataset)
        return tuple(question for question in questions if _is_answered(self._trial, question))

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
        live = _Live(on_text)
        try:
            answer = self._answer(question, live if on_text else None)
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
            data_summary=self._data_summary() | self._shape(answer),
            status="error" if error_type else "refused" if answer.refused else "ok",
            error_type=error_type,
            engine=answer.engine,
            **_spent(answer),
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
        if self._engine is None:
            return answer
        error_type = None
        try:
            answer = self._engine.choose(answer.question, alternative)
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
        from finops_agent.costs.sql import SqlDoor  # noqa: PLC0415 - the engine is loaded with the first file

        if self._door is None and self.dataset is not None:
            self._door = SqlDoor(self.dataset)

    def sql(self, query: str) -> SqlResult:
        """Run a query that the visitor wrote; what is recorded is that it ran and how it ended, not its text.

        Raises:
            SqlBlocked: it was stopped or failed, or there is no data.
        """
        from finops_agent.costs.sql import SqlBlocked  # noqa: PLC0415 - as in open_sql

        self.open_sql()
        door = self._door
        if door is None:
            raise SqlBlocked("closed", "There is no data to query yet. Add a file or use the sample bill first.")
        try:
            result = door.run(query)
        except SqlBlocked as error:
            self.session.feature_used("sql", status=error.gate)
            raise
        self.session.feature_used("sql", status="ok", rows=len(result.rows), elapsed_s=round(result.elapsed_s, 3))
        return result

    def _close_door(self) -> None:
        door, self._door = self._door, None
        if door is not None:
            door.close()

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
        dataset, engine = self.dataset, self._engine
        self.dataset = self._engine = self._trial = None
        if engine is not None:
            engine.close()
        self._close_door()
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

    def _answer(self, question: str, on_text: OnText | None) -> Answer:
        engine = self._engine
        if engine is None:
            return Answer(
                question=question,
                text="There is no data to ask yet. Upload a billing file or take the sample bill, then ask again.",
                refused=True,
                missing="data",
            )
        return engine.ask(question, on_text)

    def _shape(self, answer: Answer) -> dict[str, Any]:
        """What kind of question it was, in names of our own, so that often asked ones can be offered to others."""
        from finops_agent.costs.semantic.shape import shape_of  # noqa: PLC0415 - loaded with the first file

        if answer.query is None or answer.refused:
            return {}
        return {"question": shape_of(answer.query).to_json(), "query_number": len(self.turns) + 1}

    def _data_summary(self) -> dict[str, Any]:
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


def _spent(answer: Answer) -> dict[str, Any]:
    """What a language model took, as attributes of the response event."""
    spent = answer.spent
    if spent is None:
        return {"tool_calls": len(answer.sql)}
    return {
        "model": spent.model,
        "input_tokens": spent.input_tokens,
        "output_tokens": spent.output_tokens,
        "cost_usd": None if spent.cost_usd is None else float(spent.cost_usd),
        "time_to_first_token": spent.time_to_first_token_s,
        "tool_calls": spent.tool_calls,
    }
