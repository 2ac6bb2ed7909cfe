"""Check digits and other tests that tell personal data from numbers of the same shape."""

import ipaddress
import re

IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28, "CH": 21, "CR": 22,
    "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22,
    "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30,
    "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27,
    "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31,
    "SE": 24, "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip
"""Characters of an IBAN by country (ISO 13616 registry)."""
_NO_DIGITS = re.compile(r"\D+")
_DOUBLED = str.maketrans("0123456789", "0246813579")
"""Each digit twice, its own digits added up."""


def digits_of(value: str) -> str:
    """The decimal digits of `value`."""
    return _NO_DIGITS.sub("", value)


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1: every second digit from the right doubled, the sum a multiple of ten."""
    total = sum(map(int, digits[-1::-2])) + sum(map(int, digits[-2::-2].translate(_DOUBLED)))
    return total % 10 == 0 and digits.strip(digits[0]) != ""


def iban(compact: str) -> bool:
    """Whether the number rearranged is 1 modulo 97; `compact` is in capitals, without spaces, of its country's length."""
    return int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97 == 1


def public_ipv4(value: str) -> bool:
    """Whether `value` is an address of the public internet; those of documentation count (RFC 5735, RFC 6598)."""
    octets = value.split(".")
    a, b = int(octets[0]), int(octets[1])
    private = (
        a in {0, 10, 127} or (a == 172 and 16 <= b < 32) or (a == 192 and b == 168) or (a == 100 and 64 <= b < 128)
    )
    valid = all(int(octet) < 256 and (octet == "0" or octet[0] != "0") for octet in octets)
    return valid and not private and a < 224 and not (a == 169 and b == 254)  # multicast, link local


def public_ipv6(value: str) -> bool:
    """Whether `value` is an address of the public internet; those of documentation count."""
    try:
        address = ipaddress.IPv6Address(value)
    except ValueError:
        return False
    inside = address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified
    return not inside and address.packed[0] & 0xFE != 0xFC  # unique local, RFC 4193


def cpf(digits: str) -> bool:
    """Brazil's CPF: two check digits modulo 11."""
    for length in (9, 10):
        total = sum(int(d) * (length + 1 - i) for i, d in enumerate(digits[:length]))
        if total * 10 % 11 % 10 != int(digits[length]):
            return False
    return len(set(digits)) > 1


def insee(digits: str) -> bool:
    """France's social security number: the last two digits are 97 less the rest modulo 97."""
    return 97 - int(digits[:13]) % 97 == int(digits[13:])
