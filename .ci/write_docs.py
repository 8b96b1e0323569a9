"""Write the pages of docs/ that come from the program; with --check only tell whether they are up to date."""

import asyncio
import sys
from pathlib import Path

from commands_page import commands_page
from compare_page import compare_page
from listed_bot import listed_bot
from metrics_page import metrics_page

from astromorty.settings.schema import env_example, table

ROOT = Path(__file__).resolve().parent.parent
NOTE = "<!-- Written by `./dev shell python .ci/write_docs.py`; change the program, not this page. -->\n"
SETTINGS_PREFACE = """\
The bot reads its settings from the environment and from a file `.env` in the folder where it is started; the
environment wins. [.env.example](../.env.example) is such a file, with every setting in it. A secret can also
come from a file: name
the file in a variable ending in `_FILE`, such as `BOT_TOKEN_FILE`. A wrong value, or a misspelt name, ends the program
with one sentence that names the variable, and exit code 2. Names that are like none of these are other programs' and
ignored; in the environment, though not in `.env`, so are near ones that others use, such as `HTTP_PORT` or
`SENTRY_ENVIRONMENT`. `astromorty doctor` shows what is in effect. What a server
decides for itself is not set here but in Discord, by `/config open`.
"""


def settings_page() -> str:
    """Return the table of all settings."""
    return f"# Settings\n\n{NOTE}\n{SETTINGS_PREFACE}\n{table()}"


async def generated() -> dict[str, str]:
    """Return what each page should be, by its place."""
    async with listed_bot() as bot:
        return {
            "docs/commands.md": commands_page(bot, NOTE),
            "docs/compare.md": compare_page(bot, NOTE),
            "docs/metrics.md": metrics_page(bot, NOTE),
            "docs/settings.md": settings_page(),
            ".env.example": env_example(),
        }


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them; 1 when one is not up to date."""
    pages = asyncio.run(generated())
    stale = [name for name, text in pages.items() if read(ROOT / name) != text]
    if "--check" in arguments:
        for name in stale:
            print(f"{name} is not what the program says. Remedy: ./dev shell python .ci/write_docs.py", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        (ROOT / name).write_text(pages[name], encoding="utf-8")
        print("wrote", name)
    return 0


def read(path: Path) -> str:
    """Return a page as it is; nothing when there is none."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
