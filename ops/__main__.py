"""`python -m ops`: the command line."""

import sys

import click

from ops.commands.people import key, user
from ops.commands.running import api, doctor, migrate, openapi, seed, up, worker
from ops.part import PartFailed
from store.settings import BadSettings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Run Roadreel and look after it. Settings are ROADREEL_* environment variables; see docs."""


for command in (up, api, worker, migrate, seed, openapi, doctor, user, key):
    cli.add_command(command)


def main() -> None:
    """Every failure that a person can do something about ends in a sentence, not in a traceback."""
    try:
        cli()
    except BadSettings as error:
        for sentence in error.sentences:
            click.echo(sentence, err=True)
        sys.exit(2)
    except PartFailed as error:
        click.echo(str(error), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
