"""`python -m paydrill`: the command line."""

from paydrill.commands import paydrill

if __name__ == "__main__":
    paydrill(prog_name="paydrill")
