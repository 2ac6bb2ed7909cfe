"""Metrics of files: how many can be used, how large they are, how fast they load."""

from typing import Final

from finops_agent.analytics.metric import Metric, count, mean, share
from finops_agent.analytics.slices import Slice


def _usable(part: Slice) -> int:
    return part.count("file_upload", status="ok")


FILES: Final[tuple[Metric, ...]] = (
    Metric(
        "upload_success_rate",
        "Upload success",
        "%",
        "files that could be used / files offered in the window",
        ("file_upload",),
        "up",
        lambda part: share(_usable(part), part.count("file_upload")),
        of="files",
    ),
    Metric(
        "files_refused",
        "Files refused",
        "",
        "files offered in the window that could not be used",
        ("file_upload",),
        "down",
        lambda part: count(part.count("file_upload") - _usable(part)),
        of="files",
        adds=True,
    ),
    Metric(
        "average_file_size",
        "Average file size",
        "bytes",
        "mean size of usable files uploaded in the window",
        ("file_upload",),
        "neutral",
        lambda part: mean(part.sum("size", event_type="file_upload"), _usable(part)),
        of="files",
        leaves_out="refused files",
    ),
    Metric(
        "average_file_rows",
        "Average file rows",
        "rows",
        "mean rows of usable files uploaded in the window",
        ("file_upload",),
        "neutral",
        lambda part: mean(part.sum("rows", event_type="file_upload"), _usable(part)),
        of="files",
        leaves_out="refused files",
    ),
    Metric(
        "average_load_time",
        "Avg. load time",
        "s",
        "mean time to load the usable files uploaded in the window",
        ("file_upload",),
        "down",
        lambda part: mean(part.sum("elapsed_ms", event_type="file_upload") / 1_000, _usable(part)),
        of="files",
        leaves_out="refused files",
    ),
)
