"""Turns of phrase of bills, brought into the words that the vocabulary has: orders, forecasts, limits on growth.

No pattern here changes what is asked: each has the words of one construction, and a name in between stays as it is.
"""

from __future__ import annotations

import re

from finops_agent.agent.reading.times.calendar_times import MONTH_WORDS

_MONTH = rf"(?:{'|'.join(sorted(MONTH_WORDS, key=len, reverse=True))})(?:\s+\d{{4}})?"
_LOW = r"(?:cheapest|smallest|lowest|least\s+(?:expensive|costly))"
_HIGH = r"(?:dearest|most\s+(?:expensive|costly)|priciest|costliest|largest|biggest|highest)"
_FROM = r"(?:(?:going\s+)?from\s+)?(?:the\s+)?"
_GREW = (
    r"(?:grew|grown|grow|rose|risen|rise|increased|increase|went\s+up|gone\s+up|go\s+up|climbed|jumped|fell|fallen|fall|"
    r"dropped|drop|decreased|decrease|went\s+down|gone\s+down|go\s+down|shrank|shrunk|declined|changed|moved)"
)
_TIME = rf"(?:{_MONTH}|(?:the|this|that)\s+(?:month|quarter))"
_PAID = (
    r"what\s+(?:we|i)(?:\s+have|\s+ve|'ve)?\s+(?:actually\s+|really\s+)?"
    r"(?:paid|pay|got\s+billed|were\s+billed|were\s+charged)"
)
_LIST = r"(?:list|public|on[- ]demand\s+list)\s+(?:cost|costs|price|prices)"
_TIES = r"(?:vs\.?|versus|and|against|compared\s+(?:to|with))"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_TURNED = (
    (_pattern(rf"\b{_FROM}{_LOW}\s+to\s+(?:the\s+)?{_HIGH}\b"), "cheapest first"),
    (_pattern(rf"\b{_FROM}{_HIGH}\s+to\s+(?:the\s+)?{_LOW}\b"), "most expensive first"),
    # "Grew more than 10 %" limits the growth as "by more than 10 %" does.
    (
        _pattern(rf"\b(?P<grew>{_GREW})\s+(?P<bound>(?:more|less)\s+than\s+[$\u20ac\u00a3]?\d)"),
        r"\g<grew> by \g<bound>",
    ),
    # "Did staging stop?" is answered with its last day.
    (
        _pattern(r"^\s*(?:so\s+)?did\s+(?P<name>[^,?!;]{1,60}?)\s+(?:stop|end|disappear|go\s+away)\s*\??\s*$"),
        r"last charged \g<name>",
    ),
    # "Project" is a verb where a month or its end follows at once.
    (
        _pattern(
            rf"^\s*(?:(?:please|pls|can\s+you|could\s+you)\s+)?project\s+(?P<time>{_TIME})(?=\s*(?:[?.!,]|$|to\b|until\b|through\b|for\b))"
        ),
        r"forecast \g<time>",
    ),
    (
        _pattern(
            rf"\b(?:what|where|how\s+much)\s+(?:would|will|does|might|could)\s+(?P<time>{_TIME})\s+"
            r"(?:end(?:\s+up)?|close|finish|land|come\s+out)(?:\s+(?:up|out|at|on|with))*(?=\s*(?:[?.!,]|$))"
        ),
        r"forecast \g<time>",
    ),
    # "What was it spent on?" asks for the parts of what was told.
    (
        _pattern(
            r"^\s*(?:and\s+)?(?:what\s+(?:was|is|were)\s+(?:it|that|this)(?:\s+all)?\s+(?:spent\s+on|made\s+up\s+of)|"
            r"where\s+did\s+(?:it|that)(?:\s+all)?\s+go)\s*\??\s*$"
        ),
        "split it by service",
    ),
    (
        _pattern(
            r"\b(?:list|rank|sort|order|show)\s+(?:me\s+)?(?:the\s+|all\s+)?(?P<what>[^,?!;]{1,40}?)\s+by\s+(?:their\s+)?"
            r"(?:growth|increase)\b"
        ),
        r"\g<what> with the biggest increase",
    ),
    (
        _pattern(r"\b(?:resources|things)\s+(?:that\s+)?we\s+(?:no\s+longer\s+use|don'?t\s+use\s+any\s*more)\b"),
        "resources that are gone",
    ),
    (_pattern(r"\b(?:what(?:'s|\s+is|\s+was)\s+(?:the|our)\s+)?daily\s+burn(?:\s+rate)?\b"), "average cost per day"),
    (_pattern(r"\bthan\s+(?:in\s+)?the\s+(?:one|month)\s+before(?=\s*(?:[?.!,]|$))"), "than the month before"),
    (_pattern(r"\bwho\s+is\s+(?=(?:cheaper|dearer|more\s+expensive|pricier)\b)"), "which is "),
    (_pattern(r"^\s*(?P<unit>quarter|month|week)\s+totals\b"), r"totals by \g<unit>"),
    (_pattern(r"\bleave\s+on\s+the\s+table\b"), "left on the table"),
    (_pattern(rf"\b(?P<list>{_LIST}\s+{_TIES})\s+{_PAID}\b"), r"\g<list> billed cost"),
    (_pattern(rf"\b{_PAID}\s+(?P<list>{_TIES}\s+(?:the\s+)?{_LIST})\b"), r"billed cost \g<list>"),
)


def turned_plain(question: str) -> str:
    """`question` with these turns of phrase in words that are read.

    >>> turned_plain("list services from cheapest to dearest")
    'list services cheapest first'
    >>> turned_plain("what would august end at?")
    'forecast august?'
    """
    for pattern, words in _TURNED:
        question = pattern.sub(words, question, count=1)
    return question
