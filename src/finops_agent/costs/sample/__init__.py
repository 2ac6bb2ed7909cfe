"""The sample bill that comes with the package: a made-up company's FOCUS 1.0 export over three clouds."""

from pathlib import Path


def sample_bill_path() -> Path:
    """Path of the sample bill (`.csv.gz`); made by `scripts/make_sample_bill.py`."""
    return Path(__file__).with_name("acme-rockets-focus-2026-08-to-10.csv.gz")
