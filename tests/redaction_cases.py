"""The labelled texts, and pieces of text from which tests build others."""

import json
from pathlib import Path

from hypothesis import strategies as st

DATA = Path(__file__).parent / "data"
SHARED, MORE = (
    [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]
    for name in ("redaction_cases.jsonl", "redaction_more.jsonl")
)
OPTIONAL = {"account_id", "person", "private_ip"}
"""Types that may be found or not."""
PERSONAL = {"email", "phone", "credit_card", "iban", "us_ssn", "ip", "national_id", "date_of_birth", "mac_address"}

VALUES = sorted({c["text"][s["start"] : s["end"]] for c in (*SHARED, *MORE) for s in c["spans"]})
CUES = r"""
password password: pwd= pass pw passphrase is the key key= api_key= api token token: secret secret= auth
patience pat basic bearer Authorization: -u --user --proxy-user mysql -p docker login redis-cli -a user
account creds phone tel. call me on mobile fax number card visa iban ssn social security passport no. PAN: NI
tax id steuer-id born dob date of birth pin cvv otp mfa code version engine invoice cost center from 10.6.1.4
to arn:aws:iam:: ://u: @ : = " ' [ ] [email] [password] [phone] [card_number] é ł İ ß
""".split()  # noqa: SIM905 - reads best so
FILLERS = r"""
costs i-0abc123def4567890 2026-09-30 $12,345.67 m5.2xlarge 10.0.12.0/24
9f86d081884c7d659a2feaa0c55ad015a3bf4f1b 744 h USE2-Bytes 4150-550-0132 123456789012 12:30:45 ::
00:11:22:33:44:55 1.2.3.4 a1b2 passé épin KEY mdp 密码: x y
""".split()  # noqa: SIM905 - reads best so
joiners = st.sampled_from(["", " ", " ", " ", ":", "=", ",", "\n", "-", ".", "/", "\t", "'", '"', "\u00a0"])


@st.composite
def texts(draw):  # type: ignore[no-untyped-def]
    """Values, cues and cost vocabulary, whole or cut, glued by anything."""
    parts = []
    for _ in range(draw(st.integers(1, 8))):
        piece = draw(st.sampled_from([*VALUES, *CUES, *CUES, *FILLERS]) | st.text(max_size=6))
        cut = draw(st.sampled_from([0, 0, 0, 1, 3, 17]))
        parts += [piece[cut:] if draw(st.booleans()) else piece[: len(piece) - cut], draw(joiners)]
    text = "".join(parts)
    return text.upper() if draw(st.integers(0, 9)) == 0 else text
