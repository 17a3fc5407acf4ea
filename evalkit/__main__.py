"""`python -m evalkit` is the `evalkit` command."""

from evalkit.cli.main import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
