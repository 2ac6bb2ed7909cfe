"""Whose the files are that are made while an administrator looks after the journals of someone else.

What root makes for itself alone, in a folder of the app's user, would keep the app from delivering.
"""

import os
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter, and what lies above it; what is there stays as it is.

    Raises:
        OSError: it cannot be made.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True, mode=0o700)
    _give(folder, folder.parent)


def give_to_owner(fd: int, folder: Path) -> None:
    """Give a file that root has open to the owner of the folder in which it lies."""
    _give(fd, folder)


def _give(what: int | Path, folder: Path) -> None:
    if os.geteuid() == 0:
        owner = folder.stat()
        if owner.st_uid != 0:
            os.chown(what, owner.st_uid, owner.st_gid)
