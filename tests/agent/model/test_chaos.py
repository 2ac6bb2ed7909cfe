"""A model that does anything at all: the page never gets a figure that no query returned, and never an exception."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic_ai.models.function import DeltaToolCall, FunctionModel

from finops_agent.agent.model import ModelEngine, ModelSpec
from finops_agent.agent.model.number_check import unsupported_numbers
from finops_agent.agent.model.spec import Budget

TOOLS = (
    "describe_dataset", "search_values", "query", "compare", "explain_change", "detect_anomalies", "commitments",
    "forecast", "run_sql", "cannot_answer", "no_such_tool",
)  # fmt: skip
SAYINGS = (
    "", " ", "It is about $1,234.56.", "EC2 cost 88 % of it.", "See ![x](http://evil.example/p.png).", "No figures.",
    "Top 3: one, two, three.", "\u202e$5", "<b>17,997.62</b>", "$17,997.62", "999999999999999999999999999999", "-",
)  # fmt: skip
ARGUMENTS = st.one_of(
    st.fixed_dictionaries(
        {},
        optional={
            "measure": st.sampled_from(["billed", "effective", "profit", "distinct:service", ""]),
            "dimensions": st.lists(st.sampled_from(["service", "month", "tag:team", "nothing"]), max_size=4),
            "start": st.sampled_from(["2026-09-01", "1999-01-01", "soon"]),
            "end": st.sampled_from(["2026-09-30", "2026-08-31"]),
            "limit": st.integers(-1, 600),
            "share": st.booleans(),
            "text": st.text(max_size=5),
            "figure": st.sampled_from(["coverage", "waste", "love"]),
            "sql": st.sampled_from(["SELECT 1", "DROP TABLE costs", "SELECT sum(BilledCost) FROM costs", "'"]),
            "filters": st.just([{"dimension": "service", "values": ["AmazonEC2"]}]),
        },
    ).map(json.dumps),
    st.sampled_from(["", "{", "[]", '"x"', "null"]),
)
ACTION = st.one_of(st.sampled_from(SAYINGS), st.tuples(st.sampled_from(TOOLS), ARGUMENTS), st.just(ZeroDivisionError))


class Access:
    """In place of `ModelAccess`: the model is a function."""

    spec = ModelSpec("openai", "chaos", budget=Budget(timeout_s=20, requests=6))

    def __init__(self, actions):
        self._actions = list(actions)

    def model(self):
        return FunctionModel(stream_function=self._act)

    async def _act(self, _messages, _info):
        action = self._actions.pop(0) if self._actions else "Done."
        if isinstance(action, str):
            yield action
        elif isinstance(action, tuple):
            yield {0: DeltaToolCall(name=action[0], json_args=action[1], tool_call_id=f"id{len(self._actions)}")}
        else:
            raise action


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTION, min_size=1, max_size=6))
def test_whatever_the_model_does_an_answer_comes_whose_figures_a_query_returned(datasets, actions):
    dataset = datasets("aws-cur2-northwind-2026q3.csv")
    engine = ModelEngine(dataset, Access(actions))
    shown = []
    try:
        answer = engine.ask("total cost in September 2026", shown.append)
    finally:
        engine.close()
    assert answer.text
    for text in (answer.text, *shown):
        assert not re.search(r"!\[|://|<b>|\u202e", text)
    if answer.engine == "offline":
        assert answer.value is not None
        assert "the offline engine answer" in answer.warnings[0]
    elif not answer.refused:
        assert answer.sql
        assert not re.search(r"1,234\.56|88 %|9{9}", answer.text)


def test_a_page_that_raises_ends_the_model_at_once(datasets):
    engine = ModelEngine(datasets("aws-cur2-northwind-2026q3.csv"), Access(["Hello", "Again"]))

    def leave(_text):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.ask("total cost", leave)
    assert engine.ask("total cost in September 2026").engine == "offline"


def test_the_check_stands_on_the_results_of_this_question_alone(datasets):
    """A figure of an earlier answer is no proof of a later one."""
    asked = ("query", json.dumps({"start": "2026-09-01", "end": "2026-09-30"}))
    other = ("query", json.dumps({"dimensions": ["service"], "limit": 1}))
    said = "It was $6,706.96."
    access = Access([asked, said, other, said, said])
    engine = ModelEngine(datasets("aws-cur2-northwind-2026q3.csv"), access)
    assert engine.ask("total cost in September 2026").engine == "llm"
    assert engine.ask("top service").engine == "offline"
    assert unsupported_numbers(said, "top service", []) == ("$6,706.96",)
