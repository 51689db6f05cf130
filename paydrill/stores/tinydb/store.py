"""Keep records in a TinyDB log: read from memory, and append one line for each transaction."""

from itertools import islice
from pathlib import Path

from paydrill.stores.memory import MemoryStore, Records
from paydrill.stores.tinydb.indexed_table import Database
from paydrill.stores.tinydb.lines import NO_SANDBOX


class TinyDBStore(MemoryStore):
    """A memory store on a log: one table a sandbox and kind, one document a record."""

    def __init__(self, db: Database) -> None:
        """Take over an open database."""
        super().__init__()
        self.db = db
        self._log = db.log
        self.group = self._log.group

    @classmethod
    def open(cls, place: str, durability: str) -> "TinyDBStore":
        """Open the store of the URL `tinydb:PATH`; file and folder are created when missing."""
        if not place:
            raise ValueError("name a file, as in tinydb:data/paydrill.tinydb")
        path = Path(place)
        if path.is_dir():
            raise ValueError(f"{path} is a folder; name a file in it")
        path.parent.mkdir(parents=True, exist_ok=True)
        return cls(Database(path, durability=durability))

    def sandboxes(self, after: str = "", most: int | None = None) -> list[str]:
        """See `Store.sandboxes`."""
        found = self._log.scopes_after(after)
        names = (each.name for each in found if each.name != NO_SANDBOX and not each.empty)
        return list(islice(names, most))

    def check(self) -> None:
        """See `Store.check`."""
        self._log.check()

    def close(self) -> None:
        """See `Store.close`."""
        self.db.close()

    def _open(self, sandbox: str) -> Records:
        with self._lock:
            return self._sandboxes.setdefault(sandbox, self._log.scope(sandbox))

    def _forget(self, sandbox: str) -> None:
        with self._lock:
            del self._sandboxes[sandbox]
            self._log.forget(sandbox)
