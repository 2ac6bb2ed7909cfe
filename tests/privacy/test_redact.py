"""What the rules replace and what they leave alone; `keep` for account ids."""

import pytest

from finops_agent.privacy import find, redact


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("curl -u admin:s3cretpw https://x", "curl -u admin:[password] https://x"),
        ("postgres://app:hunter22@db/prod", "postgres://app:[password]@db/prod"),
        ("my phone is 467 3395 today", "my phone is [phone] today"),
        ("visa card 4222222222222", "visa card [card_number]"),
        ("Account 123456789012 in eu-west-1", "Account [account_id …9012] in eu-west-1"),
        ("sgp_" + "a1" * 20, "[sourcegraph_token]"),
        ("top 10 of i-0abc123def4567890 for $4,111,111.11", "top 10 of i-0abc123def4567890 for $4,111,111.11"),
        ("USW2-Requests-Tier3 and m5.2xlarge on 2026-09-30", "USW2-Requests-Tier3 and m5.2xlarge on 2026-09-30"),
        ("digest 3f786850e387550fdab836ed7e6dc881de23001b", "digest 3f786850e387550fdab836ed7e6dc881de23001b"),
    ],
)
def test_the_type_stands_where_the_secret_stood(text, kept):
    assert redact(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "AWS Secret Access Key [None]: je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
            "AWS Secret Access Key [None]: [aws_secret_key]",
        ),
        ('{"comment": "my password: \\"x-9-y\\""}', '{"comment": "my password: \\"[password]\\""}'),
        ("mysql -u root -pGr33nTea!42 cur", "mysql -u root -p[password] cur"),
        ("jdbc:x://h/d?user=etl&password=vN7%kQ2x&ssl=true", "jdbc:x://h/d?user=etl&password=[password]&ssl=true"),
        ("redis://:p0rtM4nteau@cache:6379/0", "redis://:[password]@cache:6379/0"),
        ("Pwd=Zebra*Stripe4;Encrypt=True", "Pwd=[password];Encrypt=True"),
        ("Authorization: Basic Zmlub3BzOmh1bnRlcjItYmlsbA==", "Authorization: Basic [basic_auth]"),
        ("das Passwort lautet Sommer!2031 für den Export", "das Passwort lautet [password] für den Export"),
        ("jörg.müller@kölner-werke.de", "[email]"),
        ("tom (at) example.com", "[email]"),
        ("card 6304 0000 0000 0000 000", "card [card_number]"),
        ("iban de89370400440532013000", "iban [iban]"),
        ("NI number QQ 12 34 56 C", "NI number [national_id]"),
        ("born 1984-03-12", "born [date_of_birth]"),
        ("laptop 3c:22:fb:5a:91:0e", "laptop [mac_address]"),
        ("Durchwahl: 089/4111-2233", "Durchwahl: [phone]"),
        ("192.0.2.14:443", "[ip_address]:443"),
        ("password is [password]", "password is [password]"),
    ],
)
def test_the_text_around_a_secret_stays(text, kept):
    assert redact(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "the password is rotated monthly",
        "password policy requires 12 characters",
        "Pass: 418/420 checks",
        "token: 0.003 per 1K",
        "max_tokens: 4096, token_type=input",
        "api_key = var.datadog_api_key",
        "token: ${{ secrets.GITHUB_TOKEN }}",
        "password=${DB_PASSWORD}",
        "secret: prod/finops/db-credentials",
        "signature version is s3v4",
        "docker run -u 1000:1000 -p 8080:80 img",
        "git@github.com:org/finops.git",
        "https://user@host.example.com/path",
        "python@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "cost center 415-550-0132 and 212-771-4410",
        "+12.5% vs +10,000 USD, +1234567890 bytes",
        "SMS 1234567 sent at $0.00645",
        "tax: 1204.50 EUR",
        "10.0.12.0/24, 0.0.0.0/0 and 52.95.110.1/24",
        "from Postgres 15.4.1.2 vs 16.1.0.3",
        "AWS::RDS::DBInstance at 12:30:45",
        "549755813888 bytes",
        "container 02:42:ac:11:00:02",
        "s3://bucket/AWSLogs/o-abc/CostExplorer/us-east-1/2026/09/",
    ],
)
def test_cost_vocabulary_stays(text):
    assert redact(text) == text


@pytest.mark.parametrize(
    "text", ["Account 123456789012", "arn:aws:iam::123456789012:role/x", "account_id=123456789012"]
)
def test_account_ids_are_masked_or_kept_by_a_setting(text):
    assert "123456789012" not in redact(text)
    assert redact(text).count("[account_id …9012]") == 1
    assert redact(text, account_ids="keep") == text
    assert find(text, account_ids="keep") == []


def test_keeping_account_ids_keeps_nothing_else():
    assert (
        redact("arn:aws:iam::123456789012:x jane@example.com", account_ids="keep")
        == "arn:aws:iam::123456789012:x [email]"
    )


@pytest.mark.parametrize(
    "text",
    [
        "account prod: i-0abc123def4567890 costs $40",
        "account 4711: vol-049df61146c4d7901",
        "user john: i-0abc123def4567890",
        "account sandbox: ami-0c55b159cbfafe1f0",
        "account acme: 7c1f0d3a-5b0e-4d53-9b7e-1f5f3d2c9a10",
        "Account ID: 01A2B3-4C5D6E-7F8091",
        "user_pool_id: eu-west-1_AbC12dEfG",
        "account_name: prod-3f9a8b7c6d5e",
        "user_id: 9f8e7d6c5b4a3f2e",
        "1\u202f234\u202f567,89 € in 2024\u20132026, 10\u201320 %",
    ],
)
def test_what_belongs_to_a_named_account_is_no_password(text):
    assert redact(text) == text


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("creds finops:Winter2026", "password"),
        ("user finops: x9Lm2!qPz", "password"),
        ("datadog.app.key: 8f3kd92kslq02mzp", "api_key"),
        ("CREATE USER bi IDENTIFIED BY 'R3ad0nly!Bi'", "password"),
        ("The password for the new billing export database is Fact0-Nuage#26", "password"),
        ("password:\n Wint3r!Cost", "password"),
        ("Mi teléfono es el 612 34 56 78", "phone"),
        ("card 4111\u20111111\u20111111\u20111111", "card_number"),
        ("card 4111\u00a01111\u00a01111\u00a01111", "card_number"),
        ("DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000", "iban"),
        ("ssn 536\u201322\u20138741", "ssn"),
        ("jane.doe%40example.com", "email"),
        ("jane.doe\uff20example.com", "email"),
    ],
)
def test_what_another_author_found_leaking_is_found(text, type_):
    assert [span.type for span in find(text)] == [type_]
