"""Run the command line: `python -m paydrill`."""

from paydrill.requirements import required

if __name__ == "__main__":
    with required("paydrill"):
        from paydrill.cli import paydrill

        paydrill(prog_name="paydrill")
