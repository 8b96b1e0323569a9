"""Requests compared with a description, by a small one made here."""

import json
from pathlib import Path

import pytest

from discord_sandbox.openapi.check import OpenApiCheck
from discord_sandbox.openapi.deviations import INTEGER_SNOWFLAKES

SNOWFLAKE = {"$ref": "#/components/schemas/Snowflake"}
MEMBER = {
    "type": "object",
    "properties": {
        "nick": {"type": ["string", "null"], "maxLength": 32},
        "roles": {"type": "array", "items": SNOWFLAKE},
    },
}
ROLE = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "permissions": {"type": "integer"}},
}
COMMAND = {
    "type": "object",
    "properties": {"channel_types": {"type": "array", "items": {"enum": [0, 15]}}},
}


def body_of(schema: object) -> dict[str, object]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


DESCRIPTION = {
    "paths": {
        "/guilds/{guild_id}": {"get": {"parameters": [{"name": "with_counts", "in": "query"}]}},
        "/guilds/{guild_id}/members/{user_id}": {"patch": body_of(MEMBER)},
        "/guilds/{guild_id}/members/@me": {"patch": body_of({"$ref": "#/components/schemas/OwnMember"})},
        "/guilds/{guild_id}/roles": {"post": body_of(ROLE)},
        "/applications/{application_id}/commands": {"put": body_of({"type": "array", "items": COMMAND})},
    },
    "components": {
        "schemas": {
            "Snowflake": {"type": "string", "format": "snowflake", "pattern": "^[0-9]+$"},
            "OwnMember": {"type": "object", "properties": {"nick": {"type": "string"}, "banner": {"type": "string"}}},
        }
    },
}


@pytest.fixture
def check(tmp_path: Path) -> OpenApiCheck:
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(DESCRIPTION))
    return OpenApiCheck(file)


def found(check: OpenApiCheck) -> list[tuple[str, str]]:
    return [(f"{each.method} {each.path}", each.where) for each in check.violations]


def test_described_requests_pass(check: OpenApiCheck) -> None:
    check.look_at("GET", "/api/v10/guilds/1", {"with_counts": "1"}, None)
    check.look_at("PATCH", "/api/v10/guilds/1/members/2", {}, {"nick": None, "roles": ["3"]})
    check.look_at("PATCH", "/api/v10/guilds/1/members/@me", {}, {"banner": "x"})
    assert found(check) == []
    assert check.requests["PATCH /guilds/{guild_id}/members/@me"] == 1


def test_what_is_not_described_is_named_where_it_stands(check: OpenApiCheck) -> None:
    member = "PATCH /guilds/{guild_id}/members/{user_id}"
    check.look_at("GET", "/api/v10/secret", {}, None)
    check.look_at("DELETE", "/api/v10/guilds/1", {}, None)
    check.look_at("GET", "/api/v10/guilds/1", {"verbose": "1"}, None)
    check.look_at("GET", "/api/v10/guilds/1", {}, {"x": 1})
    check.look_at("PATCH", "/api/v10/guilds/1/members/2", {}, {"roles": ["3", "x"]})
    check.look_at("PATCH", "/api/v10/guilds/1/members/2", {}, {"nickname": "x"})
    check.look_at("PATCH", "/api/v10/guilds/1/members/2", {}, None)
    check.look_at("POST", "/api/v10/guilds/1/roles", {}, {})
    assert found(check) == [
        ("GET /secret", "route"),
        ("DELETE /guilds/1", "route"),
        ("GET /guilds/{guild_id}", "query"),
        ("GET /guilds/{guild_id}", "body"),
        (member, "body.roles.1"),
        (member, "body.nickname"),
        (member, "body"),
        ("POST /guilds/{guild_id}/roles", "body"),
    ]


def test_the_named_deviations_of_discord_py_pass_and_are_counted(check: OpenApiCheck) -> None:
    check.look_at("PATCH", "/api/v10/guilds/1/members/2", {}, {"roles": [3, 4]})
    check.look_at("POST", "/api/v10/guilds/1/roles", {}, {"name": "x", "permissions": "8"})
    check.look_at("PUT", "/api/v10/applications/1/commands", {}, [{"channel_types": [0, 15, 16]}])
    assert found(check) == []
    assert check.deviations[INTEGER_SNOWFLAKES] == 2
    assert sum(check.deviations.values()) == 4
    check.look_at("PUT", "/api/v10/applications/1/commands", {}, [{"channel_types": [17]}])
    assert [where for _, where in found(check)] == ["body.0.channel_types.0"]


def test_other_text_for_a_number_does_not_pass(check: OpenApiCheck) -> None:
    check.look_at("POST", "/api/v10/guilds/1/roles", {}, {"name": "x", "permissions": "all"})
    check.look_at("PATCH", "/api/v10/guilds/1/members/2", {}, {"nick": 5})
    assert [where for _, where in found(check)] == ["body.permissions", "body.nick"]


def test_what_is_said_again_is_found_again(check: OpenApiCheck) -> None:
    for _ in range(3):
        check.look_at("PATCH", "/api/v10/guilds/1/members/2", {}, {"roles": [1], "nick": 5})
        check.look_at("PATCH", "/api/v10/guilds/1/members/2", {"why": "1"}, {"roles": [1], "nick": "5"})
    assert found(check) == 3 * [
        ("PATCH /guilds/{guild_id}/members/{user_id}", "body.nick"),
        ("PATCH /guilds/{guild_id}/members/{user_id}", "query"),
    ]
    assert check.deviations[INTEGER_SNOWFLAKES] == 6
    assert sum(check.requests.values()) == 6
