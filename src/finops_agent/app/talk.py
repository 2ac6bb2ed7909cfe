"""Questions and answers: which analysis, suggestions, turns, the input."""

import streamlit as st

from finops_agent.agent.model import ModelAccess
from finops_agent.app import asked, suggestion
from finops_agent.app.answer import show_answer
from finops_agent.conversation import Conversation, Turn
from finops_agent.costs import Dataset
from finops_agent.events import AnalysisType
from finops_agent.web.plain import plain

_MOST_SUGGESTIONS = 4
_MOST_POPULAR = 2


def choose_analysis(conversation: Conversation) -> AnalysisType | None:
    """The analysis type that the visitor looks at; None for all."""
    if conversation.dataset is None:
        return None
    chosen = st.pills(
        "Analysis",
        [kind for kind in AnalysisType if kind is not AnalysisType.OTHER],
        key="analysis",
        format_func=lambda kind: kind.value.removesuffix(" Analysis"),
        label_visibility="collapsed",
        help="Suggests questions of one kind, and shows the answers of that kind alone.",
    )
    return AnalysisType(chosen) if chosen else None


def show_turns(conversation: Conversation, kind: AnalysisType | None) -> None:
    """What was asked and answered so far, of one kind of analysis or all."""
    shown = [turn for turn in conversation.turns if kind in {None, turn.answer.analysis_type}]
    for turn in shown:
        _show_turn(conversation, turn)
    hidden = len(conversation.turns) - len(shown)
    if kind is not None and hidden:
        st.caption(f":material/filter_alt: {hidden} of other kinds not shown.")


def _show_turn(conversation: Conversation, turn: Turn) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.text(turn.answer.question)
    with st.chat_message("assistant", avatar=":material/query_stats:"):
        show_answer(conversation, turn, is_last=turn is conversation.turns[-1])


def show_suggestions(conversation: Conversation, kind: AnalysisType | None) -> None:
    """Questions to begin with, made from this data and from what is often asked; of the chosen kind at any time."""
    dataset = conversation.dataset
    if dataset is None or (conversation.turns and kind is None):
        return
    popular, own = _suggested(conversation, dataset, kind)
    if not popular and not own:
        st.caption(plain("This data answers no such question; choose another kind, or load what it needs."))
        return
    _offer("Often asked, and answered here", popular, key="popular")
    _offer("Try one of these, made from your data", own, key="suggestion")


def _offer(words: str, questions: tuple[str, ...], *, key: str) -> None:
    if not questions:
        return
    st.caption(words)
    with st.container(key=f"{key}s", horizontal=True):
        for number, question in enumerate(questions):
            suggestion.button(question, key=f"{key}_{number}")


def _suggested(
    conversation: Conversation, dataset: Dataset, kind: AnalysisType | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Often asked ones and own ones, found once for each data set and kind."""
    kept: dict[object, tuple[tuple[str, ...], tuple[str, ...]]] = st.session_state.setdefault("suggested", {})
    place = (id(dataset), kind)
    if place not in kept:
        own = conversation.suggestions()
        if kind not in {None, AnalysisType.GENERAL}:
            own = conversation.answerable(asked.questions_of(kind, dataset))[:_MOST_SUGGESTIONS]
        others = tuple(question for question in asked.asked_before(dataset) if question not in own)
        popular = conversation.answerable(others)[:_MOST_POPULAR] if kind is None else ()
        kept[place] = popular, own
    return kept[place]


def take_question(conversation: Conversation) -> None:
    """The input at the foot of the page, and the answer to what was typed or clicked."""
    has_data = conversation.dataset is not None
    hint = "Ask about your costs" if has_data else "Add a file first, or use the sample bill"
    typed = st.chat_input(hint, key="question", max_chars=1_000, disabled=not has_data)
    clicked = suggestion.take_clicked()
    question = clicked or typed
    if not question or not str(question).strip():
        return
    with st.chat_message("user", avatar=":material/person:"):
        st.text(str(question))
    with st.chat_message("assistant", avatar=":material/query_stats:"), st.spinner("Computing …"):
        conversation.ask(str(question), suggested=clicked is not None, on_text=_Growing())
    st.session_state.pop("analysis", None)
    st.rerun()


class _Growing:
    """Text of a language model as it comes, greyed until its figures are checked."""

    def __init__(self) -> None:
        self._place = st.empty()

    def __call__(self, text: str) -> None:
        if text:
            self._place.caption(plain(text))
        else:
            self._place.empty()


def show_model(access: ModelAccess | None) -> None:
    """Which language model reads along, or why it does not; then begin to get it ready."""
    if access is None:
        return
    trouble = access.trouble
    if trouble is not None:
        st.caption(f":material/info: {plain(trouble)}")
    else:
        st.caption(plain(f"Questions and rows of results are sent to {access.spec.label}. Figures are checked here."))
    access.prepare()
