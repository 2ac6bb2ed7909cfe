"""The offline engine: understands questions by matching them with the semantic model and the data's own values.

No model, no network. It answers what it can explain word by word, and refuses the rest with what is missing.
"""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from finops_agent.agent.meaning.memory import Askable, Memory, remembered
from finops_agent.agent.meaning.other_days import OtherDays, check_timed
from finops_agent.agent.meaning.resolve import Resolved, resolve
from finops_agent.agent.meaning.spans import Past
from finops_agent.agent.meaning.thread import check_thread, says_on
from finops_agent.agent.meaning.traces import check_traces
from finops_agent.agent.meaning.which_list import check_one_list, heard
from finops_agent.agent.reading.assemble import assemble
from finops_agent.agent.reading.ellipses import completed
from finops_agent.agent.reading.reader import Reader
from finops_agent.agent.reading.rereading import reread
from finops_agent.agent.reading.rewording import reworded
from finops_agent.agent.reading.spelling import mended
from finops_agent.agent.reading.times.month_edges import with_month_edges
from finops_agent.agent.refusal import Refusal
from finops_agent.agent.telling.refusing import refused_answer
from finops_agent.agent.telling.running import Runner, Told
from finops_agent.agent.telling.sentences import joined_answers, sentences
from finops_agent.agent.telling.suggest import in_turns, starters
from finops_agent.agent.telling.toolbox import Toolbox
from finops_agent.costs.semantic import Catalog, read_catalog
from finops_agent.costs.semantic.model import COSTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from finops_agent.agent.answer import Alternative, Answer
    from finops_agent.agent.answerer import OnText
    from finops_agent.agent.reading.draft import Draft
    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.semantic import SemanticQuery

LONGEST_QUESTION = 1_000
"""Characters; longer texts are pasted by mistake and hold more than one question."""


class OfflineEngine:
    """Answers questions about one data set. Remembers the last answered query for follow-ups. One thread at a time.

    Raises AnswerFailed from `ask` where DuckDB fails on an understood question; never for a text it cannot read.
    """

    name = "offline"

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        catalogs = [read_catalog(dataset.connection, table) for table in dataset.tables]
        self._tables = [Askable(catalog, Reader(catalog)) for catalog in catalogs]
        self._other_days = OtherDays(dataset, self._tables)
        self._runner = Runner(dataset)
        bill = next((catalog for catalog in catalogs if catalog.model.table == COSTS), None)
        self._toolbox = Toolbox(dataset, bill)
        self._last: Memory | None = None
        self._past = Past()
        self._unanswered = ""
        """The question before, where it was refused: what goes on from it would go on from another one."""
        self._skipped = False
        """Whether the question before was refused."""
        self._starters: list[str] = []
        self._more_starters = in_turns([self._starters_of(at) for at in range(len(self._tables))])

    def reset(self) -> None:
        """Forget the last question: the next one stands alone."""
        self._last = None
        self._past = Past()
        self._unanswered, self._skipped = "", False

    def suggest(self, n: int = 4) -> tuple[str, ...]:
        """Up to `n` questions made from this data, each of which is answered."""
        self._starters += islice(self._more_starters, max(0, n - len(self._starters)))
        return tuple(self._starters[:n])

    @property
    def catalogs(self) -> tuple[Catalog, ...]:
        """The catalogs of the askable tables."""
        return tuple(table.catalog for table in self._tables)

    def close(self) -> None:
        """Nothing to let go: the data set is the caller's."""

    def ask(self, question: str, _on_text: OnText | None = None, /) -> Answer:
        """Answer `question`, or say in a refused answer what is missing. The whole answer comes at once."""
        started = time.perf_counter()
        try:
            answer = self._answer(question)
        except Refusal as refusal:
            answer = self._refused(question, refusal)
            if self._last is None or self._unanswered or not self._says_on(question):
                self._unanswered = question
            self._skipped = True
        else:
            self._unanswered, self._skipped = "", False
        return replace(answer, elapsed_s=time.perf_counter() - started)

    def choose(self, question: str, alternative: Alternative) -> Answer:
        """The answer to `question` read the other way, as one of its chips offers."""
        started = time.perf_counter()
        table = next(table for table in self._tables if table.catalog.model.table == alternative.table)
        resolved = Resolved(alternative.query, is_follow_up=False, notes=(), alternatives=())
        try:
            answer = self._runner.run(table.catalog, Told(question, resolved))
            self._last, self._past, self._unanswered = Memory(table, alternative.query), Past(), ""
        except Refusal as refusal:
            answer = self._refused(question, refusal)
        return replace(answer, elapsed_s=time.perf_counter() - started)

    # ------------------------------------------------------------- answering
    def _answer(self, question: str) -> Answer:
        if not question.strip():
            raise Refusal("a question", "Ask about the cost data, such as 'top services last month'.")
        if len(question) > LONGEST_QUESTION:
            raise Refusal(
                "a shorter question", f"That is longer than {LONGEST_QUESTION} characters. Ask one question at a time."
            )
        if not self._tables:
            raise Refusal("data", "There is no data to ask yet. Load a cost file first.")
        try:
            return self._whole(question)
        except Refusal as refusal:
            parts = sentences(question)
            answer = self._one_by_one(question, parts) if len(parts) > 1 else None
            if answer is None:
                raise refusal from None
            return answer

    def _whole(self, question: str, *, continues: bool = False) -> Answer:
        """The answer to one question by the first table that understands it and has rows of what it is about."""
        refusals: list[Refusal] = []
        without_rows: list[tuple[Answer, Memory]] = []
        for table in self._other_days.in_turn(question, self._in_turn()):
            try:
                answer, memory = self._from_table(table, question, continues=continues)
                check_one_list(question, memory, self._tables)
            except Refusal as refusal:
                refusals.append(heard(refusal, table, question))
            else:
                if self._is_of_rows(answer, memory):
                    return self._kept(answer, memory)
                without_rows.append((answer, memory))
        if without_rows:
            return self._kept(*without_rows[0])
        raise max(refusals, key=lambda refusal: refusal.understood)

    def _is_of_rows(self, answer: Answer, memory: Memory) -> bool:
        """Whether there is anything of what was asked, or no other table to ask: it goes on, or there is but one."""
        is_settled = len(self._tables) == 1 or memory.earlier is not None or memory.tool is not None
        if is_settled or answer.value or not memory.query.clauses:
            return True
        return self._runner.has_rows(memory.table.catalog, memory.query)

    def _kept(self, answer: Answer, memory: Memory) -> Answer:
        """The answer, after what the next question may point at is kept."""
        self._past = remembered(memory, answer, self._past)
        self._last = memory
        return answer

    def _says_on(self, question: str) -> bool:
        """Whether a question that was refused says by its first word that it goes on from the one before it."""
        return bool(self._tables) and len(question) <= LONGEST_QUESTION and says_on(question, self._tables[0].reader)

    def _one_by_one(self, question: str, parts: tuple[str, ...]) -> Answer | None:
        """Each sentence in turn, later ones about what the first is about; None where one is not answered."""
        kept = self._last
        answers: list[Answer] = []
        for part in parts:
            try:
                answers.append(self._whole(part, continues=bool(answers)))
            except Refusal:
                self._last = kept
                return None
        return joined_answers(question, answers)

    def _in_turn(self) -> list[Askable]:
        """The table of the last question first, so that follow-ups stay with it."""
        if self._last is None:
            return self._tables
        return [self._last.table, *(table for table in self._tables if table is not self._last.table)]

    def _from_table(self, table: Askable, question: str, *, continues: bool = False) -> tuple[Answer, Memory]:
        parts, notes = mended(table.reader, with_month_edges(reworded(completed(question)), table.catalog.calendar))
        last = self._last if self._last is not None and self._last.table is table else None
        parts = reread(parts, table.catalog, goes_on=last is not None)
        previous = last.query if last is not None else None
        draft = self._drafted(parts, table, last)
        if not continues:
            check_thread(draft, question, self._unanswered, table.reader)
        resolved = resolve(draft, previous, table.catalog, continues=continues, past=self._past)
        check_traces(
            parts, draft, resolved, table.catalog,
            lambda others: resolve(
                self._drafted(others, table, last), previous, table.catalog, continues=continues, past=self._past
            ),
        )  # fmt: skip
        check_timed(resolved.query, table.catalog.model, parts, is_other=table in self._other_days)
        if self._skipped and resolved.is_follow_up:
            notes = (*notes, "The question before was not answered: this goes on from the one before it.")
        if previous is not None and previous.clauses and draft.tool is None and resolved.is_follow_up:
            resolved, notes = self._with_rows(table, parts, (previous, resolved, notes))
        told = Told(question, resolved, notes)
        run = self._toolbox if draft.tool is not None else self._runner
        earlier = previous if resolved.is_follow_up else None
        memory = Memory(table, resolved.query, resolved.tool, resolved.tool_kind, earlier)
        return run.run(table.catalog, told), memory

    @staticmethod
    def _drafted(parts: Sequence[Part], table: Askable, last: Memory | None) -> Draft:
        """The draft of a question; one that only goes on from an analysis asks for the same analysis."""
        draft = assemble(parts, table.catalog)
        says_no_more = not draft.has_subject or draft.is_against
        goes_on = last is not None and (draft.leans or not draft.stands_alone) and says_no_more
        if last is None or not goes_on:
            return draft
        if last.tool is not None:
            draft.tool, draft.tool_kind, draft.leans = last.tool, last.tool_kind, True
            draft.tool_goes_on = True
        return draft

    def _with_rows(
        self, table: Askable, parts: list[Part], read: tuple[SemanticQuery, Resolved, tuple[str, ...]]
    ) -> tuple[Resolved, tuple[str, ...]]:
        """The reading without the filters of the question before, where nothing meets both."""
        previous, resolved, notes = read
        carried = [clause.label for clause in previous.clauses if clause in resolved.query.clauses]
        if not carried or self._runner.has_rows(table.catalog, resolved.query):
            return resolved, notes
        try:
            alone = resolve(assemble(parts, table.catalog), replace(previous, clauses=()), table.catalog)
        except Refusal:
            return resolved, notes
        if not self._runner.has_rows(table.catalog, alone.query):
            return resolved, notes
        left = ", ".join(carried)
        return alone, (*notes, f"Nothing of this is in {left} of the question before, so that filter is left out.")

    # ------------------------------------------------------------ suggesting
    def _starters_of(self, at: int) -> Iterator[str]:
        """Questions that the table answers, and none before it in turn."""
        table, earlier = self._tables[at], self._tables[:at]
        for question in starters(table.catalog, self._dataset.connection):
            is_taken = any(self._is_answerable(before, question, with_rows=True) for before in earlier)
            if not is_taken and self._is_answerable(table, question):
                yield question

    def _is_answerable(self, table: Askable, question: str, *, with_rows: bool = False) -> bool:
        """Whether it is understood and its amounts add up, and with `with_rows` there is something of what it asks."""
        parts, _ = mended(table.reader, question)
        try:
            resolved = resolve(assemble(parts, table.catalog), None, table.catalog)
            self._runner.check(table.catalog, resolved.query)
        except Refusal:
            return False
        has_rows = not with_rows or self._runner.has_rows(table.catalog, resolved.query)
        return resolved.tool is None and has_rows

    # -------------------------------------------------------------- refusing
    def _refused(self, question: str, refusal: Refusal) -> Answer:
        return refused_answer(question, refusal, lambda: self.suggest(3) if self._tables else ())
