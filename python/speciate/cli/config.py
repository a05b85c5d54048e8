"""``speciate config``."""

import textwrap

import click

from speciate.cli.user_modules import import_flag
from speciate.config import Config, toml
from speciate.config.defaults import ENVIRONMENT_DEFAULTS
from speciate.config.messages import allowed, fields, is_table
from speciate.config.profiles import PROFILES
from speciate.errors import ConfigError
from speciate.phrases import nearest


@click.command("config", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("environment", metavar="[ENV]", default="")
@click.option(
    "--profile", metavar="NAME", default="none", help=f"Settings to start from: {', '.join(PROFILES)}."
)
@import_flag
def command(*, environment: str, profile: str) -> None:
    """Print a config with every setting explained, to be saved and changed.

    With ENV it has the defaults of that environment, with --profile the settings of that profile.

    \b
    speciate config xor > xor.toml
    speciate train xor.toml
    """  # noqa: D301  # \b keeps click from joining the lines
    if environment and environment not in ENVIRONMENT_DEFAULTS:
        known = ", ".join(ENVIRONMENT_DEFAULTS)
        raise ConfigError(
            f'ENV: "{environment}" has no defaults of its own{nearest(environment, ENVIRONMENT_DEFAULTS)}; '
            f"expected one of {known}, or nothing"
        )
    click.echo(commented(Config.build({"environment": environment, "profile": profile})), nl=False)


def commented(config: Config) -> str:
    """A config as TOML text with a comment before every setting."""
    values = config.model_dump(mode="json")
    lines: list[str] = []
    opened = ""
    for section, key, field in fields(Config):
        if is_table(field):
            continue
        if section != opened:
            opened = section
            lines += [f"# {Config.model_fields[section].description}", f"[{section}]"]
        value = values[section][key] if section else values[key]
        text = f"{field.description} [{allowed(field)}]"
        lines += textwrap.wrap(text, 96, initial_indent="# ", subsequent_indent="#   ")
        lines += [toml.text({key: value}).rstrip(), ""]
    for _, key, field in fields(Config):
        if is_table(field):
            lines += [f"# {field.description}", f"[{key}]", ""]
    return "\n".join(lines)
