"""Read and append to a file of checksummed lines, held by one process.

    paydrill-log 1
    8f3a1c22 # transactions ["id","position","status"]
    0b9d44e1 + default {"transactions":{"txn_1":["txn_1",1,"captured"]}}

Every line begins with the CRC-32 of its payload and of all payloads before it, so a changed byte
and a missing line both show. A last line without a newline was never acknowledged.
"""

import errno
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from threading import RLock
from zlib import crc32

from paydrill.stores.versions import LaterVersion

_ANY_VERSION = b"paydrill-log "
HEADER = _ANY_VERSION + b"1\n"
_CRC = len(b"8f3a1c22 ")
FRAME = _CRC + len(b"\n")
"""Bytes of a line besides its payload."""

_BUFFER_BYTES = 1 << 20
_MODE = 0o666
_ROOM = 4096
"""Bytes that most transactions do with."""
_sync = getattr(os, "fdatasync", os.fsync)  # macOS has no fdatasync

_log = logging.getLogger("paydrill")


class LogFile:
    """An open log file. Safe to call from any thread, once `payloads` was read to its end."""

    def __init__(self, path: Path, *, writable: bool = True) -> None:
        """Open the file, created when missing. Raises `ValueError` when another process holds it.

        A file that is not `writable` is read as far as it is written, even if a process holds it.
        """
        self.path = path
        self.end = 0
        """Bytes of all whole lines, including the header."""
        self.written = 0
        """Number of appends since the file was opened."""
        self.writable = writable
        self.lock = RLock()
        """Held during each append; its holder has the file to itself."""
        self._syncing = RLock()
        self._fd = _held(path) if writable else os.open(path, os.O_RDONLY)
        self._crc = 0
        self._broken = False
        self._lacking = 0  # bytes that there was no room for

    @classmethod
    def anew(cls, path: Path) -> "LogFile":
        """Create an empty log at the path; a file that is there is deleted."""
        path.unlink(missing_ok=True)
        made = cls(path)
        made._begin(b"")
        return made

    def head(self) -> bytes:
        """Return the first bytes of the file, as many as the header has."""
        return os.pread(self._fd, len(HEADER), 0)

    def payloads(self) -> Iterator[bytes]:
        """Yield the payload of each line. A torn tail is cut off, with a warning.

        Raises `ValueError` naming the line whose checksum differs.
        """
        head = self.head()
        if head != HEADER:
            self._begin(head)
            return
        self._crc, self.end, number = 0, len(HEADER), 1
        while True:
            with open(self._fd, "rb", _BUFFER_BYTES, closefd=False) as file:
                file.seek(self.end)
                for line in file:
                    payload = line[_CRC:-1]
                    crc = crc32(payload, self._crc)
                    if line[:_CRC] != b"%08x " % crc or line[-1:] != b"\n":
                        break
                    number += 1
                    self._crc = crc
                    self.end += len(line)
                    yield payload
                else:
                    return
            # Whoever holds the file may have taken back what it tried to write, and gone on.
            if self.writable or os.pread(self._fd, len(line), self.end) == line:
                self._bad_line(line, number + 1, self.end)
                return

    def payloads_between(self, start: int, end: int) -> Iterator[bytes]:
        """Yield the payloads of the lines from byte `start` to byte `end`."""
        with self.path.open("rb") as file:
            file.seek(start)
            while start < end:
                line = file.readline()
                start += len(line)
                yield line[_CRC:-1]

    def append(self, payloads: list[bytes]) -> int:
        """Write the lines in one piece, and return their size in bytes. Raises `OSError`.

        The operating system has them then, so they survive any end of this process.
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

    def try_room(self) -> None:
        """Write as much as the next append may, and take it back. Raises `OSError`.

        A process that is killed in between leaves a torn line, which the next one cuts off.
        """
        with self.lock:
            self._write(b" " * max(self._lacking, _ROOM))
            self._cut()
            self._check()
            self._lacking = 0

    def sync(self) -> None:
        """Wait until the disk has all earlier appends. Raises `OSError`."""
        with self._syncing:
            self._check()
            try:
                _sync(self._fd)
            except OSError:
                # The kernel drops data it could not write, so a second sync would prove nothing.
                self._broken = True
                raise

    def become(self, other: "LogFile") -> None:
        """Move the other file to this one's path, and continue with it."""
        with self.lock, self._syncing:
            other.sync()
            other.path.replace(self.path)
            os.close(self._fd)
            self._fd, other._fd = other._fd, -1  # noqa: SLF001 - a LogFile too
            self._crc, self.end = other._crc, other.end  # noqa: SLF001 - a LogFile too
            sync_folder(self.path)

    def close(self) -> None:
        """Close the file, so that other processes may hold it."""
        with self.lock, self._syncing:
            if self._fd >= 0:
                os.close(self._fd)
                self._fd = -1

    def _begin(self, head: bytes) -> None:
        """Begin a log in a new file, or in one whose header is torn."""
        if head.startswith(_ANY_VERSION) and not HEADER.startswith(head):
            raise LaterVersion(head.decode(errors="replace").strip())
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
            self._lacking = len(data)
            self._cut()
            raise
        if written < len(data):
            self._lacking = len(data)
            self._cut()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))

    def _cut(self) -> None:
        """Cut off a partial write; if that fails too, refuse all later writes."""
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
    """Wait until the disk has the file's name in its folder."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _held(path: Path) -> int:
    """Open the file and lock it until it is closed; return its descriptor."""
    import fcntl  # noqa: PLC0415 - other systems have none, and can still read a log

    while True:
        fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, _MODE)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(fd), path.stat()):
                return fd
            os.close(fd)  # a compaction replaced the file between the two calls
        except BlockingIOError:
            os.close(fd)
            raise ValueError(
                f"{path} is in use by another process; stop that one, or name another file"
            ) from None
