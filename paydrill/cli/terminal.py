"""Tell what a terminal takes."""

import os


def is_coloured() -> bool:
    """Tell whether a terminal is to show colours: https://no-color.org, and no dumb one."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
