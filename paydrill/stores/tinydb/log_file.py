"""An append-only file of checked lines, held by one process.

    paydrill-log 1
    8f3a1c22 # transactions ["id","position","status"]
    0b9d44e1 + default {"transactions":{"txn_1":["txn_1",1,"captured"]}}

Every line begins with the CRC-32 of what it says and of all that was said before it, so a changed
byte and a missing line both show. What is at the end and has no newline was never acknowledged.
"""

import errno
import fcntl
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from threading import RLock
from zlib import crc32

HEADER = b"paydrill-log 1\n"
_CRC = len(b"8f3a1c22 ")
FRAME = _CRC + len(b"\n")
"""Bytes of a line besides its payload."""

_BUFFER_BYTES = 1 << 20
_MODE = 0o666
_sync = getattr(os, "fdatasync", os.fsync)  # macOS has no fdatasync

_log = logging.getLogger("paydrill")


class LogFile:
    """The file. Safe to call from any thread, once `payloads` has been read to its end."""

    def __init__(self, path: Path, *, writable: bool = True) -> None:
        """Open it, made when missing. Raises `ValueError` when another process holds it.

        One that is not `writable` is read as far as it is written, whoever holds it.
        """
        self.path = path
        self.end = 0
        """Bytes of all whole lines, the header among them."""
        self.written = 0
        """Appends since it was opened."""
        self.writable = writable
        self.lock = RLock()
        """Held for each append; whoever holds it has the file to itself."""
        self._syncing = RLock()
        self._fd = _held(path) if writable else os.open(path, os.O_RDONLY)
        self._crc = 0
        self._broken = False

    @classmethod
    def anew(cls, path: Path) -> "LogFile":
        """An empty one, whatever was there before."""
        path.unlink(missing_ok=True)
        made = cls(path)
        made._begin(b"")
        return made

    def head(self) -> bytes:
        """What it begins with, as many bytes as the header has."""
        return os.pread(self._fd, len(HEADER), 0)

    def payloads(self) -> Iterator[bytes]:
        """What each line says. A torn tail is cut off, and the log tells so.

        Raises `ValueError` naming the line that is not as it was written.
        """
        head = self.head()
        if head != HEADER:
            self._begin(head)
            return
        crc, end, number = 0, len(HEADER), 1
        with open(self._fd, "rb", _BUFFER_BYTES, closefd=False) as file:
            file.seek(end)
            for line in file:
                number += 1
                payload = line[_CRC:-1]
                crc = crc32(payload, crc)
                if line[:_CRC] != b"%08x " % crc or line[-1:] != b"\n":
                    self._bad_line(line, number, end)
                    return
                self._crc = crc
                self.end = end = end + len(line)
                yield payload
        self.end = end

    def payloads_between(self, start: int, end: int) -> Iterator[bytes]:
        """What the lines say that begin at byte `start` and end at `end`."""
        with self.path.open("rb") as file:
            file.seek(start)
            while start < end:
                line = file.readline()
                start += len(line)
                yield line[_CRC:-1]

    def append(self, payloads: list[bytes]) -> int:
        """Write the lines in one piece, and return their bytes. Raises `OSError` when it cannot.

        The operating system has them then, so they outlive this process however it ends.
        """
        with self.lock:
            crc, lines = self._crc, []
            for payload in payloads:
                crc = crc32(payload, crc)
                lines.append(b"%08x %b\n" % (crc, payload))
            data = b"".join(lines)
            self._write(data)
            self._crc = crc
            self.end += len(data)
            self.written += 1
        return len(data)

    def sync(self) -> None:
        """Wait until the disk has all that was appended before. Raises `OSError`."""
        with self._syncing:
            self._check()
            try:
                _sync(self._fd)
            except OSError:
                # The kernel forgets what it could not write, so a second try would prove nothing.
                self._broken = True
                raise

    def become(self, other: "LogFile") -> None:
        """Give the other file this one's name, and go on in it."""
        with self.lock, self._syncing:
            other.sync()
            other.path.replace(self.path)
            os.close(self._fd)
            self._fd, other._fd = other._fd, -1  # noqa: SLF001 - one of its kind
            self._crc, self.end = other._crc, other.end  # noqa: SLF001 - likewise
            sync_folder(self.path)

    def close(self) -> None:
        """Let go of the file."""
        with self.lock, self._syncing:
            if self._fd >= 0:
                os.close(self._fd)
                self._fd = -1

    def _begin(self, head: bytes) -> None:
        """Make a log of a new file, or of one whose header is torn."""
        if not HEADER.startswith(head):
            raise ValueError(f"{self.path} is not a TinyDB file: no log of version 1, and no JSON")
        if self.writable:
            os.ftruncate(self._fd, 0)
            self._write(HEADER)
            sync_folder(self.path)
        self.end = len(HEADER)

    def _bad_line(self, line: bytes, number: int, start: int) -> None:
        if line.endswith(b"\n"):
            raise ValueError(
                f"{self.path}, line {number}, from byte {start}, is not as it was written: its "
                f"checksum differs. Its first {start} bytes are whole"
            )
        if self.writable:
            os.ftruncate(self._fd, start)
            _log.warning(
                "%s: cut off a torn line of %d bytes at byte %d; it was never acknowledged",
                self.path,
                len(line),
                start,
            )

    def _write(self, data: bytes) -> None:
        self._check()
        try:
            written = os.write(self._fd, data)
        except OSError:
            self._cut()
            raise
        if written < len(data):
            self._cut()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))

    def _cut(self) -> None:
        """Take back half a write; where that fails too, nothing may come after it."""
        try:
            os.ftruncate(self._fd, self.end)
        except OSError:
            self._broken = True

    def _check(self) -> None:
        if not self.writable:
            raise OSError(errno.EROFS, "opened to be read only", str(self.path))
        if self._broken:
            raise OSError(errno.EIO, "an earlier write failed; start again", str(self.path))


def sync_folder(path: Path) -> None:
    """Wait until the disk has the file's name."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _held(path: Path) -> int:
    """A descriptor of the file, which nobody else can have while this one is open."""
    while True:
        fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, _MODE)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(fd), path.stat()):
                return fd
            os.close(fd)  # compacted away between the two calls
        except BlockingIOError:
            os.close(fd)
            raise ValueError(
                f"{path} is in use by another process; stop that one, or name another file"
            ) from None
