"""Start Paydrill. `python server.py --help` lists the options."""

import gc

gc.disable()  # next to nothing made at start is garbage; `serve` enables it when all is there

from paydrill.commands.serve import serve  # noqa: E402 - its imports are most of what is made

if __name__ == "__main__":
    serve()
