"""Words that a question leaves out because they stand in it once already, put back before it is read.

"First half of August vs second half" has two halves of August, "Nov 5, 6 and 7" three days of November, and "did SQL
grow faster than Storage" asks for the change of each. The answer keeps the question as it was asked.
"""

from __future__ import annotations

import re

from finops_agent.agent.reading.times.calendar_times import MONTH_WORDS

_MONTH = rf"(?:{'|'.join(sorted(MONTH_WORDS, key=len, reverse=True))})"
_ORDER = r"(?:first|1st|second|2nd|third|3rd|fourth|4th|last|other)"
_TIES = r"(?:,?\s+(?:vs\.?|versus|and|or|to|with|against|than|compared\s+(?:to|with))\s+(?:the\s+|in\s+the\s+)?)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_GREW = r"(?:grow|rise|increase|go\s+up|fall|drop|decrease|shrink)"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_PART_BEFORE = _pattern(
    rf"\b(?P<one>{_ORDER}\s+(?P<unit>half|week))\s+of\s+(?P<month>{_MONTH}(?:\s+\d{{4}})?)\b"
    rf"(?P<ties>.*?{_TIES})(?P<two>{_ORDER}\s+(?P=unit))\b(?!\s+(?:of|in)\b)"
)
_PART_BEHIND = _pattern(
    rf"\b(?P<one>{_ORDER}\s+(?P<unit>half|week))(?P<ties>{_TIES})"
    rf"(?P<two>{_ORDER}\s+(?P=unit))\s+of\s+(?P<month>{_MONTH}(?:\s+\d{{4}})?)\b"
)
_DAYS_BEHIND = _pattern(
    rf"\b(?P<month>{_MONTH})\s+(?P<first>{_DAY})(?P<more>(?:\s*(?:,\s*and|,\s*&|,|and|&)\s*{_DAY})+)\b(?!\s*(?:%|:|percent|{_MONTH}\b|-\d|\.\d|[a-z]))"
)
_DAYS_BEFORE = _pattern(
    rf"(?<![\d.$-])\b(?P<more>{_DAY}(?:\s*(?:,\s*and|,\s*&|,|and|&)\s*{_DAY})+)\s+(?:of\s+)?(?P<month>{_MONTH})\b"
)
_COSTS_MORE = _pattern(
    r"\b(?:which|what)\s+(?:one\s+)?costs?\s+(?:us\s+)?(?P<way>more|less)\b(?P<mid>[^,:?]*)[,:]\s*(?=[^,:?]+\s+or\s+)"
)
_FASTER = _pattern(
    rf"^(?:did|has|have)\s+(?P<one>.+?)\s+{_GREW}\s+(?:faster|slower|more|less|quicker)\s+than\s+(?P<two>.+?)"
    r"(?P<rest>\s+(?:from|between|in|since|during|over)\s.+?)?\s*\??$"
)
_TIME = rf"(?:{_DAY}\s+(?:of\s+)?)?{_MONTH}(?:\s+{_DAY})?\b"
_APART = _pattern(rf"\b(?P<at>on|in|for)\s+(?P<one>{_TIME}),\s*and\s+(?P=at)\s+(?P<two>{_TIME})")
_PART = r"(?:how\s+much|what\s+(?:share|part|percent|percentage|portion|fraction|%)|which\s+(?:share|part|percentage))"
_COVERED = _pattern(
    rf"\b{_PART}\s+of\s+(?:the\s+)?(?P<name>[^,?!;]+?)\s+(?:"
    r"(?:do|did|does|are|is)\s+(?:the\s+)?credits\s+(?:cover(?:ing)?|offset(?:ting)?|pay(?:ing)?(?:\s+for)?)"
    r"|(?:is|was|are|were|got|gets)\s+(?:covered|offset|paid(?:\s+for)?|compensated)\s+(?:by|with)\s+(?:the\s+)?credits)\b"
)
_GREETING = _pattern(
    r"^\s*(?:good\s+)?(?:morning|afternoon|evening|day|hi|hello|hey)(?:\s+(?:all|team|there|everyone))?\s*[,!.:-]+\s*(?=\S)"
)
_ONWARDS = _pattern(rf"\b(?:from\s+)?(?P<time>{_TIME})\s+(?:onwards?|on\s+forward|forward)\b")
_FROM_ITS_START = _pattern(
    rf"\b(?P<turn>since|from|starting(?:\s+(?:from|with|at|in))?)\s+(?:the\s+)?(?:very\s+)?(?:beginning|start)\s+of\s+"
    rf"(?P<time>{_MONTH}\b|q[1-4]\b|(?:19|20)\d\d\b)"
)
_FROM_START_OF_YEAR = _pattern(
    r"\b(?:since|from)\s+(?:the\s+)?(?:very\s+)?(?:beginning|start)\s+of\s+(?:the|this)\s+year\b(?!\s+(?:to|until|till)\b)"
)
_FIRST_OF = _pattern(rf"\b(?:the\s+)?(?:first|1st)\s+of\s+(?P<month>{_MONTH})\b")
_WOULD = _pattern(
    r"\bhow\s+much\s+(?:cheaper|less|lower|smaller)\s+would\s+(?P<whole>[^,?]+?)\s+"
    r"(?:be|cost|have\s+been|pay|spend|be\s+paying|be\s+spending|have\s+(?:paid|spent))\s+"
    r"(?:without|excluding|if\s+we\s+(?:dropped|removed|stopped|left\s+out))\s+(?P<part>[^,?]+)"
)
_OTHER = {"first": "second", "1st": "second", "second": "first", "2nd": "first"}
_NUMBER = re.compile(r"\d{1,2}")


def completed(question: str) -> str:
    """`question` with the words that it leaves out.

    >>> completed("first half of august vs second half")
    'first half of august vs second half of august'
    >>> completed("databricks on nov 5, 6 and 7")
    'databricks on nov 5 and nov 6 and nov 7'
    >>> completed("did sql grow faster than storage from may to june?")
    'how did sql and storage change from may to june in percent'
    """
    for pattern, put in ((_PART_BEFORE, _second_part), (_PART_BEHIND, _first_part)):
        question = pattern.sub(put, question, count=1)
    for pattern in (_DAYS_BEHIND, _DAYS_BEFORE):
        question = pattern.sub(_each_day, question, count=1)
    question = _GREETING.sub("", question)
    question = _FIRST_OF.sub(r"\g<month> 1", question)
    question = _FROM_ITS_START.sub(_from_start, question)
    question = _FROM_START_OF_YEAR.sub("year to date", question)
    question = _ONWARDS.sub(r"since \g<time>", question)
    question = _WOULD.sub(_cost_of_part, question)
    question = _COVERED.sub(r"credits as a percentage of cost for \g<name>", question)
    question = _APART.sub(r"\g<at> \g<one> and \g<two> each", question)
    question = _COSTS_MORE.sub(
        lambda found: f"which is {'bigger' if found['way'].lower() == 'more' else 'smaller'}{found['mid']}, ", question
    )
    return _FASTER.sub(r"how did \g<one> and \g<two> change\g<rest> in percent", question)


def _from_start(found: re.Match[str]) -> str:
    """Since May for "since the beginning of May"; "from the start of May to ..." begins there as well."""
    is_closed = re.match(
        r"(?:\s+\d{4})?\s+(?:to|until|till|through|up\s+to|-)\b", found.string[found.end() :], re.IGNORECASE
    )
    return f"{'from' if is_closed else 'since'} {found['time']}"


def _cost_of_part(found: re.Match[str]) -> str:
    """What a bill would be lower without a part of it is the cost of that part."""
    month = re.search(rf"\b{_MONTH}\b", found["whole"], re.IGNORECASE)
    return f"cost of {found['part']}" + (f" in {month.group()}" if month else "")


def _second_part(found: re.Match[str]) -> str:
    month = found["month"]
    return f"{found['one']} of {month}{found['ties']}{_named(found['two'], found['one'])} of {month}"


def _first_part(found: re.Match[str]) -> str:
    month = found["month"]
    return f"{found['one']} of {month}{found['ties']}{_named(found['two'], found['one'])} of {month}"


def _named(part: str, before: str) -> str:
    """The "other half" by its number."""
    order, unit = part.split(None, 1)
    return part if order.lower() != "other" else f"{_OTHER.get(before.partition(' ')[0].lower(), 'other')} {unit}"


def _each_day(found: re.Match[str]) -> str:
    """Every day with its month; a range such as "5 and 6" stays two days."""
    groups = found.groupdict()
    days = [*([groups["first"]] if "first" in groups else []), *_NUMBER.findall(found["more"])]
    return " and ".join(f"{found['month']} {day}" for day in days)
