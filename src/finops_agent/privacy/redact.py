r"""Credentials and personal data in texts: found by anchored, validated rules, replaced by their type.

>>> redact("mail jane@example.com about i-0abc123def4567890 ($12,345.67)")
'mail [email] about i-0abc123def4567890 ($12,345.67)'

Each rule has a cheap substring gate, a pattern without nested repetition (linear time), and where the type has
one, a checksum. Cost vocabulary survives: amounts, instance types, resource ids, dates, usage types. AWS account
ids keep their last four digits. Names of people are not found: no pattern can.
"""

import ipaddress
import math
import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` (inclusive) to `end` (exclusive) are of `type`."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One type: `pattern`'s group `v` (or the whole match) is the value, where `gate` occurs and `valid` agrees."""

    type: str
    pattern: re.Pattern[str]
    gates: tuple[str, ...] = ()
    valid: Callable[[str, str], bool] | None = None
    """Called with (value, text before the value)."""


_VERSION_BEFORE = re.compile(
    r"(?:\bv|version|release|engine|agent|driver|kernel|postgres\w*|mysql|redis)\s*:?\s*(?:[\d.]{1,15}\s*(?:to|and|->|→)\s*)?$",
    re.IGNORECASE,
)
_PHONE_CUE_BEFORE = re.compile(
    r"(?<!\[)\b(?:phone|tel\.?|telefon|mobile|cell|call|fax|whatsapp|sms)\W{0,3}(?:\w+\W{1,2}){0,2}$", re.IGNORECASE
)
_PRIVATE_NETS = [
    ipaddress.ip_network(net) for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
]

MIN_ENTROPY_BITS = 3.6
"""Bits per character from which 40 mixed characters count as a secret: commit digests have one letter case."""


def find(text: str) -> list[Span]:
    """The spans to replace, in order, without overlaps; an earlier rule wins."""
    lowered = text.lower()
    taken: list[Span] = []
    for rule in RULES:
        if rule.gates and not any(gate in lowered for gate in rule.gates):
            continue
        for match in rule.pattern.finditer(text):
            start, end = match.span("v") if "v" in rule.pattern.groupindex else match.span()
            if any(start < span.end and span.start < end for span in taken):
                continue
            if rule.valid is None or rule.valid(text[start:end], text[max(0, start - 40) : start]):
                taken.append(Span(start, end, rule.type))
    return sorted(taken)


def redact(text: str) -> str:
    """`text` with every span replaced by `[type]`; account ids keep their last four digits. Idempotent."""
    spans = find(text)
    if not spans:
        return text
    parts, done = [], 0
    for span in spans:
        parts += [text[done : span.start], _placeholder(span, text)]
        done = span.end
    return "".join([*parts, text[done:]])


def _placeholder(span: Span, text: str) -> str:
    if span.type == "account_id":
        return f"[account_id …{text[span.end - 4 : span.end]}]"
    return f"[{span.type}]"


# ---------------------------------------------------------------- checks


def _luhn(value: str, _before: str) -> bool:
    digits = [int(c) for c in value if c.isdecimal()]
    doubled = [d * 2 - 9 if d > 4 else d * 2 for d in digits[-2::-2]]  # noqa: PLR2004 - Luhn, ISO/IEC 7812-1
    return len(set(digits)) > 1 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _card(value: str, before: str) -> bool:
    """13 to 19 digits with a known issuer and a valid check digit; odd lengths only beside a cue word."""
    digits = re.sub(r"\D", "", value)
    cue = re.search(r"card|visa|master|amex|credit|pan\b", before, re.IGNORECASE) is not None
    issuer = re.match(r"4|5[1-5]|2[2-7]|3[47]|6(?:011|5|4[4-9])|35|3[0689]", digits) is not None
    usual = len(digits) == (15 if digits[0] == "3" and digits[1] in "47" else 16)
    return issuer and (usual or cue) and _luhn(value, before)


def _iban(value: str, _before: str) -> bool:
    """ISO 13616: the number rearranged is 1 modulo 97."""
    compact = value.replace(" ", "").upper()
    return int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97 == 1


def _public_ipv4(value: str, before: str) -> bool:
    """Reachable addresses, those of documentation included; numbers after a version word are versions."""
    if _VERSION_BEFORE.search(before):
        return False
    return _public(value)


def _public_ipv6(value: str, _before: str) -> bool:
    return _public(value)


def _public(value: str) -> bool:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    inside = address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified
    return not inside and not any(address in net for net in _PRIVATE_NETS if net.version == address.version)


def _mixed_secret(value: str, _before: str) -> bool:
    classes = [any(map(check, value)) for check in (str.isupper, str.islower, str.isdecimal)]
    return all(classes) and _entropy(value) >= MIN_ENTROPY_BITS


def _entropy(value: str) -> float:
    shares = [value.count(c) / len(value) for c in set(value)]
    return -sum(share * math.log2(share) for share in shares)


def _not_a_placeholder(value: str, _before: str) -> bool:
    return not re.fullmatch(r"\[[a-z_]+\]?|\*+|x+|<[^>]*>|\$?\{[^}]*\}?|none|null|true|false|\.+", value, re.IGNORECASE)


def _phone(value: str, before: str) -> bool:
    """With `+`, or US grouping with brackets or separators, or any national form right after a cue word."""
    digits = re.sub(r"\D", "", value)
    cue = _PHONE_CUE_BEFORE.search(before)
    if value.startswith("+"):
        return 8 <= len(digits) <= 15  # noqa: PLR2004 - ITU-T E.164
    if cue:
        return 7 <= len(digits) <= 13  # noqa: PLR2004 - national numbers
    return re.fullmatch(r"\(\d{3}\) ?\d{3}[-.]\d{4}|\d{3}[-.]\d{3}[-.]\d{4}", value) is not None


def _rule(
    type_: str,
    pattern: str,
    *gates: str,
    valid: Callable[[str, str], bool] | None = None,
    flags: re.RegexFlag = re.NOFLAG,
) -> Rule:
    return Rule(type_, re.compile(pattern, flags), gates, valid)


_I = re.IGNORECASE
_B, _E = r"(?<![A-Za-z0-9_/+=.-])", r"(?![A-Za-z0-9_/+=])"

RULES: tuple[Rule, ...] = (
    _rule(
        "private_key",
        r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,8000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?",
        "private key",
    ),
    _rule("jwt", r"\beyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{4,4000}\.?[A-Za-z0-9_-]{0,1000}", "eyj"),
    _rule("password", r"\b[a-z][a-z0-9+.-]{1,30}://[^\s:/@]{0,100}:(?P<v>[^\s@/]{1,200})@", "://", flags=_I),
    _rule(
        "password",
        r"(?:^|\s)(?:-u|--user|--proxy-user)[ =]['\"]?[^\s:'\"]{1,100}:(?P<v>[^\s'\"]{1,200})",
        "-u",
        "--user",
        "--proxy",
    ),
    _rule(
        "aws_access_key_id",
        r"\b(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}\b",
        "akia",
        "asia",
        "abia",
        "acca",
        "a3t",
    ),
    _rule("aws_session_token", r"\b(?:FwoG|IQoJ|FQoG)[A-Za-z0-9/+=_-]{60,2000}", "fwog", "iqoj", "fqog"),
    _rule(
        "aws_secret_key",
        r"(?:secret|aws)[\w. -]{0,30}?[\"']?\s{0,3}(?:[:=]|is)\s{0,3}[\"']?(?P<v>[A-Za-z0-9/+]{40})" + _E,
        "secret",
        "aws",
        flags=_I,
    ),
    _rule("github_token", r"\b(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{40,255})", "gh", "github_pat"),
    _rule("gitlab_token", r"\bgl(?:pat|dt|rt|ptt|ft|soat|cbt|agent)-[A-Za-z0-9_.-]{16,300}", "gl"),
    _rule(
        "slack_token", r"\bxox[abeoprs](?:-[A-Za-z0-9]{1,250}){1,8}|\bxapp-\d-[A-Z0-9]+-\d+-[a-z0-9]+", "xox", "xapp-"
    ),
    _rule("slack_webhook", r"https://hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_-]{20,200}", "hooks.slack"),
    _rule("anthropic_key", r"\bsk-ant-[A-Za-z0-9_-]{20,250}", "sk-ant"),
    _rule("openai_key", r"\bsk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,250}", "sk-"),
    _rule("google_key", r"\bAIza[A-Za-z0-9_-]{35}", "aiza"),
    _rule("google_token", r"\bya29\.[A-Za-z0-9_-]{20,1000}", "ya29"),
    _rule("bedrock_key", r"\bABSK[A-Za-z0-9+/=]{40,400}", "absk"),
    _rule("npm_token", r"\bnpm_[A-Za-z0-9]{30,60}", "npm_"),
    _rule("pypi_token", r"\bpypi-[A-Za-z0-9_-]{40,300}", "pypi-"),
    _rule(
        "stripe_key",
        r"\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,200}|\bwhsec_[A-Za-z0-9]{20,100}",
        "_live_",
        "_test_",
        "whsec",
    ),
    _rule("sourcegraph_token", r"\bsgp_[A-Za-z0-9_]{30,100}", "sgp_"),
    _rule("notion_token", r"\b(?:ntn_|secret_)[A-Za-z0-9]{40,60}", "ntn_", "secret_"),
    _rule("facebook_token", r"\bEAA[A-Za-z0-9]{40,400}", "eaa"),
    _rule("huggingface_token", r"\bhf_[A-Za-z0-9]{30,60}", "hf_"),
    _rule("databricks_token", r"\bdapi[a-f0-9]{32}\b", "dapi"),
    _rule(
        "azure_key",
        r"(?:AccountKey|SharedAccessKey|sig)=(?P<v>[A-Za-z0-9+/%=]{30,120})",
        "accountkey",
        "sharedaccesskey",
        "sig=",
        flags=_I,
    ),
    _rule("azure_secret", _B + r"[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}", "q~"),
    _rule("token", r"\bBearer\s{1,3}(?P<v>[A-Za-z0-9._~+/=-]{12,4000})", "bearer", flags=_I),
    _rule(
        "password",
        r"\b(?:pass(?:word|wd|phrase)?|pwd|passwort|contraseña|mot de passe)\b[\"']?\s{0,3}(?:[:=]|\bis\b)\s{0,3}[\"']?"
        r"(?P<v>[^\s\"',;]{4,200})",
        "pass",
        "pwd",
        "contraseña",
        flags=_I,
        valid=_not_a_placeholder,
    ),
    _rule(
        "api_key",
        r"\b(?:[a-z0-9]{1,20}[_-])?"
        r"(?:api[_ -]?key|access[_ -]?token|auth[_ -]?token|client[_ -]?secret|secret[_ -]?key|token)\b"
        r"[\"']?\s{0,3}(?:[:=]|\bis\b)\s{0,3}[\"']?(?P<v>[A-Za-z0-9_\-./+=]{12,400})",
        "key",
        "token",
        "secret",
        flags=_I,
        valid=lambda value, _before: any(map(str.isdecimal, value)) and any(map(str.isalpha, value)),
    ),
    _rule("aws_secret_key", _B + r"[A-Za-z0-9/+]{40}" + _E, valid=_mixed_secret),
    _rule("email", r"(?<![\w.+'-])[\w.+'-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}\b", "@"),
    _rule("iban", r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b", valid=_iban),
    _rule("card_number", r"(?<![\d.,$-])\d(?:[ -]?\d){12,18}(?![\d.,-]\d|\d)", valid=_card),
    _rule("ssn", r"(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])"),
    _rule("phone", r"(?<![\w.,$+-])\+?\(?\d[\d ().-]{5,18}\d(?![\w%-]|[.,]\d)", valid=_phone),
    _rule("ip_address", r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)", ".", valid=_public_ipv4),
    _rule("ip_address", r"(?<![\w:])[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{0,4}){3,7}(?![\w:])", ":", valid=_public_ipv6),
    _rule(
        "account_id",
        r"\barn:aws[a-z-]{0,10}:[a-z0-9-]{1,40}:[a-z0-9-]{0,30}:(?P<v>\d{12})\b",
        "arn:aws",
    ),
    _rule("account_id", r"(?<![\w.,$:/-])\d{12}(?![\w.,/-]*\d|[\w/])"),
)
"""In order of precedence: whoever comes first keeps the characters."""
