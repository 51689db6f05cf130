"""Start Paydrill. `python server.py --help` lists the options."""

from paydrill.commands.serve import serve

if __name__ == "__main__":
    serve()
