r"""Secrets without a form, found by what stands before them: `password: ...`, `--token ...`, `user:...@host`.

A label is followed by a sign (`:`, `=`, `is`, also in other languages) or by white space alone; the less the form
says, the more the value has to look like a secret. "The password is rotated monthly" is a sentence, not a password.
"""

import re

from finops_agent.privacy.rule import WORD_END as E
from finops_agent.privacy.rule import WORD_START as S
from finops_agent.privacy.rule import Check, Rule, fold
from finops_agent.privacy.tokens import looks_random

_PASS_WORDS = ("mdp", "clave", "parola", "pw", "psw", "pin", "otp", "cvv", "cvc")
_PASS_PARTS = (
    "pass", "pwd", "kennwort", "contrase", "senha", "wachtwoord", "hasło", "lösenord", "adgangskode", "пароль", "密码", "密碼",
    "パスワード", "비밀번호", "masterauth", "one-time ", "one time ",
)  # fmt: skip
_PASS = (
    r"(?:pass(?:word|wort|wd|phrase|code|wrd)|pass(?:e(?<=de passe)|e(?<=palavra-passe)|(?<![a-z]pass)|(?<=requirepass))|pwd|kennwort"
    rf"|contrase(?:ñ|n|nh)a|senha|wachtwoord|{S}(?:{'|'.join(_PASS_WORDS)})2?|hasło|lösenord|adgangskode|пароль|密码|密碼|パスワード|비밀번호"
    r"|masterauth|one[- ]time (?:code|password))(?![a-z0-9])"
)
_QUALIFIED_KEY = (
    r"key(?:(?<=[a-z0-9][_-]key)|(?<=apikey)|(?<=authkey)|(?<=accesskey)|(?<=(?:api|app) key)|(?<=(?:auth|host) key)|(?<=(?:access|secret|shared|master|client"
    r"|signer|deploy) key)|(?<=(?:account|private|license|service|signing|webhook|storage|session) key)|(?<=subscription key)|(?<=encryption key)|(?<=(?:application|integration) key))"
)
_KEY = (
    rf"(?:secret|token|signature|credentials?|{_QUALIFIED_KEY}|{S}(?:pat|auth){E}|schlüssel|clé(?: api)?)"
    r"(?:[_ -]?(?:value|string|base|hash))?(?![a-z0-9])"
)
_KEY_WORDS = ("pat", "auth")
_KEY_PARTS = ("secret", "token", "key", "signature", "credential", "schlüssel", "clé")
_LOOSE_KEY = rf"(?:{_KEY}|(?<![a-z])key(?![a-z0-9]))"
_SIGN = (
    r"[\"'`\\*]{0,3}(?:[ \t]{0,2}\[[^\]\n]{0,24}\])?[ \t]{0,12}"
    r"(?:[:=]=?>?|->|→|：|>|\b(?:is|was|are|ist|lautet|war|est|es|era|é|è|är|jest)\b[ \t]?:?)[ \t]{0,8}"
)
_WORDS_BETWEEN = r"(?:[ \t]{1,2}\(?[\w.@/-]{1,32}\)?){0,4}?"


def _plain(least: int) -> str:
    """A value without quotes: it ends at white space, at `&name=`, at most commas and at closing signs."""
    return (
        r"(?:[^\s\"'`,;&<>]|&(?![\w.-]{1,40}=)|,(?=[^\s\"'\w]|\d[^\s,]{0,40}[!@#$%^*]))"
        rf"{{{least},400}}(?<![.)\]}}:,])"
    )


def _value(least: int) -> str:
    """A quoted or a plain value of at least `least` characters (three in quotes); one of three groups takes part."""
    return (
        r"(?:\\{0,2}\"([^\"\n\\]{3,400})\\{0,2}\"|\\?'([^'\n\\]{3,400})\\?'|"
        rf"\\{{0,2}}[\"'`*]{{0,2}}({_plain(least)}))"
    )


_STAND_IN = re.compile(
    r"\[[^\]]*\]?|[*•x.…_?#-]+|<[^>]*>?|\$?[{(].*|\$[\w:.{}]+|%\w+%|none|null|nil|true|false|n/?a|yes|no|undefined|unknown|redacted|hidden|masked|secret"
    r"|changeme|your[-_ ]?\w.*|my[-_]?(?:secret|password|token|key)|(?:var|local|data|module|env|process|os|secrets|config|ssm|vault)[.:(\[].*"
    r"|arn:.*|https?://.*|s3://.*|/[\w/.-]*|(?:ref|getatt|sub|importvalue)\b.*",
    re.I | re.S,
)
_ORDINARY = frozenset(
    "about above after again against all also always amount and any are auth available based been before being below between both bucket "
    "budget but can cannot change changed changes cost costs could correct current day days default different disabled does done each empty "
    "enabled encrypted every expired expires expiry failed field fine for from generated good had has hash hashed have here how however "
    "incorrect invalid its just kept key known less like lost manager many may minimum missing monthly more most must near needed needs never "
    "new not now obsolete often old only optional other our out over per please policy possible prod production protected public rate rejected "
    "required reset resets right rotated rotation safe same secret secure set several shared should show since some still stored strong "
    "such team than that the their them then there these they this those through token too under unique unknown until usage used user using "
    "valid value very via was weak weekly what when where which while who why will with within without wrong yearly yes you your "
    "abgelaufen falsch gespeichert geändert nicht sicher erforderlich requis expiré incorrecta vencida obligatorio".split()
)
_SENTENCE_FORM = re.compile(r"[a-zà-ÿ]+(?:ed|ing|able|ible|ly|ful|less|ary|ion|ment|ment|ness|ated|t)$")
_DULL_CHUNK = re.compile(r"[a-z]*|[A-Z]+|[A-Z]?[a-z]+|\d+|[A-Za-z]{1,4}\d{1,4}|\d{1,4}[A-Za-z]{1,3}|\d{8}T\d{6}Z?")
_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)
_OBJECT_BEFORE = re.compile(
    r"(?:\b(?:s3|object|cache|partition|sort|foreign|kms|idempotency|public|tag|dedup\w{0,12}|group|row|hash|range|resource|cost)[ _-]?key"
    r"|(?:continuation|pagination|next|page|client|request|idempotency)[ _-]?token)(?: id)?$",
    re.I,
)
_SIGN_BEFORE = re.compile(r"[:=>→：][ \t]{0,8}[\"'`\\*]{0,4}$")


def _chunks(value: str) -> list[str]:
    return re.split(r"[^A-Za-z0-9]+", value)


def reads_like_a_name(value: str) -> bool:
    """Words, numbers and short mixes (`us-east-1`, `m5.2xlarge`, `prod/db-01`), as names of resources are made."""
    return value.isascii() and re.search(r"[!@#$%^&*~?+]", value) is None and all(map(_DULL_CHUNK.fullmatch, _chunks(value)))


def _mixed(value: str) -> bool:
    return any(map(str.isdecimal, value)) and any(map(str.isalpha, value))


def _password(text: str, start: int, end: int) -> bool:
    """After a sign any value but a word of a sentence or a stand-in; after `is` a word must look made up."""
    value = text[start:end]
    if _STAND_IN.fullmatch(value) or value.lower().strip("?!.") in _ORDINARY:
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
    return len(value) >= 6 and not _SENTENCE_FORM.match(value.lower()) and re.match(r"\s*(?:$|[\n,;)]|\.(?:\s|$)|and\b)", text[end:]) is not None


def _word_and_number(value: str) -> bool:
    """`hunter2`, `Winter2026`, `4821`: as people make passwords, and codes."""
    shouted = any(map(str.isupper, value)) and any(map(str.isdecimal, value))
    return shouted or re.fullmatch(r"[A-Za-z]{4,}\d{1,6}|\d{4,10}|[a-z]+(?:-[a-z]+){2,}", value) is not None


def _password_alone(text: str, start: int, end: int) -> bool:
    """Without a sign: letters with digits or signs, and no name of a thing."""
    value = text[start:end]
    made_up = _mixed(value) and (not reads_like_a_name(value) or re.fullmatch(r"[A-Za-z]{4,}\d{1,6}", value) is not None)
    return len(value) >= 6 and made_up and not _STAND_IN.fullmatch(value) and not re.match(r"[$€£~]?\d[\d.,]*(?:[%A-Za-z/-]|$)", value)


def _strong(value: str) -> bool:
    """Long or mixed enough to be generated."""
    if _STAND_IN.fullmatch(value) or reads_like_a_name(value) and not _GUID.fullmatch(value):
        return len(value) >= 24 and looks_random(value)
    return any(len(chunk) >= 7 and _mixed(chunk) for chunk in _chunks(value)) or (
        _mixed(value) and re.search(r"[!@#$%^&*~+]", value) is not None
    )


def _key(text: str, start: int, end: int) -> bool:
    return _strong(text[start:end]) and not _OBJECT_BEFORE.search(text[max(0, start - 40) : start].rstrip("\"'=: "))


def _key_alone(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    long_enough = len(value) >= 20 and max(map(len, _chunks(value))) >= 12 and _mixed(value)
    return long_enough and not _GUID.fullmatch(value) and not value.startswith(("mrk-", "sha256:")) and _key(text, start, end)


def _code(text: str, start: int, _end: int) -> bool:
    """A number after a word that asks for one; `security` and `login` alone do not."""
    return re.search(r"(?:pin|otp|cv[vc]2?|code)\W{0,4}(?:is|ist|lautet)?\W{0,3}$", text[max(0, start - 24) : start], re.I) is not None


def _login(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    return _mixed(value) and (not reads_like_a_name(value) or _word_and_number(value))


_CODE_WORDS = ("pin", "otp", "cvv", "cvc", "fa", "mfa", "verification", "security", "login")
_LOGIN_WORDS = ("cred", "creds", "credential", "credentials", "login", "logins", "user", "username", "account")
_CLIENTS = (
    "mysql", "mysqldump", "mysqladmin", "mariadb", "sshpass", "docker", "mongo", "mongosh", "mongodump", "redis", "sqlcmd", "bcp", "snowsql",
    "az", "unzip", "zip",
)  # fmt: skip


def _label(
    type_: str, pattern: str, words: tuple[str, ...] = (), parts: tuple[str, ...] = (), check: Check | None = None, *, any_case: bool = True, least: int = 0
) -> Rule:
    """A rule for a value after a label, which begins with one of `words` or `parts`."""
    return Rule(type=type_, pattern=re.compile(pattern), words=words, parts=parts, starts=words + parts, least_run=least, check=check, any_case=any_case)


LABEL_RULES: tuple[Rule, ...] = (
    _label("password", r"://[^\s:/@\"'<>]{0,100}:([^\s/\"'<>]{1,200})@(?=[\w\[.-])", parts=("://",), any_case=False),
    _label("password", r"-u(?:(?<!\S-u)|ser(?:(?<!\S--user)(?<=--user)|(?<!\S--proxy-user)(?<=--proxy-user)))[ =]{0,2}[\"']?[^\s:\"'/=]{1,100}:([^\s\"']{1,200})",
           parts=("-u",), any_case=False),
    _label("password", rf"{S}(?:{'|'.join(_CLIENTS)}){E}[^\n|;]{{0,120}}?[ \t](?:-p[ \t]{{0,2}}|-P[ \t]?|-a[ \t]{{1,3}})[\"']?([^\s\"']{{4,200}})",
           _CLIENTS, check=_password_alone, any_case=False),
    _label("password", _PASS + _SIGN + _value(4), _PASS_WORDS, _PASS_PARTS, _password),
    _label("password", rf"{S}(?:{'|'.join(_CODE_WORDS)}){E}2?(?: (?:code|pin))?[ \t]{{0,3}}(?:[:=]|is|ist|lautet)?[ \t]{{0,3}}(\d{{3,8}})(?![\w%/-]|[.,]\d)"
           r"(?! ?(?:%|days|usd|eur|requests|gb))", _CODE_WORDS, check=_code),
    _label("password", _PASS + r"[ \t]{1,2}(?:\w{1,16}[ \t])?[\"'`]?(" + _plain(6) + ")", _PASS_WORDS, _PASS_PARTS, _password_alone),
    _label("password", _PASS + _WORDS_BETWEEN + _SIGN + _value(6), _PASS_WORDS, _PASS_PARTS,
           lambda text, start, end: not text[start:end].isalpha() and _password_alone(text, start, end)),
    _label("password", r"passphrase[\"']?(?:[ \t]{0,3}[:=]|[ ]is)[ \t]{0,3}([a-z]{3,12}(?: [a-z]{3,12}){3,7})(?=[.,;\n]|$)", parts=("passphrase",)),
    _label("password", rf"{S}(?:{'|'.join(_LOGIN_WORDS)}){E}[ \t]{{0,2}}(?:[:=]|with|as|is|are)?[ \t]{{0,3}}[\"'`]?[\w.@-]{{2,64}}[ ]?[:/|][ ]?"
           r"([^\s\"'`,;<>]{5,100})", _LOGIN_WORDS, check=_login),
    _label("password", rf"{S}(?:user|username|login){E}[ \t:=]{{1,3}}\S{{1,64}}[ \t,;/]{{1,3}}(?:with |and )?(?:pass(?:word)?|pwd|pw)[ \t:=]{{1,3}}[\"'`]?([^\s\"'`,;]{{4,200}})",
           ("user", "username", "login"), check=_password_alone),
    _label("api_key", r"authorization[\"'\\]{0,3}[ \t]{0,3}[:=][ \t]{0,3}[\"'\\]{0,3}(?:(?:token|apikey|ssws|digest|key|basic|bot)[ \t:=]{1,3}(?:token=)?)?[\"']?"
           r"([^\s\"'\\,;]{12,2000})", parts=("authorization",), check=lambda text, start, end: _strong(text[start:end])),
    _label("api_key", _KEY + _SIGN + _value(8), _KEY_WORDS, _KEY_PARTS, _key),
    _label("api_key", _LOOSE_KEY + r"[ \t]{1,3}(?:\w{1,16}[ \t])?[\"'`(]?([^\s\"'`,;&<>()]{16,400})(?<![.:])", _KEY_WORDS, _KEY_PARTS, _key_alone, least=16),
    _label("api_key", _LOOSE_KEY + _WORDS_BETWEEN + _SIGN + r"[\"'`(]{0,2}([^\s\"'`,;&<>()]{16,400})(?<![.:])", _KEY_WORDS, _KEY_PARTS, _key_alone, least=16),
)  # fmt: skip
"""The plainest form first."""

_PASSWORD_NAME = re.compile(rf"(?:{_PASS})$")
_KEY_NAME = re.compile(rf"(?:{_KEY})$")


def names_a_password(key: str) -> bool:
    """Whether `key`, of a mapping, is the name of a password."""
    return _PASSWORD_NAME.search(fold(key)) is not None


def names_a_key(key: str) -> bool:
    """Whether `key`, of a mapping, is the name of a token or a key."""
    return _KEY_NAME.search(fold(key)) is not None


def is_stand_in(value: str) -> bool:
    """Whether `value` stands for a secret that is elsewhere: a placeholder, stars, a variable, `none`."""
    return _STAND_IN.fullmatch(value) is not None
