"""Questions that ask the same, what refusals miss, what to suggest."""

from hypothesis import given
from hypothesis import strategies as st

from finops_agent.analytics.similar import alike, missing, words_of, worth_suggesting
from finops_agent.analytics.turns import Turn


def turn(question, session="s", status="ok", answer="", **more):
    fields = {"moment_us": 0, "seconds": 1.0, "is_suggested": False, "is_liked": None} | more
    return Turn(session=session, question=question, answer=answer, status=status, **fields)


def test_order_endings_numbers_and_months_do_not_matter():
    same = ["Top 5 services in August", "top 10 service for september?", "please show me the services, top 3, march"]
    grouped = alike([turn(question, str(n)) for n, question in enumerate(same)], least_sessions=1)
    assert [len(group.turns) for group in grouped.shown] == [3]


def test_other_questions_are_other_groups():
    grouped = alike([turn("cost by account"), turn("NAT gateway traffic in Oregon")], least_sessions=1)
    assert len(grouped.shown) == 2


def test_one_session_asking_often_is_not_enough():
    grouped = alike([turn("who is paying for project Falcon?") for _ in range(50)])
    assert grouped.shown == []
    assert (grouped.held_back, grouped.held_back_turns) == (1, 50)


def test_what_goes_well_and_is_typed_is_worth_suggesting():
    good = [turn("cost by team", str(n)) for n in range(6)]
    known = [turn("cost by region", str(n), is_suggested=True) for n in range(6)]
    bad = [turn("utilisation of web servers", str(n), status="refused") for n in range(6)]
    assert [group.question for group in worth_suggesting(alike([*good, *known, *bad]))] == ["cost by team"]


def test_reasons_of_few_sessions_are_held_back():
    told = [turn("x", str(n), "refused", "I do not know the word 'carbon'.") for n in range(5)]
    rare = [turn("x", str(n), "refused", "I do not know the word 'Falcon'.") for n in range(4)]
    assert missing([*told, *rare]) == {"carbon": (5, 5)}


questions = st.lists(st.tuples(st.text(max_size=40), st.sampled_from("abcdefgh")), max_size=30)


@given(questions, st.integers(1, 5))
def test_no_question_is_lost_and_no_small_group_is_shown(asked, least):
    grouped = alike([turn(text, session) for text, session in asked], least)
    assert sum(len(group.turns) for group in grouped.shown) + grouped.held_back_turns == len(asked)
    assert all(group.sessions >= least for group in grouped.shown)


@given(st.text())
def test_any_text_has_words(text):
    assert isinstance(words_of(text), frozenset)
