"""Keep where the nodes of a document come from, while nodes are put in and taken out."""

from collections.abc import Iterable, Mapping, Sequence

from paydrill.openapi.findings import Origin
from paydrill.openapi.pointers import Step, pointer, steps_of


class _Place:
    """A node whose origin is known, or that holds such nodes."""

    __slots__ = ("inner", "origin")

    def __init__(self, origin: Origin | None = None) -> None:
        self.origin = origin
        self.inner: dict[str, _Place] = {}


class Places:
    """The origins of the nodes of one document: as a tree, so that what moves takes them along."""

    def __init__(self, origins: Mapping[str, Origin]) -> None:
        """Begin with the origins by JSON Pointer, of which that of the root is one."""
        self._root = _Place()
        for at, origin in origins.items():
            self._at(steps_of(at)).origin = origin

    def put(self, path: Sequence[Step], origin: Origin) -> None:
        """Note that the node at a path, with all within it, comes from an origin."""
        place = self._at(path)
        place.origin = origin
        place.inner.clear()

    def take_out(self, holder: Sequence[Step], gone: Iterable[Step]) -> None:
        """Forget members of an object."""
        inner = self._at(holder).inner
        for each in gone:
            inner.pop(str(each), None)

    def close_up(self, holder: Sequence[Step], left: Sequence[int]) -> None:
        """Give new numbers to the items of a list of which only those at `left` are there."""
        place = self._at(holder)
        before, place.inner = place.inner, {}
        origin = self._origin(holder)
        for new, old in enumerate(left):
            item = before.get(str(old), _Place())
            if new != old and item.origin is None:
                item.origin = Origin(origin.file, f"{origin.pointer}/{old}")
            if item.origin is not None or item.inner:
                place.inner[str(new)] = item

    def origins(self) -> dict[str, Origin]:
        """Return the origins by JSON Pointer."""
        found: dict[str, Origin] = {}
        waiting = [("", self._root)]
        while waiting:
            at, place = waiting.pop()
            if place.origin is not None:
                found[at] = place.origin
            waiting += ((at + pointer([step]), each) for step, each in place.inner.items())
        return found

    def _at(self, path: Sequence[Step]) -> _Place:
        place = self._root
        for step in path:
            place = place.inner.setdefault(str(step), _Place())
        return place

    def _origin(self, path: Sequence[Step]) -> Origin:
        """Find the place that the node at a path comes from."""
        place, origin = self._root, self._root.origin
        depth = 0
        for number, step in enumerate(path, start=1):
            place = place.inner.get(str(step), _Place())
            if place.origin is not None:
                origin, depth = place.origin, number
        assert origin is not None  # noqa: S101 - the root has one
        return Origin(origin.file, origin.pointer + pointer(path[depth:]))
