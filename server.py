"""Start Paydrill. `python server.py --help` lists the options."""

import gc

from paydrill.requirements import required

gc.disable()  # next to nothing made at start is garbage; `serve` enables it when all is there

if __name__ == "__main__":
    with required("server.py"):
        from paydrill.cli.serve import serve

        serve()
