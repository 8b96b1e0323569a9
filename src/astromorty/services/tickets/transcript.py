"""What was written in a ticket, and its two forms: a page of its own, and plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final
from urllib.parse import urlsplit

MOST_MESSAGES: Final = 5_000
# Bytes of each form: both go into one message, which takes 10 MiB.
# https://discord.com/developers/docs/reference#uploading-files
LONGEST_PAGE: Final = 6 * 1024 * 1024
LONGEST_TEXT: Final = 3 * 1024 * 1024

# Nothing is loaded, run or sent, whatever a message holds: the page has text and its own style.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE: Final = (
    "body{font:15px/1.4 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;background:#fff;color:#222}"
    "article{border-top:1px solid #ddd;padding:.6em 0;overflow-wrap:anywhere}"
    "p,blockquote{white-space:pre-wrap;margin:.2em 0;unicode-bidi:isolate}"
    "bdi{font-weight:bold}small{color:#666}blockquote{border-left:3px solid #bbb;padding-left:.6em}"
    "@media(prefers-color-scheme:dark){body{background:#222;color:#ddd}article{border-color:#444}a{color:#8af}}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One message.

    Attributes:
        author: What its author is called, with the account's name.
        author_id: Whose account.
        at: When, in UTC.
        edited_at: When it was last changed, if it was.
        text: What was typed.
        reply: The beginning of what it answers, if it does.
        boxes: The text of embeds and components.
        files: Names and addresses of attachments.
    """

    author: str
    author_id: int
    at: datetime
    edited_at: datetime | None
    text: str
    reply: str | None
    boxes: Sequence[str]
    files: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was written, ready to be sent.

    Attributes:
        page: HTML, UTF-8.
        text: The same as plain text, UTF-8.
        messages: How many messages both tell of, at least.
        is_cut: Whether older messages are left out of one or both.
    """

    page: bytes
    text: bytes
    messages: int
    is_cut: bool


def write(title: str, facts: Sequence[str], lines: Sequence[Line], *, is_cut: bool = False) -> Transcript:
    """Write a transcript.

    Args:
        title: Its heading.
        facts: What stands below that, a line each.
        lines: The messages, the oldest first.
        is_cut: Whether older ones are left out already.
    """
    articles = _newest([_article(line).encode(errors="replace") for line in lines], LONGEST_PAGE)
    entries = _newest([_entry(line).encode(errors="replace") for line in lines], LONGEST_TEXT)
    kept = min(len(articles), len(entries))
    page_facts, text_facts = (
        [*facts, *_left_out(is_cut=is_cut or len(part) < len(lines), shown=len(part))] for part in (articles, entries)
    )
    head = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="referrer" content="no-referrer"><title>{_safe(title)}</title><style>{_STYLE}</style></head>'
        f"<body><h1>{_safe(title)}</h1>{''.join(f'<p>{_safe(fact)}</p>' for fact in page_facts)}\n"
    )
    page = head.encode(errors="replace") + b"\n".join(articles) + b"</body></html>\n"
    text = "\n".join((visible(title), *map(visible, text_facts), "", "")).encode(errors="replace") + b"\n".join(entries)
    return Transcript(page, text, kept, is_cut or kept < len(lines))


def visible(text: str) -> str:
    """Show what turns or hides text, such as marks of right-to-left writing, by its number."""
    return "".join(
        f"[U+{ord(char):04X}]"
        if unicodedata.category(char) in {"Cf", "Cc", "Cs"} and char not in "\n\t\u200d"
        else char
        for char in text
    )


def _safe(text: str) -> str:
    return escape(visible(text), quote=True)


def _newest(parts: Sequence[bytes], most: int) -> list[bytes]:
    size, kept = 0, list[bytes]()
    for part in reversed(parts):
        size += len(part) + 1
        if size > most:
            break
        kept.append(part)
    return kept[::-1]


def _left_out(*, is_cut: bool, shown: int) -> Iterator[str]:
    if is_cut:
        yield f"Only the newest {shown:,} messages are here; the older ones did not fit."


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _article(line: Line) -> str:
    edited = f" · edited {_stamp(line.edited_at)}" if line.edited_at else ""
    head = f"<bdi>{_safe(line.author)}</bdi> <small>{line.author_id} · {_stamp(line.at)}{edited}</small>"
    parts = [f"<blockquote>↪ {_safe(line.reply)}</blockquote>"] if line.reply else []
    parts += [f"<p>{_safe(line.text)}</p>"] if line.text else []
    parts += [f"<blockquote>{_safe(box)}</blockquote>" for box in line.boxes if box]
    parts += [f"<p>📎 {_link(name, address)}</p>" for name, address in line.files]
    return f"<article>{head}{''.join(parts)}</article>"


def _link(name: str, address: str) -> str:
    if urlsplit(address).scheme not in {"http", "https"}:
        return _safe(f"{name} ({address})")
    return f'<a rel="noopener noreferrer nofollow" href="{escape(address, quote=True)}">{_safe(name)}</a>'


def _entry(line: Line) -> str:
    edited = f" (edited {_stamp(line.edited_at)})" if line.edited_at else ""
    rows = [f"[{_stamp(line.at)}] {line.author} ({line.author_id}){edited}"]
    # Indented, so that no message can look like another one's heading.
    rows += [f"  > {row}" for row in (line.reply or "").splitlines()]
    rows += [f"  {row}" for row in line.text.splitlines()]
    rows += [f"  | {row}" for box in line.boxes for row in box.splitlines()]
    rows += [f"  [file] {name}: {address}" for name, address in line.files]
    return visible("\n".join(rows)) + "\n"
