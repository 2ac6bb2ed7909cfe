"""Questions whose words stand apart, brought into the words that the vocabulary has, before they are read.

"Since when do we have vm-7", "when did vm-7 start" and "the first day vm-7 was charged" are one question: the first day
with charges of it. The answer keeps the question as it was asked.
"""

from __future__ import annotations

import re

_ON_BILL = (
    r"(?:charged|billed|used|seen|charges|billing|there|active|appear(?:s|ed)?|show(?:s|ed)?\s+up|r[au]n|paid\s+for)"
)
_WAS = r"(?:was|were|is|are|got|had|has|have|did|does|do|we)"
_MOMENT = r"(?:when|(?:on\s+|since\s+)?(?:which|what)\s+(?:day|date))"
_NAME = r"(?P<name>(?:(?!\b(?:the\s+most|the\s+least|highest|lowest|most|least)\b)[^?!,;]){1,60}?)"
_NOT_ON = r"(?!\s+(?:to|rising|growing|increasing|falling|climbing|going|costing|getting|for|by|more|less)\b)"
_START = (
    r"(?:start(?:ed)?|begin|began|come\s+up|came\s+up|first\s+"
    + _ON_BILL
    + r"|go\s+live|went\s+live|appear(?:ed)?|show(?:ed)?\s+up)"
)
_STOP = r"(?:stop(?:ped)?|disappear(?:ed)?|vanish(?:ed)?|last\s+" + _ON_BILL + r"|go\s+away|went\s+away)"
_BEING = r"(?:\s+(?:being\s+)?(?:charged|billed|used|charging|billing|appearing))?"
_FIRST = "first charged"
_LAST = "last charged"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_USING = r"(?:using|paying\s+for|to\s+use|to\s+pay\s+for)"
_DAY_OF = rf"\s+(?:day|date|time)\s+(?:(?:that|when|on\s+which|of)\s+)?{_NAME}\s+{_WAS}\s+{_ON_BILL}\b"
_DAY_WITH = r"\s+(?:day|date)\s+with\s+(?:a\s+|any\s+)?(?:charges?|costs?|spend)\s+(?:of|for|from|on|in)\s+"
_SINCE = rf"\bsince\s+when\s+(?:{_WAS}\s+)*(?:(?:have|had|been|using|use|used|paying\s+for|pay\s+for)\s+)?"

_REWORDED = (
    (_pattern(_SINCE), _FIRST),
    (_pattern(rf"\b{_MOMENT}\s+did\s+we\s+(?:first\s+)?(?:start|begin)\s+(?:{_USING}|with)\s+"), _FIRST),
    (_pattern(rf"\b{_MOMENT}\s+did\s+we\s+first\s+(?:use|pay\s+for|see|get)\s+"), _FIRST),
    (_pattern(rf"\b{_MOMENT}\s+did\s+we\s+stop\s+{_USING}\s+"), _LAST),
    (_pattern(rf"\b{_MOMENT}\s+did\s+we\s+last\s+(?:use|pay\s+for|see)\s+"), _LAST),
    (_pattern(rf"\b{_MOMENT}\s+{_WAS}\s+{_NAME}\s+{_START}\b{_BEING}{_NOT_ON}"), _FIRST),
    (_pattern(rf"\b{_MOMENT}\s+{_WAS}\s+{_NAME}\s+{_STOP}\b{_BEING}{_NOT_ON}"), _LAST),
    (_pattern(rf"\bfirst{_DAY_OF}"), _FIRST),
    (_pattern(rf"\blast{_DAY_OF}"), _LAST),
    (_pattern(rf"\bfirst{_DAY_WITH}"), _FIRST),
    (_pattern(rf"\blast{_DAY_WITH}"), _LAST),
)


def reworded(question: str) -> str:
    """`question` in words that are read, where it asks for the first or the last day that something was charged.

    >>> reworded("since when do we have vm-7?")
    'first charged vm-7?'
    >>> reworded("On which day did vm-7 start being billed?")
    'first charged vm-7?'
    """
    for pattern, words in _REWORDED:
        found = pattern.search(question)
        if found is None:
            continue
        name = found.groupdict().get("name") or ""
        return f"{question[: found.start()]}{words} {name}{question[found.end() :]}"
    return question
