"""Write times and durations as the control API reads them."""

from datetime import UTC, datetime, timedelta

from paydrill.testing.errors import PaydrillError

_UNITS = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}
_MOST = 9_999_999


def instant(moment: datetime | str) -> str:
    """Write a moment in RFC 3339; one without an offset is in UTC. Raises `PaydrillError`."""
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError:
            raise PaydrillError(
                f"{moment!r} is no moment: write it as 2030-01-01T12:00Z, or give a datetime"
            ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def duration(by: timedelta | str) -> str:
    """Write a duration as a number and its unit. Raises `PaydrillError`."""
    if isinstance(by, str):
        return by
    milliseconds, rest = divmod(by, timedelta(milliseconds=1))
    if milliseconds <= 0 or rest:
        raise PaydrillError(
            f"A clock advances by whole milliseconds, and by one at least, not {by}"
        )
    for unit, size in _UNITS.items():
        number, rest_ms = divmod(milliseconds, size)
        if not rest_ms and number <= _MOST:
            return f"{number}{unit}"
    raise PaydrillError(f"{by} is too long to be told to the millisecond: round it to seconds")
