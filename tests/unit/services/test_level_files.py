"""Files of experience: whatever people hand in, each row is used or named, and nothing hostile gets far."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from astromorty.database.models.level import XP_LIMIT
from astromorty.errors import InvalidInput
from astromorty.services.level_files.reading import MOST_BYTES, MOST_ROWS, read_level_file

ADA, BOB = 81384788765712384, 1_100_000_000_000_000_001
BOTH = ((ADA, 1200), (BOB, 30))
MEE6_PLAYER = {
    "avatar": "a",
    "detailed_xp": [55, 295, 1200],
    "discriminator": "0",
    "guild_id": "1",
    "id": str(ADA),
    "level": 5,
    "message_count": 60,
    "username": "Ada",
    "xp": 1200,
}


@pytest.mark.parametrize(
    "text",
    [
        f"member_id,xp,level,name\r\n{ADA},1200,5,Ada\r\n{BOB},30,0,Bob\r\n",
        f"\ufeffid;username;xp;level;messages\n{ADA};Ada;1200;5;60\n\n{BOB};Bob;30;0;1\n",
        f'"User ID"\t"Total XP"\n"{ADA}"\t"1200"\n"{BOB}"\t"30"',
        f'xp,name,id\n1200,"a, ""b""\nc",{ADA}\n30,,{BOB}\n',
    ],
)
def test_tables_of_many_kinds(text: str):
    read = read_level_file(text.encode(), "levels.csv")
    assert (read.standings, read.unusable) == (BOTH, 0)


def test_a_table_as_excel_saves_unicode_text():
    assert read_level_file(f"id\txp\n{ADA}\t1200\n{BOB}\t30\n".encode("utf-16"), "levels.txt").standings == BOTH


@pytest.mark.parametrize(
    "content",
    [
        {"players": [MEE6_PLAYER]},
        [MEE6_PLAYER],
        [{"id": ADA, "xp": 1200}],
        [{"userId": ADA, "XP": "1200"}],
        {"levels": [{"id": ADA, "xp": 1200}]},
    ],
)
def test_json_of_many_kinds(content: object):
    assert read_level_file(json.dumps(content).encode(), "players.json").standings == ((ADA, 1200),)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Ada,5", "Ada is no member's ID"),
        ("8.13848E+16,5", "8.13848E+16 is no member's ID"),
        ("0,5", "0 is no member's ID"),
        ("-5,5", "-5 is no member's ID"),
        (f"{2**63},5", f"{2**63} is no member's ID"),
        ("٣,5", "٣ is no member's ID"),
        (f"{'9' * 5000},5", "99999"),
        (",5", "nothing is no member's ID"),
        (f"{BOB}", "nothing is no experience"),
        (f"{BOB},-1", "-1 is no experience"),
        (f"{BOB},1.5", "1.5 is no experience"),
        (f"{BOB},{XP_LIMIT + 1}", "is no experience: a whole number from 0 to 9,007,199,254,740,991"),
        (f"{BOB},=1+1", "=1+1 is no experience"),
        (f"{BOB},`@everyone`\x07", "?@everyone?? is no experience"),
        (f"{ADA},7", f"member {ADA} is in line 2 already"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_the_others_are_used(row: str, reason: str):
    read = read_level_file(f"id,xp\n{ADA},1200\n{row}\n".encode(), "levels.csv")
    assert (read.standings, read.unusable) == (((ADA, 1200),), 1)
    [problem] = read.problems
    assert problem.place == "line 3"
    assert reason in problem.reason
    assert len(problem.reason) < 120


@pytest.mark.parametrize(
    "entry", [None, 5, "x", [], {}, {"id": True, "xp": 5}, {"id": 1.5, "xp": 5}, {"id": 10**30, "xp": 5}]
)
def test_an_entry_that_cannot_be_used_is_named(entry: object):
    read = read_level_file(json.dumps([entry, {"id": ADA, "xp": 0}]).encode(), "levels.json")
    assert (read.standings, read.unusable) == (((ADA, 0),), 1)
    assert read.problems[0].place == "entry 1"


def test_ten_unusable_rows_are_named_and_all_are_counted():
    read = read_level_file(b"id,xp\n" + b"x,y\n" * 500, "levels.csv")
    assert (len(read.problems), read.unusable) == (10, 500)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "name the columns"),
        (b"id,xp\n", "no rows"),
        (b"name,score\nAda,5\n", "name the columns"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "no text"),
        (b"\xff\xfe\x00\xd8", "no text"),
        (b'id,xp\n1,"5\n' + b"a" * 200_000, "no valid CSV"),
        (b"[", "no valid JSON"),
        (b"{}", "list of members"),
        (b'{"players": 5}', "list of members"),
        (b"[" * 99_999, "no valid JSON"),
        (b"[" + b"{}," * 100_002 + b"{}]", "more than 100,000 entries"),
        (b"[" + b"[]," * 1_500_000 + b"[]]", "more than 100,000 entries"),
        (b"id,xp\n" + b"".join(b"%d,1\n" % number for number in range(1, MOST_ROWS + 2)), "more than 100,000 rows"),
        (b"[" + b"1," * 100_001 + b"1]", "more than 100,000 rows"),
        (b"id,xp\n" + b" " * MOST_BYTES, "too large: 5,000,006 bytes"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(data: bytes, sentence: str):
    with pytest.raises(InvalidInput, match=sentence):
        read_level_file(data, "levels")


def test_as_many_rows_as_are_allowed():
    data = b"id,xp\n" + b"".join(b"%d,%d\n" % (number, number) for number in range(1, MOST_ROWS + 1))
    assert len(read_level_file(data, "levels.csv").standings) == MOST_ROWS


MEMBERS = st.integers(1, 2**63 - 1)
STANDINGS = st.dictionaries(MEMBERS, st.integers(0, XP_LIMIT), min_size=1)


@given(STANDINGS, st.sampled_from(",;\t|"), st.text(max_size=20))
def test_what_csv_wrote_is_read(standings: dict[int, int], delimiter: str, name: str):
    table = StringIO(newline="")
    writer = csv.writer(table, delimiter=delimiter)
    writer.writerow(("id", "name", "xp"))
    writer.writerows((member, name.replace("\0", ""), xp) for member, xp in standings.items())
    read = read_level_file(table.getvalue().encode("utf-8", "replace"), "levels.csv")
    assert dict(read.standings) == standings
    assert read.standings == tuple(sorted(standings.items()))


@given(STANDINGS, st.booleans())
def test_what_json_wrote_is_read(standings: dict[int, int], as_text: bool):
    entries = [{"id": str(member) if as_text else member, "xp": xp} for member, xp in standings.items()]
    assert dict(read_level_file(json.dumps({"players": entries}).encode(), "x.json").standings) == standings


@settings(max_examples=300)
@given(
    st.binary(max_size=200) | st.binary(max_size=100).map(lambda rest: b"id,xp\n" + rest),
    st.sampled_from(["a.csv", "a.json"]),
)
def test_any_bytes_are_read_or_refused(data: bytes, filename: str):
    try:
        read = read_level_file(data, filename)
    except InvalidInput:
        return
    assert all(0 < member < 2**63 and 0 <= xp <= XP_LIMIT for member, xp in read.standings)
    assert len(read.problems) == min(read.unusable, 10)
