"""`config`: what can be set from outside."""

import json
from enum import StrEnum
from typing import Annotated

import typer

app = typer.Typer(help="Settings of the process.", no_args_is_help=True)


class SchemaFormat(StrEnum):
    """How to write the schema."""

    TABLE = "table"
    JSON = "json"
    ENV = "env"


@app.callback()
def config() -> None:
    """Settings of the process."""


@app.command()
def schema(
    form: Annotated[
        SchemaFormat, typer.Option("--format", help="A Markdown table, a JSON schema or a commented .env file.")
    ] = SchemaFormat.TABLE,
) -> None:
    """Print every setting: variable, type, default and description."""
    from astromorty.settings import schema as settings_schema

    if form is SchemaFormat.JSON:
        text = json.dumps(settings_schema.json_schema(), indent=2) + "\n"
    elif form is SchemaFormat.ENV:
        text = settings_schema.env_example()
    else:
        text = settings_schema.table()
    typer.echo(text, nl=False)
