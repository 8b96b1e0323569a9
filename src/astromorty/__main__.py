"""Let `python -m astromorty` do what `astromorty` does."""

from astromorty.cli import app

if __name__ == "__main__":
    app(prog_name="astromorty")
