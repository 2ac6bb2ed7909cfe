"""Personal data: addresses of people and machines, and numbers that banks and states give out.

Where a number has a check digit, it decides; where its shape is that of a cost centre, a word before it does.
"""

import re

from finops_agent.privacy.checks import IBAN_LENGTHS, cpf, digits_of, iban, insee, luhn, public_ipv4, public_ipv6
from finops_agent.privacy.rule import WORD_END as E
from finops_agent.privacy.rule import WORD_START as S
from finops_agent.privacy.rule import Check, Rule

_CARD_CUE = re.compile(
    r"card|visa|master|amex|american express|credit|debit|\bpan\b|maestro|discover|diners|\bjcb\b|unionpay|karte|carte|tarjeta|cartão|carta",
    re.IGNORECASE,
)
_ISSUER = re.compile(r"4|5[0-9]|2[2-7]|3[47]|6[0-9]|35|3[0689]|81|9792|220[0-4]")
_USUAL_CARD = re.compile(r"(?:4|5[1-5]|2[2-7]|6011|65|64[4-9]|62|35)\d+")
_VERSION_BEFORE = re.compile(
    r"(?:\bv|versions?|releases?|engine|agent|driver|kernel|build|runtime|patch|firmware|provider|client|sdk|cli|plugin|module|chart|ami|postgres\w*|mysql"
    r"|mariadb|redis|oracle|aurora|elasticsearch|opensearch|kafka|spark|java|jdk|php|python|ruby|perl|go|node|rust|dotnet|\.net|gcc|openssl|docker|terraform|helm|linux|ubuntu|windows|office|exchange|tomcat|jenkins|gitlab|grafana|chrome|nginx|section|clause|item|chapter|step|upgrade\w*|oid)"
    r"\s*[:=]?\s*(?:[\d.]{1,15}\s*(?:to|and|or|vs\.?|versus|->|→|,|/|auf|und)\s*)?$",
    re.IGNORECASE,
)
_THING_BEFORE = re.compile(
    r"(?:\bcc|cost[ _-]?cent(?:er|re)s?|kostenstellen?|invoices?|rechnung(?:en)?|orders?|bestellung|\bpo|\bsku|ticket|case|project|projekt|\bid|\bref\w*|budget|code|\bgl"
    r"|tags?|value|part|serial|contract|vertrag|quote|customer|vendor|asset|meter)"
    r"(?:\s(?:no|nr|number|nummer|code)\b)?\.?[\"'#:=\s-]{0,4}(?:[\d\s-]{5,20}(?:,|and|und|or|to|&|/)\s?){0,3}$",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(
    r"\s?(?:%|[€$£]|(?:usd|eur|gbp|inr|bytes?|requests?|tokens?|rows?|[kmgtp]i?b|ms|hours?|calls?|invocations?|units?|micro|objects?|seconds?|events?|records?"
    r"|queries|messages|iops|items|lines|zeilen|stück)\b)",
    re.IGNORECASE,
)
_DEVICE_BEFORE = re.compile(
    r"\b(?:cell|mobile|mobil|mob|sms)\.?(?: (?:phone|number|no\.?|nr\.?))?(?: is|:| #)\s?$", re.IGNORECASE
)
_PREFIX_LENGTH = re.compile(r"/(?:[12]?\d|3[01])(?!\d)")
_DATE = re.compile(
    r"(?:19|20)\d\d[-./]\d\d?[-./]\d\d?.*|\d\d?[-./]\d\d?[-./](?:19|20)\d\d.*|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])|(?:19|20)\d\d[- ]+(?:19|20)\d\d"
)
_BETWEEN = (
    r"(?:[^\w\n\[\]]{1,3}(?:number|no|nr|num|is|are|was|at|on|under|unter|my|me|us|him|her|them|the|line|desk|office|home|work|direct|support|emergency|phone"
    r"|sie|mich|uns|dich|ist|lautet|an|auf|el|le|la|il|o|die|der|het|è|é|est|au|es|al|or|and|oder|back|today|now|please|team|via|per|hotline|ops|[A-Z][a-zà-ÿ'-]{1,20})){0,5}[^\w\n\[\]+]{0,4}?"
)
_NUMBER = r"(\+?\(?\d[\d ().\-/]{4,20}\d)(?![\w%-]|[.,]\d)"
_STRONG_PHONE_WORDS = (
    "phone", "telephone", "tel", "telefon", "telefonnummer", "telefonisch", "teléfono", "téléphone", "mobilnummer", "cellphone", "fax", "faxnummer",
    "whatsapp", "handy", "handynummer", "hotline", "rufnummer", "durchwahl", "voicemail", "pager", "landline",
)  # fmt: skip
_WEAK_PHONE_WORDS = (
    "call", "contact", "reach", "reachable", "text", "kontakt", "anrufen", "rufen", "erreichbar", "appelez", "llame", "number", "ansprechpartner",
    "ansprechpartnerin", "extension", "ruf", "mobile", "mobil", "móvil", "mob", "cell", "sms", "signal", "dial", "ring", "numéro", "rückfragen", "rückruf",
)  # fmt: skip
_ID_WORDS = (
    "ssn", "security", "sozialversicherungsnummer", "nin", "ni", "nino", "insurance", "steuer", "steuerid", "steueridentifikationsnummer",
    "steuernummer", "idnr", "tax", "taxid", "tin", "itin", "insee", "nir", "sociale", "aadhaar", "aadhar", "pan", "cpf", "rg", "dni", "nie", "nif",
    "curp", "fiscale", "bsn", "burgerservicenummer", "pesel", "sin", "tfn", "personnummer", "fødselsnummer", "cnp", "medicare", "nhs", "passport",
    "reisepass", "reisepassnummer", "passeport", "pasaporte", "license", "licence", "führerschein", "führerscheinnummer", "personalausweis",
    "personalausweisnummer", "hkid", "nric", "rrn",
)  # fmt: skip
_PLAIN_ID_WORDS = "|".join(
    sorted(
        set(_ID_WORDS)
        - {"security", "insurance", "steuer", "tax", "sin", "nie", "ni", "license", "licence", "sociale", "fiscale"}
    )
)
_ID_CUE = (
    rf"{S}(?:{_PLAIN_ID_WORDS}|security(?<=social security)|insurance(?<=national insurance)|insurance(?<=social insurance)|sociale(?<=sécurité sociale)|fiscale(?<=codice fiscale)"
    r"|(?:tax|steuer)(?=[ -]?(?:id|file|payer|nummer|ident))|(?:sin|nie|ni)(?=:| (?:no|number|num)\b| #)|licen[cs]e(?<=driver.licen[cs]e|driver's licen[cs]e|drivers licen[cs]e|driving licen[cs]e))"
    rf"{E}"
).replace(
    "(?<=driver.licen[cs]e|driver's licen[cs]e|drivers licen[cs]e|driving licen[cs]e)",
    "(?:(?<=drivers licen[cs]e)|(?<=driver's licen[cs]e)|(?<=driving licen[cs]e)|(?<=driver licen[cs]e))",
)
_NAT = (
    r"(?:[ -](?:id|no|nr|number|num|card|file|code|nummer|identification)\b)*\.?[^\w\n\[\]]{0,4}(?:(?:is|number|no|nr|num|ist|lautet|est|es|of|von|the|contractor|employee)\b[^\w\n\[\]]{1,3}){0,3}"
    r"([a-z]{0,6} ?\d[\da-z]{0,20}(?:[ .\-/]\d[\da-z]{0,12}){0,6}(?: ?[a-z](?![a-z]))?)(?![a-z0-9])"
)
_BIRTH_WORDS = (
    "dob",
    "birth",
    "birthdate",
    "birthday",
    "born",
    "geboren",
    "geb",
    "geburtsdatum",
    "geburtstag",
    "né",
    "née",
    "naissance",
    "nacimiento",
    "nacido",
    "nacida",
    "nato",
    "nata",
    "nascimento",
)
_BIRTH = (
    rf"{S}(?:{'|'.join(_BIRTH_WORDS)}){E}\.?(?: (?:date|on|am|le|el|il))?[^\w\n\[\]]{{0,5}}(?:(?:is|was|ist|am|on|the)[ :]{{1,2}}){{0,2}}"
    r"(\d{4}[-./]\d\d?[-./]\d\d?|\d\d?[-./]\s?\d\d?[-./]\s?\d{2,4}|\d\d?\.?(?:st|nd|rd|th)? ?(?:of |de )?[a-zäéûç]{3,10}\.? (?:de )?\d{4}|[a-z]{3,9}\.? \d\d?(?:st|nd|rd|th)?,? \d{4})"
)


def _card(text: str, start: int, end: int) -> bool:
    """13 to 19 digits with a known issuer and a valid check digit; odd lengths only beside a cue word."""
    digits = text[start:end].replace(" ", "").replace("-", "")
    if not _ISSUER.match(digits) or not luhn(digits) or _UNIT_AFTER.match(text, end):
        return False
    # American Express has 15 digits, the others 16 (ISO/IEC 7812-1).
    usual = _USUAL_CARD.match(digits) if len(digits) == 16 else len(digits) == 15 and digits[:2] in {"34", "37"}
    return bool(usual) or _CARD_CUE.search(text[max(0, start - 40) : start] + "\n" + text[end : end + 25]) is not None


def _iban(text: str, start: int, end: int) -> bool:
    return iban(text[start:end].replace(" ", "").replace("-", "").upper())


def _public_ipv4(text: str, start: int, end: int) -> bool | None:
    """Reachable addresses of machines; after a version word it is a version, before `/24` a network."""
    value = text[start:end]
    if not public_ipv4(value) or value.endswith(".0"):
        return None
    return not _PREFIX_LENGTH.match(text, end) and not _VERSION_BEFORE.search(text[max(0, start - 40) : start])


def _public_ipv6(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    return any(map(str.isdecimal, value)) and public_ipv6(value) and not re.match(r"/\d", text[end : end + 2])


def _mac(text: str, start: int, _end: int) -> bool:
    """Devices as made; an address that software gave out (second lowest bit set) is a resource of the cloud."""
    return not int(text[start : start + 2], 16) & 2


def _thing_before(text: str, start: int) -> bool:
    return _THING_BEFORE.search(text[max(0, start - 60) : start]) is not None


def _ssn(text: str, start: int, end: int) -> bool:
    return not _thing_before(text, start) and not _UNIT_AFTER.match(text, end)


def _plus_phone(text: str, start: int, end: int) -> bool | None:
    if not 8 <= len(digits_of(text[start:end])) <= 15:  # ITU-T E.164
        return None
    return not _UNIT_AFTER.match(text, end)


def _grouped_phone(text: str, start: int, end: int) -> bool:
    return not _thing_before(text, start) and not _UNIT_AFTER.match(text, end)


def _told_phone(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    a_number = _DATE.fullmatch(value) or re.fullmatch(r"\d+\.\d+", value) or _UNIT_AFTER.match(text, end)
    return not a_number and 6 <= len(digits_of(value)) <= 15  # the shortest and the longest of national numbers


def _called_phone(text: str, start: int, end: int) -> bool:
    """After a weak word the number itself must be written as one."""
    value = text[start:end]
    digits = len(digits_of(value))
    grouped = re.search(r"^\(?0\d|\d[ ().\-/]+\d", value) is not None and not re.match(
        r"\d{1,3}(?:[., ]\d{3})+$", value
    )
    given = 10 <= digits <= 13 and _DEVICE_BEFORE.search(text[max(0, start - 24) : start]) is not None
    return digits >= 7 and (grouped or given) and _told_phone(text, start, end)


def _national_id(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    digits = len(digits_of(value))
    enough = digits >= 7 or (
        digits >= 4 and digits < sum(map(str.isalnum, value)) and len(value) >= 8
    )  # India's PAN has 4
    return (
        enough and digits <= 15 and not _DATE.fullmatch(value) and not _UNIT_AFTER.match(text, end)
    )  # France's has 15


def _insee(text: str, start: int, end: int) -> bool:
    return insee(digits_of(text[start:end]))


def _email(text: str, start: int, end: int) -> bool:
    """Not the user part of an address of a repository, a machine or a package."""
    if text[max(0, start - 3) : start] == "://" or text.startswith("git@", start):
        return False
    name, _, host = text[start:end].replace("%40", "@").rpartition("@")
    return (
        bool(name)
        and not host.lower().endswith((".internal", ".local", ".compute.amazonaws.com"))
        and not re.match(r"\d+\.\d", host)
    )


def _account(text: str, _start: int, end: int) -> bool:
    return not _UNIT_AFTER.match(text, end)


def _told(
    type_: str, words: tuple[str, ...], pattern: str, check: Check | None = None, *, any_case: bool = True
) -> Rule:
    """A rule for a number after one of `words`."""
    return Rule(
        type=type_,
        pattern=re.compile(pattern),
        words=words,
        shapes=("0",),
        starts=words,
        check=check,
        any_case=any_case,
    )


def _shaped(
    type_: str,
    pattern: str,
    *shapes: str,
    starts: tuple[str, ...] = (),
    leads: tuple[int, ...] = (0,),
    check: Check | None = None,
    any_case: bool = False,
) -> Rule:
    """A rule for a value that is known by its shape, in ASCII; it begins at or before one of `starts`, if it has any."""
    return Rule(
        type=type_,
        pattern=re.compile(pattern, re.ASCII),
        shapes=shapes,
        shape_starts=starts,
        leads=leads,
        check=check,
        any_case=any_case,
    )


_IBAN = "|".join(
    rf"(?:{'|'.join(c.lower() for c, n in IBAN_LENGTHS.items() if n == length)})\d\d(?:[ -]?[a-z0-9]){{{length - 4}}}"
    for length in sorted(set(IBAN_LENGTHS.values()))
)
_CARD_SHAPES = ("0" * 13, "0000 0000 ", "0000-0000-", "0000 000000 ", "0000-000000-")

PERSONAL_RULES: tuple[Rule, ...] = (
    Rule(type="email", pattern=re.compile(r"(?<![\w.+'-])[\w.+'!#%&-]{1,64}(?:@|%40)(?:[^\W_](?:[\w-]{0,61})\.){1,8}[^\W\d_]{2,24}(?![\w-])"), parts=("@", "%40"), in_run=True, check=_email),
    Rule(type="email", pattern=re.compile(r"(?<![\w.+-])[\w.+-]{1,64} ?(?:\(at\)|\[at\]|\{at\}|&#64;| at (?=[\w-]{1,63} dot )) ?(?:[\w-]{1,63}(?:\.| ?[\[(]dot[\])] ?| dot )){1,5}[a-z]{2,24}(?!\w)"),
         parts=("(at)", "[at]", "{at}", "&#64;", " dot "), any_case=True),
    _told("date_of_birth", _BIRTH_WORDS, _BIRTH),
    _shaped("ip_address", r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)(?![\w-])", ".0.", ".00.", ".000.", starts=("0.0", "00.0", "000.0"), check=_public_ipv4),
    Rule(type="ip_address", pattern=re.compile(r"[0-9a-f](?<![\w:.][0-9a-f])[0-9a-f]{0,3}(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.ASCII), parts=(":",),
         shapes=("::", ":h:", ":hh:", ":hhh:", ":hhhh:"), in_run=True, any_case=True, check=_public_ipv6),
    _shaped("mac_address", r"[0-9a-f](?<![\w:.-][0-9a-f])[0-9a-f](?:(?::[0-9a-f]{2}){5}|(?:-[0-9a-f]{2}){5})(?![\w:-])",
            "hh:hh:hh:hh:hh:hh", "hh-hh-hh-hh-hh-hh", any_case=True, check=_mac),
    _shaped("iban", rf"(?<![a-z0-9])(?:{_IBAN})(?![a-z0-9])", "aa00", starts=("aa00",), any_case=True, check=_iban),
    _shaped("card_number", r"(?<![\d.,$-])(?=\d{13}|\d{4}[ -]\d{4}[ -]|\d{4}[ -]\d{6}[ -])\d{4}(?:[ -]?\d){9,15}(?![.,-]?\d)", *_CARD_SHAPES, starts=_CARD_SHAPES, check=_card),
    _shaped("ssn", r"\d(?<![\d-]\d)\d\d(?<!000)(?<!666)(?<!9\d\d)-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])", "000-00-0000", starts=("000-00-0000",), check=_ssn),
    _shaped("national_id", r"\d(?<!\d\d)\d\d\.\d{3}\.\d{3}-\d{2}(?!\d)", ".000-00", check=lambda text, start, end: cpf(digits_of(text[start:end]))),
    _shaped("national_id", r"[1-478](?<!\d\d) \d\d (?:0[1-9]|1[0-2]) \d\d \d{3} \d{3} \d\d(?!\d)", " 000 000 00", check=_insee),
    _shaped("national_id", r"[a-z](?<!\w[a-z])[a-z]{5}\d\d[a-ehlmprst]\d\d[a-z]\d{3}[a-z](?!\w)", "aaaaaa00a00a000a", starts=("aaaaaa00a00a000a",), any_case=True),  # Italy
    _told("national_id", _ID_WORDS, _ID_CUE + _NAT, _national_id),
    _shaped("phone", r"\+(?<![\w+]\+)\(?[1-9][\d ().\-/]{6,20}\d(?: ?(?:x|ext\.?) ?\d{1,5})?(?![\w%-]|[.,]\d)", "+0", "+(0", starts=("+0", "+(0"), check=_plus_phone),
    _shaped("phone", r"(?<![\w.,$+-])(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[-.])[2-9]\d\d[-. ]\d{4}(?: ?(?:x|ext\.?) ?\d{1,5})?(?![\w%-]|[.,]\d)",
            "000-0000", "000.0000", "000 0000", starts=("000-0000", "000.0000", "000 0000"), leads=(4, 5, 6, 7, 8), check=_grouped_phone),
    _shaped("phone", r"0(?<![\w.,$+-]0)[1-9](?:(?: \d\d){4}|(?:\.\d\d){4})(?![\w%-]|[.,]\d)", "00 00 00 00 00", "00.00.00.00.00", check=_grouped_phone),
    _told("phone", _STRONG_PHONE_WORDS, rf"{S}(?<!\[)(?i:{'|'.join(_STRONG_PHONE_WORDS)}){E}\.?" + _BETWEEN + _NUMBER, _told_phone, any_case=False),
    _told("phone", _WEAK_PHONE_WORDS, rf"{S}(?<!\[)(?i:{'|'.join(_WEAK_PHONE_WORDS)}){E}" + _BETWEEN + _NUMBER, _called_phone, any_case=False),
)  # fmt: skip
"""Addresses, then numbers; those known by their shape before those known by a word before them."""

ACCOUNT_RULES: tuple[Rule, ...] = (
    Rule(
        type="account_id",
        pattern=re.compile(r"\barn:aws[a-z-]{0,10}:[a-z0-9-]{1,40}:[a-z0-9-]{0,30}:(\d{12})(?!\d)"),
        parts=("arn:aws",),
        starts=("arn:aws",),
    ),
    _shaped(
        "account_id",
        r"\d(?:(?<![\w.,$/-]\d)|(?<=[A-Za-z]{3}[-_/]\d))\d{11}(?!\d|[.,]\d|[A-Za-z_])",
        "000000000000",
        starts=("000000000000",),
        check=_account,
    ),
)
"""AWS account ids, which a setting may keep."""
