"""Disks that are full and have room again, as a server meets them."""

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SIZE = 2 << 20
_BALLAST = "ballast"


class SmallDisk:
    """A file system of `SIZE` bytes in memory, mounted at a folder."""

    def __init__(self, folder: Path) -> None:
        """Keep records in `folder`."""
        self.folder = folder

    def fill(self, _pid: int) -> None:
        """Leave no byte."""
        with (self.folder / _BALLAST).open("ab", buffering=0) as ballast:
            for size in (65536, 1):
                with suppress(OSError):
                    while ballast.write(b"x" * size):
                        pass

    def empty(self, _pid: int) -> None:
        """Make room again."""
        (self.folder / _BALLAST).unlink()


class Limit:
    """No disk, but a limit of how long files may get, which works without the right to mount."""

    def __init__(self, folder: Path) -> None:
        """Keep records in `folder`."""
        self.folder = folder

    def fill(self, pid: int) -> None:
        """Let no file of a process get longer than the longest of its records is now."""
        longest = max(each.stat().st_size for each in self.folder.iterdir())
        self._set(pid, longest)

    def empty(self, pid: int) -> None:
        """Let files get as long as before."""
        self._set(pid, resource.RLIM_INFINITY)

    def _set(self, pid: int, most: int) -> None:
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk | Limit]:
    """A small disk at the folder, or the limit where mounts are not permitted."""
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs"]
    mounted = subprocess.run(["mount", *options, folder], capture_output=True, check=False)
    if mounted.returncode:
        yield Limit(folder)
        return
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def limited(folder: Path) -> Iterator[Limit]:
    """The limit, wherever mounts are permitted or not."""
    folder.mkdir()
    yield Limit(folder)
