from __future__ import annotations

import asyncio

import click
from adjourn.admin import installation
from adjourn.admin.installation import Installation
from adjourn.models import schema_version
from adjourn.models.ground import logs


@click.command()
@installation.with_installation
def notify(here: Installation) -> None:
    """Send what `adjourn subscriptions` says, until Ctrl-C. Any number of these may run.

    \b
    ADJOURN_NOTIFY       its file with keys and URLs (default: notify.json in the project):
                         {"webhooks": {"hooks.example.org": "whsec_…"},
                          "apprise": {"finance": "mailtos://user:password@example.org"}}
    ADJOURN_INBOX_URL    where people open the inbox, for links to it
    """
    from adjourn.notify.sender import Sender

    logs.configure(here.settings.log_level, here.settings.log_format)
    schema_version.require_fit(here.settings)
    asyncio.run(Sender(here.settings).run())
