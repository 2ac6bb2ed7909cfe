"""Personal data: addresses of people and machines, and numbers that banks and states give out.

Where a number has a check digit, it decides; where its shape is that of a cost centre, a word before it does.
"""

import re

from finops_agent.privacy.checks import IBAN_LENGTHS, cpf, digits_of, iban, insee, luhn, public
from finops_agent.privacy.rule import Rule, rule

_CARD_CUE = re.compile(
    r"card|visa|master|amex|american express|credit|debit|\bpan\b|maestro|discover|diners|\bjcb\b|unionpay|karte|carte|tarjeta|cartão|carta", re.I
)
_ISSUER = re.compile(r"4|5[0-9]|2[2-7]|3[47]|6[0-9]|35|3[0689]|81|9792|220[0-4]")
_USUAL_CARD = re.compile(r"(?:4|5[1-5]|2[2-7]|6011|65|64[4-9]|62|35)\d+")
_VERSION_BEFORE = re.compile(
    r"(?:\bv|versions?|releases?|engine|agent|driver|kernel|build|runtime|patch|firmware|provider|client|sdk|cli|plugin|module|chart|ami|postgres\w*|mysql"
    r"|mariadb|redis|oracle|aurora|elasticsearch|opensearch|kafka|spark|java|jdk|chrome|nginx|section|clause|item|chapter|step|upgrade\w*|oid)"
    r"\s*[:=]?\s*(?:[\d.]{1,15}\s*(?:to|and|or|->|→|,|auf)\s*)?$",
    re.I,
)
_THING_BEFORE = re.compile(
    r"(?:cost[ _-]?cent(?:er|re)s?|kostenstellen?|invoices?|rechnung(?:en)?|orders?|bestellung|\bpo|\bsku|ticket|case|project|projekt|\bid|\bref\w*|budget|code|\bgl"
    r"|tags?|value|part|serial|contract|vertrag|quote|customer|vendor|asset|meter)"
    r"(?:\s(?:no|nr|number|nummer|code)\b)?\.?[\"'#:=\s-]{0,4}(?:[\d\s-]{5,20}(?:,|and|und|or|to|&|/)\s?){0,3}$",
    re.I,
)
_UNIT_AFTER = re.compile(
    r"\s?(?:%|[€$£]|(?:usd|eur|gbp|inr|bytes?|requests?|tokens?|rows?|[kmgtp]i?b|ms|hours?|calls?|invocations?|units?|objects?|seconds?|events?|records?"
    r"|queries|messages|iops|items|lines|zeilen|stück)\b)",
    re.I,
)
_DATE = re.compile(r"(?:19|20)\d\d[-./]\d\d?[-./]\d\d?.*|\d\d?[-./]\d\d?[-./](?:19|20)\d\d.*|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])|(?:19|20)\d\d[- ]+(?:19|20)\d\d")
_BETWEEN = (
    r"(?:[^\w\n\[\]]{1,3}(?:number|no|nr|num|is|are|was|at|on|under|unter|my|me|us|him|her|them|the|line|desk|office|home|work|direct|support|emergency|phone"
    r"|ist|lautet|an|auf|est|au|es|al|or|and|oder|back|today|now|please|team|via|per|hotline|ops|[A-Z][a-zà-ÿ'-]{1,20})){0,5}[^\w\n\[\]+]{0,4}?"
)
_NUMBER = r"(\+?\(?\d[\d ().\-/]{4,20}\d)(?![\w%-]|[.,]\d)"
_STRONG_PHONE = (
    r"(?<![A-Za-z\[])(?i:phone|telephone|tel|telefon\w{0,8}|teléfono|téléphone|mobile|mobil|mobilnummer|móvil|cell ?phone|cell|fax|whatsapp|sms|handy|hotline|rufnummer"
    r"|durchwahl|my number|phone number|numéro|rückfragen|rückruf|dial|ring|voicemail|pager|signal|telegram)(?![A-Za-z])\.?"
)
_WEAK_PHONE = r"(?<![A-Za-z\[])(?i:call|contact|reach|text|kontakt|anrufen|appelez|llame|number|ansprechpartner\w{0,4}|extension)(?![A-Za-z])"
_ID_CUE = (
    r"(?<![a-z\[])(?:ssn|social security(?: number| no)?|sozialversicherungs\w{0,8}|nin|ni(?: number| no)|nino|national insurance(?: number| no)?|steuer-?id\w{0,20}|steueridentifikations\w{0,8}"
    r"|idnr|tax ?id|tin|itin|insee|nir|sécurité sociale|numéro de sécu\w*|aadhaar|aadhar|pan(?: card)?(?: number| no)?|cpf|rg|dni|nie|nif|curp|codice fiscale|bsn|burgerservicenummer"
    r"|pesel|sin|social insurance(?: number| no)?|tfn|tax file(?: number| no)?|personnummer|fødselsnummer|cnp|medicare(?: number| no)?|nhs(?: number| no)?"
    r"|passport(?: number| no)?|reisepass\w{0,8}|passeport|pasaporte|driver'?s? licen[cs]e(?: number| no)?|driving licen[cs]e|führerschein\w{0,8}|personalausweis\w{0,8}|national id(?: number)?|id card|hkid|nric|rrn|my ?number)(?![a-z])"
)
_NAT = r"\.?[^\w\n\[\]]{0,4}(?:(?:is|number|no|nr|num|ist|lautet|est|es|of|von|the|contractor|employee)\b[^\w\n\[\]]{1,3}){0,3}([a-z]{0,6}[ -]?\d[a-z0-9 .\-/]{4,22})(?![a-z0-9])"
_BIRTH = (
    r"(?<![a-z\[])(?:dob|d\.o\.b\.?|date of birth|birth ?date|birthday|born(?: on)?|geboren(?: am)?|geb\.|geburtsdatum|geburtstag|née? le|né\(e\) le|date de naissance"
    r"|fecha de nacimiento|nacido el|nata? il|data de nascimento)[^\w\n\[\]]{0,5}(?:(?:is|was|ist|am|on|the)[ :]{1,2}){0,2}"
    r"(\d{4}[-./]\d\d?[-./]\d\d?|\d\d?[-./]\s?\d\d?[-./]\s?\d{2,4}|\d\d?\.?(?:st|nd|rd|th)? ?(?:of )?[a-zäéû]{3,9}\.? \d{4}|[a-z]{3,9}\.? \d\d?(?:st|nd|rd|th)?,? \d{4})"
)


def _card(text: str, start: int, end: int) -> bool:
    """13 to 19 digits with a known issuer and a valid check digit; odd lengths only beside a cue word."""
    digits = digits_of(text[start:end])
    if not _ISSUER.match(digits) or not luhn(digits):
        return False
    usual = (len(digits) == 16 and _USUAL_CARD.match(digits)) or (len(digits) == 15 and digits[:2] in {"34", "37"})  # noqa: PLR2004 - ISO/IEC 7812-1
    return bool(usual) or _CARD_CUE.search(text[max(0, start - 40) : start] + "\n" + text[end : end + 25]) is not None


def _iban(text: str, start: int, end: int) -> bool:
    compact = text[start:end].replace(" ", "").replace("-", "").upper()
    return len(compact) == IBAN_LENGTHS.get(compact[:2]) and iban(compact)


def _public_ipv4(text: str, start: int, end: int) -> bool:
    """Reachable addresses of machines; after a version word it is a version, before `/24` a network."""
    is_network = text[start:end].endswith(".0") or re.match(r"/(?:[12]?\d|3[01])(?!\d)", text[end : end + 4])
    return not is_network and public(text[start:end]) and not _VERSION_BEFORE.search(text[max(0, start - 40) : start])


def _public_ipv6(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    return any(map(str.isdecimal, value)) and public(value) and not re.match(r"/\d", text[end : end + 2])


def _mac(text: str, start: int, end: int) -> bool:
    """Devices as made; an address that software gave out (second lowest bit set) is a resource of the cloud."""
    return not int(text[start : start + 2], 16) & 2


def _thing_before(text: str, start: int) -> bool:
    return _THING_BEFORE.search(text[max(0, start - 60) : start]) is not None


def _ssn(text: str, start: int, _end: int) -> bool:
    return not _thing_before(text, start)


def _plus_phone(text: str, start: int, end: int) -> bool:
    return 8 <= len(digits_of(text[start:end])) <= 15 and not _UNIT_AFTER.match(text, end)  # noqa: PLR2004 - ITU-T E.164


def _grouped_phone(text: str, start: int, end: int) -> bool:
    return not _thing_before(text, start) and not _UNIT_AFTER.match(text, end)


def _told_phone(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    return 6 <= len(digits_of(value)) <= 15 and not _DATE.fullmatch(value) and not _UNIT_AFTER.match(text, end)  # noqa: PLR2004 - national numbers


def _called_phone(text: str, start: int, end: int) -> bool:
    """After a weak word the number itself must be written as one."""
    value = text[start:end]
    grouped = re.search(r"\d[ ().\-/]+\d", value) is not None and len(digits_of(value)) >= 7  # noqa: PLR2004 - shortest
    return grouped and not re.match(r"\d{1,3}(?:[., ]\d{3})+$", value) and _told_phone(text, start, end)


def _national_id(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    return 5 <= len(digits_of(value)) <= 15 and not _DATE.fullmatch(value) and not _UNIT_AFTER.match(text, end)  # noqa: PLR2004 - passports have 6


def _email(text: str, start: int, end: int) -> bool:
    """Not the user part of an address of a repository, a machine or a package."""
    if text[max(0, start - 3) : start] == "://" or text.startswith("git@", start):
        return False
    name, _, host = text[start:end].rpartition("@")
    return bool(name) and not host.lower().endswith((".internal", ".local", ".compute.amazonaws.com")) and not re.match(r"\d+\.\d", host)


def _account(text: str, start: int, end: int) -> bool:
    return not _UNIT_AFTER.match(text, end)


PERSON_RULES: tuple[Rule, ...] = (
    rule("email", r"(?<![\w.+'-])[\w.+'!#%&-]{1,64}@(?:[^\W_](?:[\w-]{0,61})\.){1,8}[^\W\d_]{2,24}(?![\w-])", "@", check=_email),
    rule("email", r"(?<![\w.+-])[\w.+-]{1,64} ?(?:\(at\)|\[at\]|\{at\}|&#64;| at (?=[\w-]{1,63} dot )) ?(?:[\w-]{1,63}(?:\.| ?[\[(]dot[\])] ?| dot )){1,5}[a-z]{2,24}(?!\w)",
         "(at)", "[at]", "{at}", "&#64;", " dot ", any_case=True),
)  # fmt: skip

NUMBER_RULES: tuple[Rule, ...] = (
    rule("date_of_birth", _BIRTH, "dob", "d.o.b", "birth", "born", "gebor", "geb.", "geburt", "né", "naiss", "nacim", "nacido", "nat", "nascim", any_case=True),
    rule("ip_address", r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)(?![\w-])", ".", check=_public_ipv4),
    rule("ip_address", r"(?<![\w:.])(?:[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7}|::(?:[0-9a-f]{1,4}:){0,6}[0-9a-f]{1,4})(?![\w:])", ":", any_case=True, check=_public_ipv6),
    rule("mac_address", r"(?<![\w:.-])[0-9a-f]{2}(?:(?::[0-9a-f]{2}){5}|(?:-[0-9a-f]{2}){5})(?![\w:-])", ":", "-", any_case=True, check=_mac),
)  # fmt: skip
"""Short numbers; a text without a digit holds none."""

LONG_NUMBER_RULES: tuple[Rule, ...] = (
    rule("iban", r"(?<![a-z0-9])[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,3})?(?![a-z0-9])", any_case=True, check=_iban),
    rule("card_number", r"(?<![\d.,$€£-])\d(?:[ -]?\d){12,18}(?![.,-]?\d)", check=_card),
    rule("ssn", r"(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])", "-", check=_ssn),
    rule("national_id", r"(?<!\d)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)", "-", check=lambda text, start, end: cpf(digits_of(text[start:end]))),
    rule("national_id", r"(?<!\d)[1-478] ?\d\d ?(?:0[1-9]|1[0-2]) ?(?:\d\d|2[ab]) ?\d{3} ?\d{3} ?\d\d(?!\d)", check=lambda text, start, end: (
        len(digits := digits_of(text[start:end])) == 15 and (" " in text[start:end]) and insee(digits))),  # noqa: PLR2004 - 13 and a key of 2
    rule("national_id", r"(?<![a-z0-9])[a-ceghj-prtw-z][a-ceghj-nprtw-z] \d\d \d\d \d\d [a-d](?![a-z0-9])", any_case=True),
    rule("national_id", r"(?<![a-z0-9])[a-z]{6}\d\d[a-ehlmprst]\d\d[a-z]\d{3}[a-z](?![a-z0-9])", any_case=True),
    rule("national_id", _ID_CUE + _NAT, "ssn", "soci", "sozial", "ni ", "nin", "insurance", "steuer", "idnr", "tax", "tin", "insee", "nir", "sécu", "aadha", "pan", "cpf", "rg",
         "dni", "nie", "nif", "curp", "codice", "bsn", "burger", "pesel", "sin", "tfn", "person", "fødsel", "cnp", "medicare", "nhs", "pass", "pasap", "licen", "führer",
         "national id", "id card", "hkid", "nric", "rrn", "number", any_case=True, check=_national_id),
    rule("phone", r"(?<![\w+])\+\(?[1-9][\d ().\-/]{6,20}\d(?: ?(?:x|ext\.?) ?\d{1,5})?(?![\w%-]|[.,]\d)", "+", check=_plus_phone),
    rule("phone", r"(?<![\w.,$+-])(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[-.])[2-9]\d\d[-. ]\d{4}(?: ?(?:x|ext\.?) ?\d{1,5})?(?![\w%-]|[.,]\d)", "-", ".", ") ", check=_grouped_phone),
    rule("phone", r"(?<![\w.,$+-])0[1-9](?:(?: \d\d){4}|(?:\.\d\d){4})(?![\w%-]|[.,]\d)", "0", check=_grouped_phone),
    rule("phone", _STRONG_PHONE + _BETWEEN + _NUMBER, "phon", "tel", "tél", "mobil", "móvil", "cell", "fax", "whatsapp", "sms", "handy", "hotline", "rufnum", "durchw", "number",
         "numéro", "rück", "dial", "ring", "voicemail", "pager", "signal", check=_told_phone),
    rule("phone", _WEAK_PHONE + _BETWEEN + _NUMBER, "call", "contact", "reach", "text", "kontakt", "anruf", "appelez", "llame", "number", "ansprech", "extension", check=_called_phone),
)  # fmt: skip
"""Numbers of at least `LONG_NUMBER` digits with little between them."""

ACCOUNT_RULES: tuple[Rule, ...] = (
    rule("account_id", r"\barn:aws[a-z-]{0,10}:[a-z0-9-]{1,40}:[a-z0-9-]{0,30}:(\d{12})(?!\d)", "arn:aws"),
    rule("account_id", r"(?:(?<![\w.,$€£/-])|(?<=[A-Za-z]{3}[-_/]))\d{12}(?![\d]|[.,]\d)(?![A-Za-z_])", check=_account),
)  # fmt: skip
