"""Where in a query a word can be seen: the trace that each kind of word leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.meaning.footprint import BARE, Footprint
from finops_agent.costs.semantic import Condition
from finops_agent.costs.semantic.figure import DISTINCT_PREFIX, measure_of
from finops_agent.costs.semantic.model import ANY_TAG, COSTS, TAG_PREFIX
from finops_agent.costs.semantic.query import MEASURE_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable

    from finops_agent.agent.reading.parts import Part

JOINING = frozenset({
    "verb", "and", "or", "comma", "which", "money", "line", "again", "same", "with", "by", "but", "described", "only",
    "if", "correction", "level", "ending", "apiece", "gross", "net", "fees", "they_cost",
})  # fmt: skip
"""Operators that only tie other words together; what they tie has to leave its own trace."""
TOOLS_OF = {
    "utilisation": {"utilisation"}, "coverage": {"coverage", "tag_coverage"}, "waste": {"waste"},
    "savings_rate": {"savings_rate"}, "explain": {"explain"}, "anomalies": {"anomalies"}, "forecast": {"forecast"},
    "gone": {"gone"}, "quality": {"quality"}, "unit_cost": {"unit_cost"},
    "credit_kinds": {"credit_kinds"},
}  # fmt: skip
"""Operator -> the analyses that it asks for."""
_PERCENTS = frozenset({"%", "percent", "per cent", "pct", "percentage", "what percent", "what percentage"})
"""Words that say the unit of a rate: "utilisation in percent"."""
_PAID = frozenset({"paid", "pay", "paying", "charged", "charge", "charges", "billing", "incurred by", "caused by"})
"""Words for cost that also only say that something is on the bill."""


_SUMMED = frozenset({"total", "totals", "in total", "sum", "sum of", "altogether", "combined", "together", "summed"})
"""Words for a sum, which a level such as a price or a percentage has none of."""


class Evidence(Footprint):
    """The traces of one question; `shows` answers for one of its parts."""

    def is_bare(self, part: Part) -> bool:
        """Whether the part carries no meaning of its own."""
        return part.kind in BARE or (part.kind == "operator" and part.meaning in JOINING)

    def shows(self, at: int) -> bool:
        """Whether the part at `at` can be seen in the query."""
        part = self._parts[at]
        if any(part is tied for tied in self._draft.tied):
            return True
        look: Callable[[Part], bool] | None = getattr(self, f"_{part.kind}", None)
        if part.kind == "operator":
            look = getattr(self, f"_op_{part.meaning}", self._is_tool)
        return look is not None and look(part)

    # ---------------------------------------------------------------- figures
    def _op_cost(self, part: Part) -> bool:
        query = self._query
        measures = {query.measure, query.beside or query.measure}
        if query.threshold is not None:
            measures.add(query.threshold.measure or self._model.default_measure)
        named = self._draft.measure is not None and self._model.table != COSTS
        if part.text.lower() == "how much" and named and self._draft.measure == query.measure:
            # "How much egress in Lyon" asks for the egress.
            return True
        kinds = {measure_of(self._model, name).kind for name in measures}
        return "money" in kinds or self._tool is not None or part.text.lower() in _PAID

    def _op_count(self, part: Part) -> bool:
        """A number of things, or "how many dollars"."""
        following = self._after(part)
        is_money = following is not None and (
            following.meaning in {"money", "percent"} or any(link.dimension == "currency" for link in following.links)
        )
        return is_money or self._op_rows(part)

    def _op_rows(self, _: Part) -> bool:
        return measure_of(self._model, self._query.measure).kind in {"rows", "distinct", "quantity"}

    def _op_over(self, part: Part) -> bool:
        """In "over the last week" the word is no more than "in"."""
        following = self._after(part)
        return following is not None and following.kind == "when"

    def _op_total(self, part: Part) -> bool:
        """A total is asked of all that is not averaged or assumed; "the total and average" asks for both."""
        query = self._query
        following = self._after(part)
        joined = following is not None and following.meaning in {"and", "comma"}
        if joined and query.measure.startswith(DISTINCT_PREFIX):
            return False
        level = measure_of(self._model, query.measure)
        is_level = level.aggregate == "avg" and level.kind in {"money", "quantity"} and not self._draft.adds_up
        is_mean = (
            query.aggregate is not None
            or (is_level and part.text.lower() in _SUMMED)
            or ((query.average_per or query.per) is not None and joined)
        )
        is_assumed = query.factor is not None and self._draft.unit_factor is None
        is_part = is_assumed and bool(query.clauses) and part.text.lower() != "all"
        return not is_mean and not is_part

    def _op_grand(self, _: Part) -> bool:
        narrowing = [clause for clause in self._query.clauses if clause.dimensions != {"currency"}]
        return not any(clause.scope == "rows" for clause in narrowing)

    def _op_average(self, part: Part) -> bool:
        query, following = self._query, self._after(part)
        if (
            query.aggregate == "median"
            and following is not None
            and following.meaning in {"and", "comma", "or", "compare"}
        ):
            return False
        is_level = measure_of(self._model, query.measure).aggregate == "avg"
        return bool(query.average_per or query.per) or query.aggregate == "avg" or is_level

    def _op_aggregate(self, _: Part) -> bool:
        return self._query.aggregate is not None

    def _op_cumulative(self, _: Part) -> bool:
        return self._query.cumulative

    # --------------------------------------------------------- order and change
    def _op_top(self, _: Part) -> bool:
        return self._is_ranked("descending") or self._query.aggregate == "max"

    def _op_bottom(self, _: Part) -> bool:
        return self._is_ranked("ascending") or self._query.aggregate == "min"

    _op_drivers = _op_top

    def _is_ranked(self, order: str) -> bool:
        query = self._query
        if query.baseline is not None:
            return bool(query.dimensions) and order == "descending"
        is_turned = any("negative" in note for note in self._draft.notes)
        return bool(query.dimensions) and (query.order == order or is_turned)

    def _op_ordinal(self, _: Part) -> bool:
        return self._query.offset > 0

    def _op_compare(self, _: Part) -> bool:
        query = self._query
        return bool(query.baseline or query.sides or query.beside)

    def _op_change(self, _: Part) -> bool:
        return self._op_compare(_) or self._tool == "explain"

    def _op_rise(self, part: Part) -> bool:
        query = self._query
        is_ranked = not query.dimensions or query.rank == part.meaning
        return (query.baseline is not None and is_ranked) or self._tool == "explain" or query.factor is not None

    _op_fall = _op_rise

    def _op_movers(self, _: Part) -> bool:
        return self._query.baseline is not None

    def _op_trend(self, _: Part) -> bool:
        return any(self._model.dimensions[name].grain for name in self._query.dimensions)

    def _op_first_day(self, _: Part) -> bool:
        return self._query.order in {"label", "latest"} and self._query.limit == 1

    _op_last_day = _op_first_day

    def _op_moment(self, part: Part) -> bool:
        return self._op_trend(part)

    def _op_breakdown(self, _: Part) -> bool:
        return bool(self._query.dimensions)

    # ------------------------------------------------------------------ shares
    def _op_percent(self, part: Part) -> bool:
        query = self._query
        compares = query.baseline is not None or query.sides or query.beside is not None
        tests = any(self._unit_of(name) == "%" for name in self._tested)
        tests = tests or (query.threshold is not None and query.threshold.is_percent)
        tests = tests or (
            (part.text.lower() in _PERCENTS or self._draft.is_in_percent)
            and self._tool in {"utilisation", "coverage", "tag_coverage", "savings_rate"}
        )
        return (
            query.share
            or bool(compares and query.change in {"percent", "ratio", "part"})
            or query.factor is not None
            or tests
        )

    def _unit_of(self, tested: str) -> str | None:
        measure = self._model.measures.get(tested.removeprefix(MEASURE_PREFIX))
        return measure.unit if measure is not None else None

    _op_percent_change = _op_percent

    def _op_share(self, part: Part) -> bool:
        return self._op_percent(part) or self._draft.is_grand

    def _op_compose(self, _: Part) -> bool:
        return self._query.share or bool(self._query.dimensions)

    def _op_half(self, _: Part) -> bool:
        return self._query.share or self._query.factor is not None

    # ------------------------------------------------------- kept and left out
    def _op_untagged(self, part: Part) -> bool:
        if "as" in part.text.lower().split() and self._op_show_untagged(part):
            return True
        return any(test.match == "missing" and _is_tag(test.dimension) for test in self._tests)

    def _op_show_untagged(self, _: Part) -> bool:
        """Groups without a value are shown wherever nothing is ranked."""
        return any(_is_tag(name) for name in self._query.dimensions) and not self._query.ranked

    def _op_tag(self, _: Part) -> bool:
        query = self._query
        names = {*query.dimensions, *self._tested, query.measure.removeprefix(DISTINCT_PREFIX)}
        return any(_is_tag(name) for name in names) or self._tool == "tag_coverage"

    def _op_include(self, _: Part) -> bool:
        draft = self._draft
        return bool(draft.included) or draft.is_everything or self._query.measure == "net"

    def _op_rest(self, _: Part) -> bool:
        return any(clause.negated for clause in self._query.clauses)

    def _op_excluded(self, _: Part) -> bool:
        return any(clause.negated for clause in self._query.clauses)

    def _op_missing(self, part: Part) -> bool:
        """The column named next is tested for lack of a value, or the name that comes next is left out."""
        following = self._after(part)
        if following is None:
            return False
        if following.kind == "operator" and following.meaning == "waste":
            return any(clause.negated and "commitment_status" in clause.dimensions for clause in self._query.clauses)
        if following.kind == "operator":
            return following.meaning == "untagged" and Condition(ANY_TAG, "present") in self._tests
        left_out = {test for clause in self._query.clauses if clause.negated for test in clause.conditions}
        named = any(left_out.issuperset(link.conditions) for link in following.links)
        alias = following.alias
        named = named or (alias is not None and Condition(alias.dimension, alias.match, alias.values) in left_out)
        return named or Condition(following.meaning, "missing") in self._tests

    def _op_exclude(self, part: Part) -> bool:
        """As above; "drop" also says that something fell, and "minus" sets two figures against each other."""
        fell = part.text.lower() == "drop" and self._op_fall(part)
        return fell or self._op_missing(part) or (part.text.lower() == "minus" and self._query.beside is not None)

    def _op_present(self, part: Part) -> bool:
        """A tag is tested: that there is one, or for the value that is named with its key."""
        following = self._after(part)
        names_tag = following is not None and following.kind in {"dimension", "value"}
        return any(test.match == "present" for test in self._tests) or (names_tag and any(map(_is_tag, self._tested)))

    def _op_new(self, _: Part) -> bool:
        return any(test.match == "new" for test in self._tests)

    # -------------------------------------------------------------- assumptions
    def _op_saving(self, _: Part) -> bool:
        measure = self._query.measure.lower()
        return self._query.factor is not None or measure.startswith("credit") or "saving" in measure

    _op_move = _op_removal = _op_saving

    def _op_who(self, _: Part) -> bool:
        """Checked where the question is put together, as is what runs."""
        return True

    _op_running = _op_who

    def _op_used(self, part: Part) -> bool:
        return self._op_top(part) and self._op_rows(part)

    def _op_cheaper(self, part: Part) -> bool:
        opposes = bool(self._query.sides) or (self._query.baseline is not None and self._draft.has_compare)
        ranks = self._query.limit == 1 and (self._op_bottom(part) or self._op_top(part))
        return self._op_saving(part) or opposes or ranks or self._tool == "explain"

    _op_dearer = _op_cheaper

    def _is_tool(self, part: Part) -> bool:
        return self._tool in TOOLS_OF.get(part.meaning, ())


def _is_tag(name: str) -> bool:
    return name == ANY_TAG or name.startswith(TAG_PREFIX)
