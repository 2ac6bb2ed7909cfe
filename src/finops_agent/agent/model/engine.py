"""The model engine: a language model reads the question and asks the tools; the offline engine stands behind it."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from finops_agent.agent.analysis import analysis_type_of
from finops_agent.agent.answer import Answer, Spent
from finops_agent.agent.model.cleaning import plain_words
from finops_agent.agent.model.desk import SQL_NOTICE, Bench, Desk
from finops_agent.agent.model.evidence import main_of
from finops_agent.agent.model.labels import Labels
from finops_agent.agent.offline import LONGEST_QUESTION, OfflineEngine
from finops_agent.errors import ModelUnavailable

if TYPE_CHECKING:
    from decimal import Decimal

    from pydantic_ai import RunUsage
    from pydantic_ai.models import Model

    from finops_agent.agent.answer import Alternative
    from finops_agent.agent.answerer import OnText
    from finops_agent.agent.model.access import ModelAccess
    from finops_agent.agent.model.evidence import Evidence
    from finops_agent.agent.model.running import Outcome
    from finops_agent.agent.model.spec import ModelSpec
    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.sql import SqlDoor

REMEMBERED: Final = 3
"""Earlier questions and answers that go along, so that the next may follow up on them."""


class ModelEngine:
    """Answers questions about one data set with a language model. One thread at a time, but for `close`.

    Whatever goes wrong with the model, the offline engine answers the same question and the answer says so first.
    """

    name = "llm"

    def __init__(self, dataset: Dataset, access: ModelAccess) -> None:
        self._dataset = dataset
        self._access = access
        self._offline = OfflineEngine(dataset)
        self._history: deque[tuple[str, str]] = deque(maxlen=REMEMBERED)
        self._unheard: deque[str] = deque(maxlen=REMEMBERED)
        """Questions that the offline engine has not seen, for follow-ups that it has to answer."""
        self._door: SqlDoor | None = None
        self._door_lock = threading.Lock()
        self._is_closed = False
        spec = access.spec
        labels = Labels(self._offline.catalogs, pseudonyms=spec.pseudonyms)
        self._bench = Bench(dataset, self._offline.catalogs, labels, spec.rows, self._open_door)

    def reset(self) -> None:
        """Forget the questions before: the next one stands alone."""
        self._history.clear()
        self._unheard.clear()
        self._offline.reset()

    def suggest(self, n: int = 4) -> tuple[str, ...]:
        """Up to `n` questions made from this data, each of which is answered."""
        return self._offline.suggest(n)

    def choose(self, question: str, alternative: Alternative) -> Answer:
        """The answer to `question` read another way; the query is given, so no model is asked."""
        answer = self._offline.choose(question, alternative)
        self._remember(question, answer, heard=True)
        return answer

    def close(self) -> None:
        """End the process for free SQL, if there is one. Any thread."""
        with self._door_lock:
            self._is_closed = True
            door, self._door = self._door, None
        if door is not None:
            door.close()

    def ask(self, question: str, on_text: OnText | None = None, /) -> Answer:
        """Answer `question`, or say in a refused answer what is missing; `on_text` is called in this thread."""
        began = time.perf_counter()
        if not question.strip() or len(question) > LONGEST_QUESTION or not self._offline.catalogs:
            return self._offline.ask(question)
        try:
            model = self._access.model()
        except ModelUnavailable as error:
            answer = self._from_offline(question, str(error), None)
        else:
            answer = self._from_model(model, question, on_text)
        return replace(answer, elapsed_s=time.perf_counter() - began)

    # -------------------------------------------------------------- answering
    def _from_model(self, model: Model, question: str, on_text: OnText | None) -> Answer:
        from finops_agent.agent.model.failures import reason_of  # noqa: PLC0415 - imports the library
        from finops_agent.agent.model.running import Run  # noqa: PLC0415 - same
        from finops_agent.agent.model.tools import CannotAnswer  # noqa: PLC0415 - same

        labels = self._bench.labels
        desk = Desk(self._bench, question)
        history = [(labels.hide(asked), labels.hide(said)) for asked, said in self._history]
        run = Run(model, desk, history, self._access.spec.budget)
        outcome = run.ask(labels.hide(question), on_text, self._dataset.connection.interrupt)
        spent = _spent(self._access.spec, outcome)
        if isinstance(outcome.output, str):
            answer = self._told(question, outcome.output, desk.evidence, spent)
            self._remember(question, answer, heard=False)
            return answer
        if isinstance(outcome.output, CannotAnswer):
            return self._not_answered(question, outcome.output.missing, outcome.output.explanation, spent)
        answer = self._from_offline(question, reason_of(self._access.spec, outcome), spent)
        if answer.refused and outcome.refused_numbers and desk.evidence:
            return self._in_our_words(question, answer, desk.evidence[-1])
        return answer

    def _told(self, question: str, output: str, evidence: list[Evidence], spent: Spent) -> Answer:
        """The model's checked words, with chart, rows, basis and queries of the results that they rest on."""
        text = self._bench.labels.put_back(plain_words(output))
        main = main_of(evidence, text)
        base = main.answer if main is not None else Answer(question=question, text=text)
        notes = [*base.warnings, *([SQL_NOTICE] if any(one.tool == "run_sql" for one in evidence) else [])]
        return replace(
            base,
            question=question,
            text=text,
            sql=tuple(dict.fromkeys(step for one in evidence for step in one.answer.sql)),
            warnings=tuple(dict.fromkeys(notes)),
            analysis_type=analysis_type_of(question),
            engine=self.name,
            spent=spent,
        )

    def _not_answered(self, question: str, missing: str, explanation: str, spent: Spent) -> Answer:
        """The model gave up: the offline engine may know; else its refusal is told in the model's words."""
        reason = f"{self._access.spec.label} found no answer in this data; the offline engine answered instead."
        answer = self._from_offline(question, reason, spent)
        if not answer.refused:
            return answer
        labels = self._bench.labels
        said = labels.put_back(plain_words(explanation))
        if any(letter.isdigit() for letter in said):  # no result stands behind a number here
            return answer
        return replace(
            answer,
            text=said or answer.text,
            missing=labels.put_back(plain_words(missing)) or answer.missing,
            warnings=answer.warnings[1:],
            engine=self.name,
        )

    def _in_our_words(self, question: str, refused: Answer, evidence: Evidence) -> Answer:
        """The model's last result in our own words, where its words did not pass and the rules know no answer."""
        return replace(
            evidence.answer,
            question=question,
            warnings=(*refused.warnings, *evidence.answer.warnings),
            analysis_type=refused.analysis_type,
            spent=refused.spent,
        )

    def _from_offline(self, question: str, reason: str, spent: Spent | None) -> Answer:
        """The offline engine's answer, after it has caught up on what the model answered."""
        for earlier in self._unheard:
            self._offline.ask(earlier)
        answer = self._offline.ask(question)
        answer = replace(answer, warnings=(reason, *answer.warnings), spent=spent)
        self._remember(question, answer, heard=True)
        return answer

    def _remember(self, question: str, answer: Answer, *, heard: bool) -> None:
        self._history.append((question, answer.text))
        if heard:
            self._unheard.clear()
        else:
            self._unheard.append(question)

    def _open_door(self) -> SqlDoor:
        from finops_agent.costs.sql import SqlBlocked, SqlDoor  # noqa: PLC0415 - few questions need it

        with self._door_lock:
            if self._is_closed:
                raise SqlBlocked("closed", "The data of this query was let go.")
            if self._door is None:
                self._door = SqlDoor(self._dataset)
            return self._door


def _spent(spec: ModelSpec, outcome: Outcome) -> Spent:
    usage = outcome.usage
    return Spent(
        model=spec.label,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cost_usd=_cost_usd(spec, usage),
        time_to_first_token_s=outcome.time_to_first_token_s,
        tool_calls=usage.tool_calls,
    )


def _cost_usd(spec: ModelSpec, usage: RunUsage) -> Decimal | None:
    """What the tokens cost; None where nobody has a price for the model, or no request got as far as tokens."""
    if spec.price is None or not usage.input_tokens:
        return usage.cost
    cached = {"cache_read": usage.cache_read_tokens, "cache_write": usage.cache_write_tokens}
    return spec.price.cost_usd(usage.input_tokens, usage.output_tokens, **cached)
