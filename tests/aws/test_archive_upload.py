"""A local archive in S3: sent once, sent again when it changed, and erased with it."""

import uuid

import pytest

from finops_agent.aws.archive import upload
from finops_agent.aws.services import AwsFailed, Services


@pytest.fixture
def services(aws):
    made = Services(aws.service)
    yield made
    made.close()


@pytest.fixture
def bucket(services):
    name = f"b-{uuid.uuid4()}"
    services.ask("s3", "create_bucket", "make a bucket", Bucket=name)
    return name


@pytest.fixture
def folder(tmp_path):
    for day in ("2026-11-24", "2026-11-25"):
        partition = tmp_path / f"dt={day}"
        partition.mkdir()
        (partition / "part-1.parquet").write_bytes(day.encode())
    return tmp_path


def keys(services, bucket):
    answer = services.ask("s3", "list_objects_v2", "list", Bucket=bucket)
    return [found["Key"] for found in answer.get("Contents", [])]


def counts(told):
    return told.sent, told.known, told.removed


def test_it_is_sent_once_under_the_same_layout(services, bucket, folder):
    assert counts(upload(services, folder, bucket)) == (2, 0, 0)
    assert counts(upload(services, folder, bucket)) == (0, 2, 0)
    assert keys(services, bucket) == [f"events/dt=2026-11-{day}/part-1.parquet" for day in (24, 25)]


def test_a_file_that_changed_is_sent_again_even_at_the_same_size(services, bucket, folder):
    upload(services, folder, bucket)
    (folder / "dt=2026-11-25" / "part-1.parquet").write_bytes(b"2026-11-xx")
    assert counts(upload(services, folder, bucket)) == (1, 1, 0)


def test_what_was_erased_from_the_archive_is_erased_in_s3(services, bucket, folder):
    upload(services, folder, bucket)
    (folder / "dt=2026-11-24" / "part-1.parquet").unlink()
    (folder / "dt=2026-11-25" / "part-1.parquet").rename(folder / "dt=2026-11-25" / "part-2.parquet")
    assert counts(upload(services, folder, bucket)) == (1, 0, 2)
    assert keys(services, bucket) == ["events/dt=2026-11-25/part-2.parquet"]


def test_days_that_the_folder_lacks_are_left_alone(services, bucket, folder, tmp_path_factory):
    upload(services, folder, bucket)
    other = tmp_path_factory.mktemp("other")
    (other / "dt=2026-11-26").mkdir()
    (other / "dt=2026-11-26" / "part-1.parquet").write_bytes(b"x")
    assert counts(upload(services, other, bucket)) == (1, 0, 0)
    assert len(keys(services, bucket)) == 3


def test_a_bucket_that_is_not_there_is_one_sentence(services, folder):
    with pytest.raises(
        AwsFailed, match=r"^Cannot put 'events/dt=2026-11-24/part-1\.parquet' into 'no-such-bucket-x': "
    ):
        upload(services, folder, "no-such-bucket-x")
