"""How old things of an inventory are: oldest, newest, older than, created before; against the dates in the file."""

import csv
import random
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_agent.agent import OfflineEngine
from finops_agent.agent.reading.times.ages import aged
from finops_agent.costs import load_files
from finops_agent.costs.semantic import Calendar


def made(number, seed):
    """Things made between 2023 and mid 2026, no two at one time."""
    rng = random.Random(seed)
    minutes = rng.sample(range(1_800_000), number)
    return [datetime(2023, 1, 1) + timedelta(minutes=minute) for minute in minutes]  # noqa: DTZ001 - as inventories write


VOLUMES = [
    {"VolumeId": f"vol-{place:03}", "VolumeType": ("gp2", "gp3")[place % 2], "SizeGiB": 10 * (place + 1),
     "State": ("in-use", "available")[place % 3 == 0], "CreateTime": f"{day:%Y-%m-%dT%H:%M:%SZ}"}
    for place, day in enumerate(made(60, 1))
]  # fmt: skip
SNAPSHOTS = [
    {"SnapshotId": f"snap-{place:03}", "VolumeId": f"vol-{place % 9:03}", "VolumeSize": 8 + place,
     "StartTime": f"{day:%Y-%m-%dT%H:%M:%SZ}"}
    for place, day in enumerate(made(50, 2))
]  # fmt: skip
INSTANCES = [
    {"InstanceId": f"i-{place:03}", "InstanceType": "m5.large", "State": ("running", "stopped")[place % 2],
     "LaunchTime": f"{day:%Y-%m-%dT%H:%M:%SZ}"}
    for place, day in enumerate(made(40, 3))
]  # fmt: skip
BUCKETS = [
    {"LastModified": f"{made(99, 5)[place]:%Y-%m-%d}", "BucketName": f"bucket-{place:02}", "StorageClass": "STANDARD",
     "SizeGB": place + 1, "CreationDate": f"{day:%Y-%m-%d}"}
    for place, day in enumerate(made(30, 4))
]  # fmt: skip
FILES = {
    "volumes": (VOLUMES, "VolumeId", "CreateTime"), "snapshots": (SNAPSHOTS, "SnapshotId", "StartTime"),
    "instances": (INSTANCES, "InstanceId", "LaunchTime"), "buckets": (BUCKETS, "BucketName", "CreationDate"),
}  # fmt: skip


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    folder, datasets = tmp_path_factory.mktemp("inventories"), {}
    for things, (rows, _, _) in FILES.items():
        path = folder / f"{things}.csv"
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        datasets[things] = load_files([path])
    yield {things: OfflineEngine(dataset) for things, dataset in datasets.items()}
    for dataset in datasets.values():
        dataset.close()


@pytest.fixture
def ask(engines):
    def asked(things, question):
        engines[things].reset()
        answer = engines[things].ask(question)
        assert not answer.refused, answer.text
        return answer

    return asked


def by_age(things, **only):
    rows, key, time = FILES[things]
    kept = [row for row in rows if all(row[name] == value for name, value in only.items())]
    return [row[key] for row in sorted(kept, key=lambda row: row[time])]


def day_of(things, row):
    return date.fromisoformat(row[FILES[things][2]][:10])


def last_day(things):
    return max(day_of(things, row) for row in FILES[things][0])


def labels(answer):
    return [label for label, _ in answer.value]


@pytest.mark.parametrize("things", FILES)
def test_the_oldest_and_the_newest_come_in_the_order_of_their_making(ask, things):
    assert labels(ask(things, f"5 oldest {things}")) == by_age(things)[:5]
    assert labels(ask(things, f"newest {things}")) == by_age(things)[::-1][:10]
    assert labels(ask(things, f"what is the oldest {things[:-1]}?")) == by_age(things)[:1]


@pytest.mark.parametrize("things", FILES)
@pytest.mark.parametrize("days", [30, 365, 400])
def test_older_than_counts_from_the_last_day_of_the_data(ask, things, days):
    turn = last_day(things) - timedelta(days=days)
    expected = [row for row in FILES[things][0] if day_of(things, row) < turn]
    answer = ask(things, f"how many {things} are older than {days} days")
    assert answer.value == len(expected)
    assert answer.warnings[0].startswith(f"Ages are counted to {last_day(things)}")


def test_older_than_some_years_goes_by_the_calendar(ask):
    last = last_day("volumes")
    turn = last.replace(year=last.year - 2)
    old = [row for row in VOLUMES if day_of("volumes", row) < turn]
    assert ask("volumes", "total size of volumes older than two years").value == sum(row["SizeGiB"] for row in old)


def test_a_filter_and_an_age_hold_at_once(ask):
    turn = last_day("volumes") - timedelta(days=180)
    left = [row for row in VOLUMES if row["State"] == "available" and day_of("volumes", row) < turn]
    answer = ask("volumes", "how many available volumes are more than 180 days old")
    assert answer.value == len(left)
    assert labels(ask("volumes", "3 oldest gp3 volumes")) == by_age("volumes", VolumeType="gp3")[:3]


@pytest.mark.parametrize(
    ("question", "first", "end"),
    [
        ("how many {} were created before 2024-03-01", date.min, date(2024, 3, 1)),
        ("how many {} were created after June 2024", date(2024, 7, 1), date.max),
        ("how many {} are older than 2025", date.min, date(2025, 1, 1)),
        ("how many {} are newer than 2024", date(2025, 1, 1), date.max),
    ],
)
@pytest.mark.parametrize("things", FILES)
def test_created_before_and_after_a_day_are_told_by_the_day_of_making(ask, things, question, first, end):
    expected = [row for row in FILES[things][0] if first <= day_of(things, row) < end]
    assert ask(things, question.format(things)).value == len(expected)


def test_the_average_age_is_that_of_all(ask):
    times = [datetime.fromisoformat(row["CreateTime"]) for row in VOLUMES]
    ages = [(max(times) - time).total_seconds() / 86400 for time in times]
    answer = ask("volumes", "average age of volumes")
    assert answer.value == pytest.approx(sum(ages) / len(ages), abs=0.001)
    assert answer.text.endswith("days (60 rows).")


def test_the_oldest_is_told_with_the_day_of_its_making(ask):
    oldest = min(VOLUMES, key=lambda row: row["CreateTime"])
    text = ask("volumes", "what is the oldest volume?").text
    assert text.endswith(f"{oldest['VolumeId']} was made on {oldest['CreateTime'][:10]}.")


def test_things_are_counted_by_their_making_without_being_named(ask):
    early = [row for row in VOLUMES if day_of("volumes", row) < date(2024, 1, 1)]
    assert ask("volumes", "how many were created before 2024").value == len(early)


def test_a_ranking_by_age_gives_no_other_figure(engines):
    answer = engines["volumes"].ask("cost of the oldest volume")
    assert answer.refused
    assert answer.text.startswith("That ranks by age and asks for another figure.")


def test_a_bill_says_that_it_does_not_know_when_things_were_made(northwind):
    for question in ("oldest volumes", "volumes older than 90 days", "newest instances"):
        answer = northwind.ask(question)
        assert answer.refused
        assert "does not say when or by whom a resource was made" in answer.text


@given(st.integers(1, 900), st.sampled_from(["days", "weeks", "months"]))
def test_what_is_older_and_what_is_younger_leave_out_the_one_day_between(count, unit):
    calendar = Calendar(date(1990, 1, 1), date(2026, 7, 31), is_of_making=True)
    older, younger = (aged([word, "than", str(count), unit], calendar) for word in ("older", "younger"))
    assert older is not None
    assert younger is not None
    assert older[0] == younger[0] == 4
    assert (younger[1].start - older[1].end).days == 1 or younger[1].start == calendar.last
    assert younger[1].end == calendar.whole.end
