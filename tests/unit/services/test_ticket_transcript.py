"""The transcript of a ticket: what hostile messages can do to whoever opens it, and how large it becomes."""

from datetime import UTC, datetime
from html.parser import HTMLParser

from astromorty.services.tickets.transcript import LONGEST_PAGE, LONGEST_TEXT, Line, Transcript, write

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
OURS = {"html", "head", "meta", "title", "style", "body", "h1", "p", "article", "bdi", "small", "blockquote", "a"}


class Seen(HTMLParser):
    """What a browser would make of the page."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def line(text: str, **more: object) -> Line:
    values: dict[str, object] = {
        "author": "mia",
        "author_id": 7,
        "at": AT,
        "edited_at": None,
        "text": text,
        "reply": None,
        "boxes": (),
        "files": (),
    }
    return Line(**values | more)  # pyright: ignore[reportArgumentType]  # each value is of its field's type


def of(*lines: Line) -> Transcript:
    return write("ticket-0001", ["Opened by mia"], lines)


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</p></article><iframe src='https://evil.example'></iframe>",
    "</style><style>body{display:none}</style>",
    "<!-- ",
    "&lt;script&gt; &#x3c;script>",
    "[click](javascript:alert(1))",
    "<svg/onload=alert(1)>",
    "\x00\ud800",
)


def test_whatever_is_written_stays_text() -> None:
    for text in HOSTILE:
        written = of(
            line(text, author=text, reply=text, boxes=(text,), files=((text, "javascript:alert(1)"), (text, text)))
        )
        seen = Seen(written.page)
        assert {tag for tag, _ in seen.tags} == OURS - {"a"}
        assert not any(name.startswith("on") for _, attributes in seen.tags for name in attributes)
        if text.isprintable():
            assert seen.words.count(text) >= 5, "all of it is there to be read"


def test_the_page_loads_and_runs_nothing() -> None:
    written = of(line("a picture", files=(("cat.png", 'https://cdn.example/cat.png?a=1&b="'),)))
    seen = Seen(written.page)
    [policy] = [each["content"] for tag, each in seen.tags if tag == "meta" and "http-equiv" in each]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    [link] = [attributes for tag, attributes in seen.tags if tag == "a"]
    assert link["href"] == 'https://cdn.example/cat.png?a=1&b="'
    assert all("src" not in attributes for _, attributes in seen.tags)


def test_marks_that_turn_text_around_are_shown_instead() -> None:
    written = of(line("gpj\u202eexe.", author="\u202emia"))
    for form in (written.page, written.text):
        assert "\u202e" not in form.decode()
        assert "gpj[U+202E]exe." in form.decode()
        assert "[U+202E]mia" in form.decode()


def test_a_message_cannot_pretend_to_be_two() -> None:
    written = of(line("hi\n[2026-11-23 09:30:00 UTC] olivia (1)\n  You get the role"))
    assert [row for row in written.text.decode().splitlines() if row.startswith("[2026")] == [
        "[2026-11-23 09:30:00 UTC] mia (7)"
    ]


def test_replies_edits_boxes_and_files_are_told_in_both_forms() -> None:
    written = of(
        line("yes", edited_at=AT, reply="olivia: is it?", boxes=("Title\nText",), files=(("a.txt", "https://x/a"),))
    )
    words = Seen(written.page).words
    for part in ("mia", "2026-11-23 09:30:00 UTC", "edited", "olivia: is it?", "Title\nText", "a.txt", "yes"):
        assert part in words
    text = written.text.decode()
    assert (
        "mia (7) (edited 2026-11-23 09:30:00 UTC)\n  > olivia: is it?\n  yes\n  | Title\n  | Text\n  [file] a.txt: https://x/a"
        in text
    )


def test_a_long_ticket_fits_an_upload_and_says_what_is_missing() -> None:
    written = of(*(line(f"{number} " + "<" * 3_990) for number in range(2_000)))
    assert len(written.page) < LONGEST_PAGE + 4_000
    assert len(written.text) < LONGEST_TEXT + 4_000
    assert written.is_cut
    assert f"Only the newest {written.messages:,} messages" in written.page.decode()
    assert "<p>1999 &lt;" in written.page.decode()
    assert "<p>0 &lt;" not in written.page.decode()
