r"""Secrets without a form, found by what stands before them: `password: ...`, `--token ...`, `user:...@host`.

A label is followed by a sign (`:`, `=`, `is`, also in other languages) or by white space alone; the less the form
says, the more the value has to look like a secret. "The password is rotated monthly" is a sentence, not a password.
"""

import re

from finops_agent.privacy.rule import WORD_END as E
from finops_agent.privacy.rule import WORD_START as S
from finops_agent.privacy.rule import Check, Rule, fold
from finops_agent.privacy.values import code, key, key_alone, login, not_ids, password, password_alone, strong

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
    r"key(?:(?<=[a-z0-9][_-]key)|(?<=apikey)|(?<=authkey)|(?<=accesskey)|(?<=(?:api|app)[ .]key)|(?<=(?:auth|host) key)|(?<=(?:access|secret|shared|master|client"
    r"|signer|deploy)[ .]key)|(?<=(?:account|private|license|service|signing|webhook|storage|session) key)|(?<=subscription key)|(?<=encryption key)|(?<=(?:application|integration) key))"
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
    r"(?:[:=]=?>?|->|→|：|>|(?<=[ \t])[-–—](?=[ \t])|\b(?:(?:(?:is|was|been) )?(?:set|changed|reset|updated)(?: to| as)|is now|is|was|are|ist|lautet|war|est|es|era|é|è|är|jest)\b[ \t]?:?)[ \t]{0,8}(?:\r?\n[ \t]{0,8})?"
)
_WORDS_BETWEEN = r"(?:[ \t]{1,2}\(?[\w.@/-]{1,32}\)?){0,8}?"


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


_CODE_WORDS = ("pin", "otp", "cvv", "cvc", "fa", "mfa", "verification", "security", "login")
_LOGIN_WORDS = ("cred", "creds", "credential", "credentials", "login", "logins", "user", "username", "account")
_ATTRIBUTE = r"[_-]|(?:id|ids|name|number|no|nr|alias|arn|type|ref|sid|pool|group)(?![a-z0-9])"
"""What makes of `account` or `user` the name of something else than a person who logs in."""
_CLIENTS = (
    "mysql", "mysqldump", "mysqladmin", "mariadb", "sshpass", "docker", "mongo", "mongosh", "mongodump", "sqlcmd", "bcp", "snowsql",
    "az", "unzip", "zip",
)  # fmt: skip


def _label(
    type_: str,
    pattern: str,
    words: tuple[str, ...] = (),
    parts: tuple[str, ...] = (),
    check: Check | None = None,
    *,
    any_case: bool = True,
    least: int = 0,
) -> Rule:
    """A rule for a value after a label, which begins with one of `words` or `parts`."""
    return Rule(
        type=type_,
        pattern=re.compile(pattern),
        words=words,
        parts=parts,
        starts=words + parts,
        least_run=least,
        check=check,
        any_case=any_case,
    )


LABEL_RULES: tuple[Rule, ...] = (
    _label("password", r"://[^\s:/@\"'<>]{0,100}:([^\s/\"'<>;]{1,200})@(?=[\w\[.-])", parts=("://",), any_case=False),
    _label("password", r"-u(?:(?<!\S-u)|ser(?:(?<!\S--user)(?<=--user)|(?<!\S--proxy-user)(?<=--proxy-user)))[ =]{0,2}[\"']?[^\s:\"'/=]{1,100}:([^\s\"']{1,200})",
           parts=("-u",), check=not_ids, any_case=False),
    _label("password", rf"{S}(?:{'|'.join(_CLIENTS)}){E}[^\n|;]{{0,120}}?[ \t](?:-p[ \t]{{0,2}}|-P[ \t]?)[\"']?([^\s\"']{{4,200}})",
           _CLIENTS, check=password_alone, any_case=False),
    _label("password", r"identified[ \t]{1,2}(?:with[ \t]{1,2}\S{1,40}[ \t]{1,2})?(?:by|as)[ \t]{1,2}(?:password[ \t]{1,2})?[\"'](?!\$|\{|<)([^\"'\n]{3,200})[\"']", parts=("identified",)),
    _label("password", rf"redis-cli{E}[^\n|;]{{0,120}}?[ \t]-a[ \t]{{1,3}}[\"']?([^\s\"']{{4,200}})", parts=("redis-cli",), any_case=False),
    _label("password", r"/user:\S{1,64}[ \t]{1,3}([^\s\"']{4,200})", parts=("/user:",), check=password_alone),
    _label("password", _PASS + _SIGN + _value(4), _PASS_WORDS, _PASS_PARTS, password),
    _label("password", rf"{S}(?:{'|'.join(_CODE_WORDS)}){E}2?(?: (?:code|pin))?[ \t]{{0,3}}(?:[:=]|is|ist|lautet)?[ \t]{{0,3}}(\d{{3,8}})(?![\w%/-]|[.,]\d)"
           r"(?! ?(?:%|days|usd|eur|requests|gb))", _CODE_WORDS, check=code),
    _label("password", _PASS + r"[ \t]{1,2}(?:\w{1,16}[ \t])?[\"'`]?(" + _plain(6) + ")", _PASS_WORDS, _PASS_PARTS, password_alone),
    _label("password", _PASS + _WORDS_BETWEEN + _SIGN + _value(6), _PASS_WORDS, _PASS_PARTS,
           lambda text, start, end: not text[start:end].isalpha() and password_alone(text, start, end)),
    _label("password", r"passphrase[\"']?(?:[ \t]{0,3}[:=]|[ ]is)[ \t]{0,3}([a-z]{3,12}(?: [a-z]{3,12}){3,7})(?=[.,;\n]|$)", parts=("passphrase",)),
    _label("password", rf"{S}(?:{'|'.join(_LOGIN_WORDS)}){E}[ \t]{{0,2}}(?:[:=]|with|as|is|are)?[ \t]{{0,3}}[\"'`]?(?!{_ATTRIBUTE})[\w.@-]{{2,64}}[ ]?[:/|][ ]?"
           r"([^\s\"'`,;<>]{5,100})", _LOGIN_WORDS, check=login),
    _label("password", rf"{S}(?:user|username|login){E}[ \t:=]{{1,3}}\S{{1,64}}[ \t,;/]{{1,3}}(?:with |and )?(?:pass(?:word)?|pwd|pw)[ \t:=]{{1,3}}[\"'`]?([^\s\"'`,;]{{4,200}})",
           ("user", "username", "login"), check=password_alone),
    _label("api_key", r"authorization[\"'\\]{0,3}[ \t]{0,3}[:=][ \t]{0,3}[\"'\\]{0,3}(?:(?:token|apikey|ssws|digest|key|basic|bot)[ \t:=]{1,3}(?:token=)?)?[\"']?"
           r"([^\s\"'\\,;]{12,2000})", parts=("authorization",), check=lambda text, start, end: strong(text[start:end])),
    _label("api_key", _KEY + _SIGN + _value(8), _KEY_WORDS, _KEY_PARTS, key),
    _label("api_key", _LOOSE_KEY + r"[ \t]{1,3}(?:\w{1,16}[ \t])?[\"'`(]?([^\s\"'`,;&<>()]{16,400})(?<![.:])", _KEY_WORDS, _KEY_PARTS, key_alone, least=16),
    _label("api_key", _LOOSE_KEY + _WORDS_BETWEEN + _SIGN + r"[\"'`(]{0,2}([^\s\"'`,;&<>()]{16,400})(?<![.:])", _KEY_WORDS, _KEY_PARTS, key_alone, least=16),
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
