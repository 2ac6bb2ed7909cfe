"""Whether what stands after a label looks like a secret, a word of a sentence, a name of a thing, or a stand-in.

The less the label and its sign say, the more the value has to look made up.
"""

import re

from finops_agent.privacy.tokens import LEAST_TOKEN, looks_random

_STAND_IN = re.compile(
    r"\[[^\]]*\]?|[*•x.…_?#-]+|<[^>]*>?|\$?[{(].*|\$[\w:.{}]+|%\w+%|none|null|nil|true|false|n/?a|yes|no|undefined|unknown|redacted|hidden|masked|secret"
    r"|changeme|your[-_ ]?\w.*|my[-_]?(?:secret|password|token|key)|(?:var|local|data|module|env|process|os|secrets|config|ssm|vault)[.:(\[].*"
    r"|!(?:ref|sub|getatt|importvalue|vault|secret)\b.*|(?:arn:)?aws[\w-]{0,10}:[a-z0-9-]+:.*|https?://.*|s3://.*|/[\w/.-]*|(?:ref|getatt|sub|importvalue)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_ORDINARY = frozenset(
    """
    abgelaufen about above after again against all also always amount and any are auth available based been before
    being below between both bucket budget but can cannot change changed changes correct cost costs could current
    day days default different disabled does done each empty enabled encrypted erforderlich every expired expires
    expiry expiré failed falsch field fine for from generated gespeichert geändert good had has hash hashed have
    here how however incorrect incorrecta invalid its just kept key known less like lost manager many may minimum
    missing monthly more most must near needed needs never new nicht not now obligatorio obsolete often old only
    optional other our out over per please policy possible prod production protected public rate rejected required
    requis reset resets right rotate rotated rotation safe same secret secure set several shared should show sicher since
    some still stored strong such team than that the their them then there these they this those through token too
    under unique unknown until usage used user using valid value vencida very via was weak weekly what when where
    which while who why will with within without wrong yearly yes you your
    """.split()  # noqa: SIM905 - a list of one word a line says no more
)
"""Words that follow `password is` and `password:` in sentences."""
_SENTENCE_FORM = re.compile(r"[a-zà-ÿ]+(?:ed|ing|able|ible|ly|ful|less|ary|ion|ment|ment|ness|ated|t)$")
_DULL_CHUNK = re.compile(r"[a-z]*|[A-Z]+|[A-Z]?[a-z]+|\d+|[A-Za-z]{1,4}\d{1,4}|\d{1,4}[A-Za-z]{1,3}|\d{8}T\d{6}Z?")
_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_RESOURCE = re.compile(r"(?:[a-z]+-){1,3}[0-9a-f]{8,17}")
_OBJECT_BEFORE = re.compile(
    r"(?:\b(?:s3|object|cache|partition|sort|foreign|kms|idempotency|public|tag|dedup\w{0,12}|group|row|hash|range|resource|cost)[ _-]?key"
    r"|(?:continuation|pagination|next|page|client|request|idempotency)[ _-]?token)(?: id)?$",
    re.IGNORECASE,
)
_SIGN_BEFORE = re.compile(r"[:=>→：][ \t]{0,8}[\"'`\\*]{0,4}$")


def _chunks(value: str) -> list[str]:
    return re.split(r"[^A-Za-z0-9]+", value)


def reads_like_a_name(value: str) -> bool:
    """Words, numbers and short mixes (`us-east-1`, `m5.2xlarge`, `prod/db-01`), as names of resources are made."""
    return (
        value.isascii()
        and re.search(r"[!@#$%^&*~?+]", value) is None
        and all(map(_DULL_CHUNK.fullmatch, _chunks(value)))
    )


def _mixed(value: str) -> bool:
    return any(map(str.isdecimal, value)) and any(map(str.isalpha, value))


def password(text: str, start: int, end: int) -> bool:
    """After a sign any value but a word of a sentence or a stand-in; after `is` a word must look made up."""
    value = text[start:end]
    if (
        _STAND_IN.fullmatch(value)
        or value.lower().strip("?!.") in _ORDINARY
        or re.fullmatch(r"\d{1,3}|\d+[\d.,/:%-]+", value)
    ):
        return False
    if text[start - 1] in "\"'" and end < len(text):
        return True
    before = text[max(0, start - 14) : start]
    if not value.isalpha():
        return _SIGN_BEFORE.search(before) is not None or not reads_like_a_name(value) or _word_and_number(value)
    if "=" in before[-4:]:
        return True
    if not value.islower() and not value.istitle():
        return not value.isupper()
    return (
        len(value) >= 6
        and not _SENTENCE_FORM.match(value.lower())
        and re.match(r"\s*(?:$|[\n,;)]|\.(?:\s|$)|and\b)", text[end:]) is not None
    )


def _word_and_number(value: str) -> bool:
    """`hunter2`, `Winter2026`, `4821`: as people make passwords, and codes."""
    shouted = any(map(str.isupper, value)) and any(map(str.isdecimal, value))
    return shouted or re.fullmatch(r"[A-Za-z]{4,}\d{1,6}|\d{4,10}|[a-z]+(?:-[a-z]+){2,}", value) is not None


def password_alone(text: str, start: int, end: int) -> bool:
    """Without a sign: letters with digits or signs, and no name of a thing."""
    value = text[start:end]
    words = (
        re.fullmatch(r"[A-Za-z]{4,}\d{1,6}|[A-Z][a-z]{2,}(?:[_-][A-Z][a-z]{2,}){0,3}[_-]?\d{1,6}", value) is not None
    )
    made_up = _mixed(value) and (not reads_like_a_name(value) or words)
    return (
        len(value) >= 6
        and made_up
        and not _STAND_IN.fullmatch(value)
        and not re.match(r"[$€£~]?\d[\d.,]*(?:[%A-Za-z/-]|$)", value)
    )


def strong(value: str) -> bool:
    """Long or mixed enough to be generated."""
    if _STAND_IN.fullmatch(value):
        return False
    if reads_like_a_name(value) and not _GUID.fullmatch(value):
        return len(value) >= LEAST_TOKEN and looks_random(value)
    return any(len(chunk) >= 7 and _mixed(chunk) for chunk in _chunks(value)) or (
        _mixed(value) and re.search(r"[!@#$%^&*~+]", value) is not None
    )


def key(text: str, start: int, end: int) -> bool:
    """Strong, and after the key of a secret, not of an object, a cache or a page."""
    return strong(text[start:end]) and not _OBJECT_BEFORE.search(text[max(0, start - 40) : start].rstrip("\"'=: "))


def key_alone(text: str, start: int, end: int) -> bool:
    """Without a sign: long, of letters and digits, and no GUID."""
    value = text[start:end]
    long_enough = len(value) >= 20 and max(map(len, _chunks(value))) >= 12 and _mixed(value)
    return (
        long_enough
        and not _GUID.fullmatch(value)
        and not value.startswith(("mrk-", "sha256:"))
        and key(text, start, end)
    )


def not_ids(text: str, start: int, end: int) -> bool:
    """`-u 1000:1000` gives a user and a group, no password."""
    return not text[start:end].isdecimal()


def code(text: str, start: int, end: int) -> bool:
    """A number after a word that asks for one; `security` and `login` alone do not."""
    if end - start < 4 and "cv" not in text[max(0, start - 10) : start].lower():
        return False
    return (
        re.search(
            r"(?:pin|otp|cv[vc]2?|code)\W{0,4}(?:is|ist|lautet)?\W{0,3}$",
            text[max(0, start - 24) : start],
            re.IGNORECASE,
        )
        is not None
    )


def login(text: str, start: int, end: int) -> bool:
    """The second part of `user/password`: not one of a path."""
    value = text[start:end]
    if _RESOURCE.fullmatch(value) or _GUID.fullmatch(value):
        return False
    return _mixed(value) and (not reads_like_a_name(value) or _word_and_number(value))


def is_stand_in(value: str) -> bool:
    """Whether `value` stands for a secret that is elsewhere: a placeholder, stars, a variable, `none`."""
    return _STAND_IN.fullmatch(value) is not None
