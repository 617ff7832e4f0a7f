from __future__ import annotations

import getpass
from pathlib import Path
from typing import Any

import click
from adjourn.admin import environment, installation, terminal
from adjourn.admin.commands.parameters import Name, Network, Number
from adjourn.admin.installation import Installation
from adjourn.models.ground import logs
from adjourn.models.ground.errors import AdjournError

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@installation.with_installation
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=Number(0, 65535), default=8020, show_default=True, help="0: any that is free.")
@click.option("--certificate", type=_FILE, help="Of https, with --key: files in PEM.")
@click.option("--key", type=_FILE)
@click.option("--behind-proxy", is_flag=True, help="https ends in front of this, at a proxy that says X-Forwarded-For.")
@click.option("--no-login", is_flag=True, help="On this machine alone: whoever sits there answers in your name.")
@click.option("--trust-header", type=Name(), metavar="NAME", help="In which a proxy that has people log in names them.")
@click.option("--from", "proxies", type=Network(), multiple=True, help="The proxy's addresses, with --trust-header.")
def inbox(
    here: Installation,
    host: str,
    port: int,
    certificate: Path | None,
    key: Path | None,
    behind_proxy: bool,
    no_login: bool,
    trust_header: str | None,
    proxies: tuple[Any, ...],
) -> None:
    """Serve the page on which people answer, until Ctrl-C.

    \b
    On this machine alone   prints an address with a token; whoever has it answers in your name
    Beyond it               people log in (adjourn people password NAME), and https is needed
    """
    try:
        from adjourn.inbox import serve
    except ModuleNotFoundError as error:
        raise AdjournError(f"the page needs {error.name}: pip install 'adjourn[inbox]'") from None
    options = serve.Options(
        host=host,
        port=port,
        certificate=certificate,
        key=key,
        behind_proxy=behind_proxy,
        person=environment.person() or getpass.getuser(),
        token=environment.value("ADJOURN_INBOX_TOKEN"),
        no_login=no_login,
        trust_header=trust_header,
        proxies=proxies,
    )
    logs.configure(here.settings.log_level, here.settings.log_format)
    listening = serve.listen(options)
    port = listening.getsockname()[1]
    site = serve.site(here.settings, options, port)
    click.echo(terminal.line(f"inbox      {serve.address(options, port, site.token)}"))
    serve.run(site, options, listening)
