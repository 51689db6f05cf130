"""Run the command line: `paydrill`, or `python -m paydrill`."""

from paydrill.requirements import required


def main() -> None:
    """Run the command that the arguments name."""
    with required("paydrill"):
        from paydrill.cli import paydrill  # noqa: PLC0415 - the line above says what it needs

        paydrill(prog_name="paydrill")


if __name__ == "__main__":
    main()
