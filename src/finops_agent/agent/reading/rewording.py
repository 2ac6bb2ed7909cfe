"""Questions whose words stand apart, brought into the words that the vocabulary has, before they are read.

"Since when do we have vm-7", "when did vm-7 start" and "the first day vm-7 was charged" are one question: the first day
with charges of it. The answer keeps the question as it was asked.
"""

from __future__ import annotations

import re

from finops_agent.agent.reading.purposes import without_purpose
from finops_agent.agent.reading.turned_plain import turned_plain

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
_STOP = (
    r"(?:last\s+(?:have|had|cause|caused|incur|incurred|see|saw)\s+(?:any\s+|a\s+)?(?:costs?|charges?|spend)|stop(?:ped)?|end(?:ed)?(?=\s*(?:[?.!]|$))|disappear(?:ed)?|vanish(?:ed)?|last\s+"
    + _ON_BILL
    + r"|go\s+away|went\s+away)"
)
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

_MORE = r"(?:more|less|most|least|cheaper|dearer|pricier|costlier|higher|lower|bigger|smaller)"
_A_LOT = r"(?:bad|terrible|horrible|awful|expensive|costly|crazy|very\s+expensive)"
_WENT_UP = (
    r"(?:went|goes|got|was|were|has\s+gone)\s+(?:really\s+|completely\s+|totally\s+)?"
    r"(?:crazy|mad|nuts|wild|bananas|berserk|through\s+the\s+roof|off\s+the\s+charts?|up|expensive|very\s+expensive|high)"
    r"|(?:jumped|spiked|exploded|peaked|shot\s+up|spiralled|skyrocketed)"
)
_DEARER = r"(?:more\s+expensive|more\s+costly|dearer|pricier|costlier)"


def _given(found: re.Match[str]) -> str:
    """What was given back, by the name of its charges."""
    return {"corrected": "total corrections", "refunded": "total refunds"}.get(found["kind"].lower(), "total credits")


_SAID_ANEW = (
    # "Break the bill down by team": the verb in one piece.
    (
        _pattern(
            r"\bbreak\s+(?P<what>(?!(?:it|this|that|them|these|those|down|up)\b)[^,?!;:]{1,60}?)\s+(?:down|up)(?=\s+(?:by|per)\b)"
        ),
        r"break down \g<what>",
    ),
    # "Web or data in April, who was more expensive": which of the two.
    (
        _pattern(
            r"^\s*(?P<what>[^,?!;:]{1,40}?\s+or\s+[^,?!;:]{1,60}?)\s*[,:;-]\s*(?:who|which(?:\s+one)?)\s+"
            r"(?P<verb>is|was)\s+(?P<more>more\s+expensive|dearer|pricier|cheaper)\s*\??\s*$"
        ),
        r"which \g<verb> \g<more>, \g<what>?",
    ),
    # "Web versus data, who costs more": one of the two.
    (
        _pattern(rf"(?<=\S)\s*[,:;-]\s*who\s+(?=(?:(?:is|was|costs?|spends?|spent|pays?|paid)\s+)(?:us\s+)?{_MORE}\b)"),
        ", which ",
    ),
    (_pattern(r"\b(?:not|isnt|isn't|arent|aren't)\s+(?:tagged|labell?ed)\s+(?:with|by)\s+an?\s+"), "that has no "),
    (
        _pattern(
            r"\bthat\s+(?:wasn't|was\s+not|weren't|were\s+not|wasnt)\s+(?:running|there)\s+before(?=\s*(?:[?.!]|$))"
        ),
        "that are new",
    ),
    # What "we are storing" is what is stored, and no soaring.
    (_pattern(r"\b(?:are|were)\s+we\s+(?:currently\s+)?storing\b"), "do we store"),
    # "The first half of June (1-15)" says the days twice.
    (
        _pattern(
            r"\b(?:the\s+)?first\s+half\s+of\s+(?P<month>[a-z]{3,9}(?:\s+\d{4})?)\s*\(\s*(?:days?\s+)?0?1(?:st)?\s*"
            r"(?:-|\u2013|to|until|through)\s*15(?:th)?\s*\)"
        ),
        r"the first half of \g<month>",
    ),
    (
        _pattern(
            rf"^\s*(?P<name>[^,?!;]{{1,60}}?)\s+had\s+(?:a|one)\s+(?:really\s+)?{_A_LOT}\s+day\b\s*[,:;-]?\s*"
            r"(?:which\s+(?:one|day)|when)(?:\s+was\s+(?:it|that))?"
            r"(?:\s+and\s+(?:what|how\s+much)\s+did\s+(?:it|that)\s+cost)?\s*\??\s*$"
        ),
        r"which day was most expensive for \g<name>",
    ),
    (
        _pattern(
            rf"^\s*(?P<name>[^,?!;]{{1,60}}?)\s+(?:{_WENT_UP})\s+(?:on\s+)?(?:one|a\s+single|a|some)\s+day\b\s*[,:;.-]?\s*"
            r"(?:which\s+(?:one|day)|(?:on\s+)?(?:what|which)\s+day|when)(?:\s+was\s+(?:it|that))?\s*\??\s*$"
        ),
        r"which day was most expensive for \g<name>",
    ),
    # "What percent of the savings plan did we use" is how well it is used, and no share of the bill.
    (
        _pattern(
            r"\b(?:what|which|how\s+many)\s+(?:percent|percentage|%|share|part|portion|fraction)\s+of\s+(?:the\s+|our\s+)?"
            r"(?P<what>savings?\s+plans?|sps?|reservations?|reserved\s+(?:instances|nodes)|ris?|commitments?)\s+"
            r"(?:(?:do|did|have|are)\s+we\s+(?:actually\s+|really\s+)?(?:used?|using|utili[sz]ed?)|"
            r"(?:is|was|are|were|has\s+been|have\s+been|gets?|got)\s+(?:actually\s+|really\s+|being\s+)?(?:used|utili[sz]ed|in\s+use))\b"
        ),
        r"\g<what> utilisation",
    ),
    # "What share of EC2 is covered by savings plans" is the coverage, and no share of the bill.
    (
        _pattern(
            r"\b(?:what|which|how\s+many)\s*(?:percent|percentage|%|share|part|portion|fraction)\s+of\s+(?:the\s+|our\s+|all\s+)?"
            r"(?P<what>[^,?!;]{1,60}?)\s+(?:is|was|are|were|gets?|got|has\s+been|have\s+been)\s+covered\s+(?:by|with|under|through)\s+"
            r"(?:the\s+|our\s+|an?\s+|any\s+)?(?P<kind>savings?\s+plans?|sps?|reservations?|reserved\s+instances|ris?|commitments?)\b"
        ),
        r"\g<kind> coverage of \g<what>",
    ),
    # "All of it, but leave X out": the words of leaving out in one piece.
    (
        _pattern(
            r"\b(?:but\s+|and\s+)?(?:please\s+)?leave\s+(?P<what>(?!(?:it|this|that|them|these|those|out)\b)[^,?!;:]{1,40}?)\s+out\b(?!\s+of)"
        ),
        r"without \g<what>",
    ),
    # "The unused part of the savings plan".
    (
        _pattern(
            r"\b(?:what(?:'s|\s+is|\s+was|s)\s+)?the\s+unused\s+(?:part|portion|share|rest)\s+of\s+(?:the\s+|our\s+)?"
            r"(?P<what>savings\s+plans?|reservations?)\s+worth\b"
        ),
        r"unused \g<what> cost",
    ),
    (
        _pattern(
            r"\b(?:that\s+(?:is|are|was|were)\s+)?not\s+under\s+(?:the\s+|our\s+|an?\s+|any\s+)?"
            r"(?P<kind>savings\s+plans?|reservations?|commitments?)\b"
        ),
        r"not covered by a \g<kind>",
    ),
    (_pattern(r"\b(?P<kind>correction|refund|credit)\s+(?:lines|rows|entries)\b"), r"\g<kind>s"),
    (_pattern(r",?\s*\bi\.e\.,?\s*(?=(?:the\s+)?(?:total|net|gross)\b)"), ", "),
    # "How much was refunded": the charges of that kind.
    (
        _pattern(
            r"\bhow\s+much\s+(?:money\s+)?(?:(?:was|were|is|got|has\s+been|have\s+been)\s+|did\s+we\s+get\s+|(?:have\s+)?we\s+(?:were|been)\s+)"
            r"(?P<kind>corrected|refunded|credited)\b(?:\s+(?:back|to\s+us))?"
        ),
        _given,
    ),
    (
        _pattern(
            rf"\b(?:from|since|starting)\s+(?:which|what)\s+(?:day|date)\s+(?:on\s+|onwards?\s+)?(?:did|has|have|is|was)\s+"
            rf"(?P<name>[^,?!;]{{1,60}}?)\s+(?:get|got|gotten|become|became|been|getting|becoming)\s+{_DEARER}\b"
        ),
        r"anomalies of \g<name>",
    ),
)
"""What is said apart, and how the vocabulary has it; a name in between stays as it is."""


def said_anew(question: str) -> str:
    """`question` with its common turns of phrase in the words that are read.

    >>> said_anew("Break the S3 bill down by team")
    'break down the S3 bill by team'
    >>> said_anew("web vs data, who costs more?")
    'web vs data, which costs more?'
    """
    question = without_purpose(question)
    for pattern, words in _SAID_ANEW:
        question = pattern.sub(words, question, count=1)
    return question


def reworded(question: str) -> str:
    """`question` in words that are read, where it asks for the first or the last day that something was charged.

    >>> reworded("since when do we have vm-7?")
    'first charged vm-7?'
    >>> reworded("On which day did vm-7 start being billed?")
    'first charged vm-7?'
    """
    question = turned_plain(said_anew(question))
    for pattern, words in _REWORDED:
        found = pattern.search(question)
        if found is None:
            continue
        name = found.groupdict().get("name") or ""
        return f"{question[: found.start()]}{words} {name}{question[found.end() :]}"
    return question
