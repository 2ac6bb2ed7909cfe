"""Questions that ask the same in other words, grouped: what is asked most, how it goes, what is missing.

A group is shown only when at least `LEAST_SESSIONS` sessions asked it: what few people ask may tell who they are.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from finops_agent.analytics.turns import Turn

LEAST_SESSIONS: Final = 5
_ALIKE: Final = 0.6
"""Shared words / all words of two questions, from which they count as one."""
_GOOD_SHARE: Final = 0.9
"""Answered ok, of those asked, from which a question may be suggested."""
_TYPED_SHARE: Final = 0.5
"""Typed, of those asked, from which suggesting it may still help."""
_WORD: Final = re.compile(r"[^\W\d_]+|\d+")
_QUOTED: Final = re.compile(r"(?:^|[\s(])(?:'([^']{1,60})'|\"([^\"]{1,60})\")")
_SENTENCE: Final = re.compile(r"^.{0,120}?[.!?](?=\s|$)", re.DOTALL)
_MONTHS: Final = frozenset(
    _WORD.findall(
        "january february march april may june july august september october november december "
        "jan feb mar apr jun jul aug sep sept oct nov dec"
    )
)
_EMPTY: Final = frozenset(
    _WORD.findall(
        "a an and are as at be by can could do does did for from give had has have how i in is it its list me much "
        "many my of on or our please show tell that the there these this those to total us was we were what which "
        "who will with would you your"
    )
)
_SHORT: Final = 3


@dataclass(slots=True)
class Group:
    """Questions that ask the same."""

    turns: list[Turn] = field(default_factory=list)

    @property
    def question(self) -> str:
        """The wording that most sessions used."""
        return Counter(turn.question.strip() for turn in self.turns).most_common(1)[0][0]

    @property
    def sessions(self) -> int:
        """Sessions that asked it."""
        return len({turn.session for turn in self.turns})

    @property
    def seconds(self) -> float | None:
        """The median time of its answers."""
        times = [turn.seconds for turn in self.turns if turn.status == "ok"]
        return median(times) if times else None

    def count(self, status: str) -> int:
        """Questions that went this way."""
        return sum(turn.status == status for turn in self.turns)

    @property
    def answered_share(self) -> float:
        """Answered ok, of all, in percent."""
        return 100 * self.count("ok") / len(self.turns)

    @property
    def typed(self) -> int:
        """Questions that people typed themselves."""
        return sum(not turn.is_suggested for turn in self.turns)

    @property
    def rated(self) -> tuple[int, int]:
        """Good ratings, and all ratings."""
        ratings = [turn.is_liked for turn in self.turns if turn.is_liked is not None]
        return sum(ratings), len(ratings)


@dataclass(frozen=True, slots=True)
class Grouped:
    """The groups that may be shown, and how much is in those that may not."""

    shown: list[Group]
    """Most asked first."""
    held_back: int
    """Groups of fewer sessions."""
    held_back_turns: int


def alike(turns: Sequence[Turn], least_sessions: int = LEAST_SESSIONS) -> Grouped:
    """Group questions by their words, whatever their order, endings, numbers and months."""
    by_words: dict[frozenset[str], list[Turn]] = defaultdict(list)
    for turn in turns:
        by_words[words_of(turn.question)].append(turn)
    groups: list[tuple[frozenset[str], Group]] = []
    leaders: dict[str, list[int]] = defaultdict(list)
    for words, asked in sorted(by_words.items(), key=lambda pair: (-len(pair[1]), sorted(pair[0]))):
        place = _nearest(words, groups, leaders)
        if place is None:
            place = len(groups)
            groups.append((words, Group()))
            for word in words:
                leaders[word].append(place)
        groups[place][1].turns.extend(asked)
    return _enough((group for _, group in groups), least_sessions)


def missing(turns: Sequence[Turn], least_sessions: int = LEAST_SESSIONS) -> dict[str, tuple[int, int]]:
    """Why questions were refused: the missing word or data -> questions and sessions, most first.

    Reasons of fewer sessions than `least_sessions` are left out.
    """
    groups: dict[str, Group] = defaultdict(Group)
    for turn in turns:
        if turn.status == "refused":
            groups[reason_of(turn.answer)].turns.append(turn)
    found = {reason: (len(group.turns), group.sessions) for reason, group in groups.items()}
    ranked = sorted(found.items(), key=lambda pair: (-pair[1][0], pair[0]))
    return {reason: counts for reason, counts in ranked if counts[1] >= least_sessions}


def worth_suggesting(grouped: Grouped, count: int = 5) -> list[Group]:
    """Groups that go well and that people still type: what to offer as suggested prompts next."""
    chosen = [
        group
        for group in grouped.shown
        if group.answered_share >= 100 * _GOOD_SHARE and group.typed > _TYPED_SHARE * len(group.turns)
    ]
    return sorted(chosen, key=lambda group: -group.typed)[:count]


def words_of(question: str) -> frozenset[str]:
    """What a question is about, as a set of words.

    >>> sorted(words_of("Top 5 services in August?")) == sorted(words_of("top 3 service for july"))
    True
    """
    words = _WORD.findall(question.lower())
    kept = frozenset(_plain(word) for word in words if word not in _EMPTY)
    return kept or frozenset(words)


def reason_of(answer: str) -> str:
    """The word that a refusal names as missing, or else its first sentence.

    >>> reason_of("I do not know the word 'carbon'. Try another."), reason_of("Load a bill first. Then ask.")
    ('carbon', 'Load a bill first.')
    """
    quoted = _QUOTED.search(answer)
    if quoted:
        return quoted[1] or quoted[2]
    sentence = _SENTENCE.match(answer.strip())
    return sentence[0] if sentence else answer.strip()[:120] or "not told"


def _plain(word: str) -> str:
    if word.isdecimal():
        return "#"
    if word in _MONTHS:
        return "month"
    return word[:-1] if word.endswith("s") and len(word) > _SHORT and not word.endswith("ss") else word


def _nearest(
    words: frozenset[str], groups: Sequence[tuple[frozenset[str], Group]], leaders: dict[str, list[int]]
) -> int | None:
    """The place of the group that shares most words, if it shares enough."""
    shared = Counter(place for word in words for place in leaders.get(word, ()))
    best = max(((count / len(words | groups[place][0]), -place) for place, count in shared.items()), default=(0.0, 0))
    return -best[1] if best[0] >= _ALIKE else None


def _enough(groups: Iterable[Group], least_sessions: int) -> Grouped:
    ranked = sorted(groups, key=lambda group: -len(group.turns))
    shown = [group for group in ranked if group.sessions >= least_sessions]
    rest = [group for group in ranked if group.sessions < least_sessions]
    return Grouped(shown, len(rest), sum(len(group.turns) for group in rest))
