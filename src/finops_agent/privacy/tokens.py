"""Tokens that their issuer gave a recognisable form."""

import base64
import binascii
import math
import re

from finops_agent.privacy.rule import Check, Rule

LEAST_TOKEN = 24
"""Characters of the shortest token; longer than `vol-049df61146c4d7901` and a time, so that few texts have such words."""
MIN_ENTROPY_BITS = 3.9
"""Bits per character of a 40-character secret; the least of 100,000 random ones had 4.1, paths reach 4.0."""
MIN_TURNS = 0.35
"""Share of neighbours of different kind (upper, lower, digit, sign); words and paths turn less often."""

_AWS_LABEL = (
    r"(?:secret|aws)[\w. -]{0,30}?[\"'\\]{0,3}(?:[ ]?\[[^\]\n]{0,24}\])?[ \t]{0,8}(?:[:=]|is|\s)[ \t]{0,8}[\"'\\]{0,3}"
)
_KIND = re.compile(r"[A-Z]+|[a-z]+|[0-9]+|[^A-Za-z0-9]")
_RIGHT = r"(?![A-Za-z0-9_/+=])"
_NO_SECRET_BEFORE = re.compile(
    r"(?:x-amz-id-2|version[_ ]?id|etag|digest|checksum|sha\d{0,3}|md5|hash)\W{0,4}$", re.IGNORECASE
)


def looks_random(value: str) -> bool:
    """Whether `value` has capitals, small letters and digits in the disorder of a generated secret."""
    if value.islower() or value.isupper() or len(_KIND.findall(value)) < MIN_TURNS * len(value):
        return False
    shares = [value.count(c) / len(value) for c in set(value)]
    return any(map(str.isdecimal, value)) and -sum(share * math.log2(share) for share in shares) >= MIN_ENTROPY_BITS


def _random(text: str, start: int, end: int) -> bool:
    return looks_random(text[start:end]) and not _NO_SECRET_BEFORE.search(text[max(0, start - 24) : start])


def _has_digit(text: str, start: int, end: int) -> bool:
    return any(map(str.isdecimal, text[start:end]))


def _long_mix(text: str, start: int, end: int) -> bool:
    """A run of at least 16 letters and digits, both among them: names of clusters and buckets have none."""
    runs = re.findall(r"[A-Za-z0-9]{16,}", text[start:end])
    return any(any(map(str.isdecimal, run)) and any(map(str.isalpha, run)) for run in runs)


def _user_and_password(text: str, start: int, end: int) -> bool:
    """Basic authentication: base64 of `user:password` (RFC 7617)."""
    value = text[start:end].rstrip("=")
    try:
        return b":" in base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except binascii.Error:
        return False


def _token(
    type_: str,
    pattern: str,
    *starts: str,
    inside: str = "",
    least: int = LEAST_TOKEN,
    check: Check | None = None,
    any_case: bool = False,
) -> Rule:
    """A rule for a token in a run of at least `least` characters, which begins with one of `starts` or has `inside`.

    A start such as `ghp_` stands at the start of a word and is one up to its sign, which costs nothing to look up.
    """
    words = {start: match[1] for start in starts if (match := re.match(r"([a-z]{2,})[^a-z]", start))}
    return Rule(
        type=type_,
        pattern=re.compile(pattern),
        words=tuple(words.values()),
        parts=tuple(start for start in starts if start not in words) or ((inside,) if inside else ()),
        least_run=least,
        starts=starts,
        in_run=not starts,
        check=check,
        any_case=any_case,
    )


TOKEN_RULES: tuple[Rule, ...] = (
    _token("private_key", r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-(?!----)){0,8000}"
           r"(?:-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:\\n)?)?", "-----begin", least=8),
    _token("jwt", r"\beyJ[A-Za-z0-9_-]{14,2000}\.eyJ[A-Za-z0-9_-]{4,4000}(?:\.[A-Za-z0-9_-]{0,1000})?", "eyj"),
    _token("aws_access_key_id", r"(?<![^\W_])(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}(?![A-Za-z0-9])",
         "akia", "asia", "abia", "acca", "a3t", least=20),
    _token("aws_session_token", r"(?<![^\W_])(?:FwoG|IQoJ|FQoG|AQoD)[A-Za-z0-9/+=_%-]{60,2000}", "fwog", "iqoj", "fqog", "aqod", least=64),
    _token("aws_session_token",
         r"(?:session|security)[_ -]?token[\"'\\]{0,3}[ \t]{0,4}[:= ][ \t]{0,4}[\"'\\]{0,3}([a-z0-9/+=_%-]{80,2000})",
         "session", "security", least=80, any_case=True),
    _token("aws_secret_key", _AWS_LABEL + r"([a-z0-9/+]{40})" + _RIGHT, "secret", "aws", least=40, any_case=True,
         check=lambda text, start, end: looks_random(text[start:end])),
    _token("bedrock_key", r"\bABSK[A-Za-z0-9+/=]{40,400}|\bbedrock-api-key-[A-Za-z0-9+/=_-]{40,4000}", "absk", "bedrock-api-key-", least=44),
    _token("aws_mws_key", r"\bamzn\.mws\.[0-9a-f-]{36}", "amzn.mws"),
    _token("azure_secret", r"(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}", inside="q~", least=37),
    _token("azure_key", r"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{86}==", inside="==", least=88),
    _token("azure_key", r"(?:accountkey|sharedaccesskey|sig(?<![a-z]sig))=([a-z0-9+/%=_-]{30,140})", "accountkey", "sharedaccesskey", "sig=", any_case=True),
    _token("google_key", r"\bAIza[A-Za-z0-9_-]{35}", "aiza", least=39),
    _token("google_token", r"\bya29\.[A-Za-z0-9_-]{20,1000}|\b1//0[A-Za-z0-9_-]{30,200}", "ya29.", "1//0"),
    _token("google_secret", r"\bGOCSPX-[A-Za-z0-9_-]{20,40}", "gocspx-"),
    _token("firebase_key", r"\bAAAA[A-Za-z0-9_-]{7}:[A-Za-z0-9_-]{100,200}", "aaaa", least=112),
    _token("github_token", r"(?<![^\W_])(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{22,255})",
         "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
    _token("gitlab_token", r"\bgl(?:pat|dt|rt|rtr|ptt|ft|soat|cbt|agent|imt|oas|ffct|wt)-[A-Za-z0-9_.-]{20,300}|\bGR1348941[A-Za-z0-9_-]{20}",
         "glpat-", "gldt-", "glrt", "glptt-", "glft-", "glsoat-", "glcbt-", "glagent-", "glimt-", "gloas-", "glffct-", "glwt-", "gr1348941"),
    _token("slack_token", r"\bxox[a-z](?:[-.][A-Za-z0-9]{1,250}){2,8}|\bxapp-\d-[A-Za-z0-9]{1,40}-\d{1,20}-[a-z0-9]{1,100}", "xox", "xapp-", check=lambda _text, start, end: end - start >= LEAST_TOKEN),
    _token("slack_webhook", r"\bhttps://hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9/_-]{20,200}", "https://hooks.slack"),
    _token("webhook", r"\bhttps://(?:(?:ptb\.|canary\.)?discord(?:app)?\.com/api/webhooks/\d{5,25}/[\w-]{30,100}"
         r"|chat\.googleapis\.com/v1/spaces/[\w-]{1,40}/messages\?[^\s\"']{20,300}|hooks\.zapier\.com/hooks/catch/\d{1,20}/\w{5,20}/?"
         r"|[\w-]{1,60}\.webhook\.office\.com/[\w/@-]{40,400})", "https://"),
    _token("anthropic_key", r"\bsk-ant-[A-Za-z0-9_-]{20,250}", "sk-ant-"),
    _token("openai_key", r"(?<![^\W_])(?<!-)sk-[A-Za-z0-9_-]{21,250}", "sk-", check=_has_digit),
    _token("facebook_token", r"\bEAA[A-Za-z0-9]{30,400}", "eaa", least=33),
    _token("facebook_token", r"\d(?<!\w\d)\d{12,16}\|[A-Za-z0-9_-]{24,40}", inside="|", least=38),
    _token("notion_token", r"(?<![^\W_])(?:ntn_|secret_)[A-Za-z0-9]{40,60}", "ntn_", "secret_"),
    _token("sourcegraph_token", r"\b(?:sgp|slk|sgd)_(?:[A-Za-z0-9]{1,20}_)?[A-Za-z0-9]{30,100}", "sgp_", "slk_", "sgd_"),
    _token("stripe_key", r"(?<![^\W_])(?:[srp]k_(?:live|test|prod)_[A-Za-z0-9]{16,200}|whsec_[A-Za-z0-9+/=]{20,100})", "sk_", "rk_", "pk_", "whsec_"),
    _token("twilio_key", r"(?<![^\W_])SK[0-9a-f]{32}(?![A-Za-z0-9])", "sk", least=34),
    _token("sendgrid_key", r"\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}", "sg."),
    _token("mail_key", r"\bkey-[0-9a-f]{32}\b|\bxkeysib-[0-9a-f]{64}-\w{16}", "key-", "xkeysib-"),
    _token("mail_key", r"[0-9a-f](?<!\w[0-9a-f])[0-9a-f]{31}-(?:us\d{1,2}|[0-9a-f]{8}-[0-9a-f]{8})\b", least=36),
    _token("telegram_token", r"\d(?<![A-Za-z0-9]\d)\d{7,9}:[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])", inside=":", least=44),
    _token("discord_token", r"[MNO](?<![\w.-][MNO])[A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}", inside=".", least=59),
    _token("terraform_token", r"\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{40,100}", inside=".atlasv1.", least=63),
    _token("vault_token", r"\bhv[sbr]\.[A-Za-z0-9_-]{20,300}|(?<![\w.-])[sb]\.[A-Za-z0-9]{24}(?![\w.-])", "hvs.", "hvb.", "hvr.", "s.", "b."),
    _token("new_relic_key", r"\bNR(?:AK|II|IQ|JS|RA)-[A-Za-z0-9_-]{19,40}", "nrak-", "nrii-", "nriq-", "nrjs-", "nrra-"),
    _token("new_relic_key", r"\b[0-9a-f]{36}NRAL\b", inside="nral", least=40),
    _token("grafana_token", r"\bglsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}|\bglc_[A-Za-z0-9+/=]{32,400}|\beyJrIjoi[A-Za-z0-9+/=]{40,400}",
         "glsa_", "glc_", "eyjrijoi"),
    _token("okta_token", r"\bSSWS[ ](00[A-Za-z0-9_-]{38,42})|(?<![\w-])00[A-Za-z0-9_-]{40}(?![\w-])", "ssws", "00", least=40, check=_random),
    _token("atlassian_token", r"\bAT(?:[AC]TT3|BB)[A-Za-z0-9_=-]{20,400}", "atatt3", "atctt3", "atbb"),
    _token("doppler_token", r"\bdp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}", "dp."),
    _token("age_key", r"\bAGE-SECRET-KEY-1[0-9A-Z]{50,60}", "age-secret-key"),
    _token("braintree_token", r"\baccess_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}", "access_token$"),
    _token("airtable_token", r"\bpat[A-Za-z0-9]{14}\.[0-9a-f]{64}", "pat", least=82),
    _token("dynatrace_token", r"\bdt0[a-z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}", "dt0"),
    _token("postman_key", r"\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}", "pmak-"),
    _token("onepassword_token", r"\bops_eyJ[A-Za-z0-9+/=_-]{100,4000}", "ops_eyj"),
    _token("digitalocean_token", r"\bdo[opr]_v1_[a-f0-9]{64}", "dop_v1_", "doo_v1_", "dor_v1_"),
    _token("shopify_token", r"\bshp[a-z]{2}_[a-fA-F0-9]{32}", "shp"),
    _token("databricks_token", r"(?<![^\W_])(?:dapi|dose|dkea)[a-f0-9]{32}(?:-\d)?(?![A-Za-z0-9])", "dapi", "dose", "dkea", least=36),
    _token("npm_token", r"\bnpm_[A-Za-z0-9]{30,60}", "npm_"),
    _token("pypi_token", r"\bpypi-[A-Za-z0-9_-]{40,400}", "pypi-"),
    _token("huggingface_token", r"\b(?:hf|api_org)_[A-Za-z0-9]{30,60}", "hf_", "api_org_"),
    _token("cloudflare_key", r"\bv1\.0-[0-9a-f]{24}-[0-9a-f]{100,160}", "v1.0-"),
    _token("alibaba_key", r"\bLTAI[A-Za-z0-9]{12,26}\b", "ltai", least=16),
    _token("square_token", r"\bsq0[a-z]{3}-[A-Za-z0-9_-]{22,60}", "sq0"),
    _token("basic_auth", r"basic[ \t]{1,3}([a-z0-9+/]{8,400}={0,2})(?![a-z0-9+/=])", "basic", least=8, any_case=True, check=_user_and_password),
    _token("token", r"\bbearer[ \t:]{1,3}[\"'\\]{0,2}([a-z0-9._~+/=|-]{12,4000})", "bearer", least=12, any_case=True, check=_has_digit),
    # Prefixes that nothing else uses.
    _token("api_key",
         r"(?<![\w-])(?:lin_(?:api|oauth)_|figd_|gsk_|xai-|pplx-|r8_|lsv2_[ps][tk]_|sbp_|sb_secret_|pscale_(?:tkn|pw|oauth)_|pul-"
         r"|nfp_|rubygems_|sntry[su]_|bkua_|CCIP(?:AT|RJ)_|CFPAT-|tfp_|pat-(?:na|eu)\d-|HRKU-|fo1_|fm[12]_|ico-|vntg_tkn_|vercel_"
         r"|ph[cx]_|fio-u-|EZ[AT]K|oy2|AKCp|cmVmdGtu|rdme_|shippo_(?:live|test)_|dckr_(?:pat|oat)_|tskey-[a-z]{3,8}-|nvapi-|fw_|jina_"
         r"|tvly-|e2b_|pcsk_|ddapi_|dd(?:app|pat)_|cf[au]t_|gAAAAA|AQVN)[A-Za-z0-9_=-]{21,250}",
         "lin_", "figd_", "gsk_", "xai-", "pplx-", "r8_", "lsv2_", "sbp_", "sb_secret_", "pscale_", "pul-", "nfp_", "rubygems_", "sntry",
         "bkua_", "ccip", "cfpat-", "tfp_", "pat-", "hrku-", "fo1_", "fm1_", "fm2_", "ico-", "vntg_", "vercel_", "phc_", "phx_", "fio-u-",
         "ezak", "eztk", "oy2", "akcp", "cmvm", "rdme_", "shippo_", "dckr_", "tskey-", "nvapi-", "fw_", "jina_", "tvly-", "e2b_", "pcsk_",
         "ddapi_", "ddapp_", "ddpat_", "cfat_", "cfut_", "gaaaaa", "aqvn", check=_long_mix),
)  # fmt: skip
"""Forms first, then prefixes; each says whose token it is."""

BARE_RULES: tuple[Rule, ...] = (
    _token("aws_secret_key", r"[A-Za-z0-9/+](?<![A-Za-z0-9_/+.-][A-Za-z0-9/+])[A-Za-z0-9/+]{39}" + _RIGHT, least=40, check=_random),
    _token("api_key", r"[A-Za-z0-9](?<![A-Za-z0-9_/+=.-][A-Za-z0-9])[A-Za-z0-9]{31,199}(?![A-Za-z0-9_/+=-])", least=32, check=_random),
)  # fmt: skip
"""Tokens without a form of their own, after the labelled ones."""
