"""Write how many there are of something."""


def counted(number: int, name: str) -> str:
    """Write a number with the name of what it counts: `1 finding`, `1200 findings`."""
    return f"{number} {name}{'' if number == 1 else 's'}"
