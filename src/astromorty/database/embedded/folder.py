"""The folder a private server lives in: who holds it, and what a crash left there."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import shutil
import socket
from pathlib import Path

from astromorty.database.errors import EmbeddedPostgresError, EmbeddedPostgresInUseError

# sun_path is 108 bytes on Linux and 104 on macOS, with the closing zero; Postgres's own file name takes 14.
SOCKET_FOLDER_LIMIT = 103 - len("/.s.PGSQL.5432")
# The system's, not TMPDIR's: that one is long where this one is needed. What is made in it is private and checked.
SHARED_TEMPORARY = Path("/tmp")  # noqa: S108
# An immediate shutdown gives its backends five seconds before it kills them.
DYING_SERVER_SECONDS = 10.0


class DataFolder:
    """`root` and what is in it.

    One lock guards it. The server and `initdb` inherit the open lock file, so it stays locked while any process of
    theirs is alive, even after a SIGKILL of ours; a zombie holds nothing. Hence whoever has the lock may clean up.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.cluster = self.root / "cluster"
        self.log = self.root / "server.log"
        self.lock_fd: int | None = None

    async def lock(self) -> int:
        """Take the folder and return the lock's file descriptor; raise `EmbeddedPostgresError` naming the holder.

        Waits for a server whose parent was killed a moment ago.
        """
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._leave_to_owner(descriptor)
        except OSError as error:
            raise EmbeddedPostgresError(
                f"cannot write to {self.root} ({error.strerror}): set DATA_DIR to a folder of your own"
            ) from error
        try:
            await self._wait_for(descriptor)
            os.pwrite(descriptor, f"{os.getpid()} {socket.gethostname()}\n".encode(), 0)
        except BaseException:
            os.close(descriptor)
            raise
        self.lock_fd = descriptor
        return descriptor

    def _leave_to_owner(self, descriptor: int) -> None:
        """Give what root makes in somebody's folder to that somebody, who may want to start the bot tomorrow."""
        if os.geteuid() != 0 or self.root.stat().st_uid != 0:
            return
        owner = self.root.parent.stat()
        if owner.st_uid != 0:
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
            os.chown(self.root, owner.st_uid, owner.st_gid)

    async def _wait_for(self, descriptor: int) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + DYING_SERVER_SECONDS
        while not _try_lock(descriptor):
            holder, host = _read_holder(descriptor)
            here = host == socket.gethostname()
            if (here and is_alive(holder)) or loop.time() > deadline:
                raise EmbeddedPostgresInUseError(
                    f"{self.root} is in use by process {holder}{'' if here else f' on {host}'}: stop it, or set "
                    "DATA_DIR to another folder, or set DATABASE_URL to share one server"
                )
            await asyncio.sleep(0.02)
        os.ftruncate(descriptor, 0)

    def unlock(self) -> None:
        """Let the folder go."""
        if self.lock_fd is not None:
            # A last process of the server may hold it a moment longer, but nobody is to be blamed for that.
            os.ftruncate(self.lock_fd, 0)
            os.close(self.lock_fd)
            self.lock_fd = None

    def clear_leftovers(self) -> None:
        """Remove what a killed start or server left. Raises when somebody else's server runs in here."""
        for unfinished in self.root.glob("cluster.new-*"):
            shutil.rmtree(unfinished)
        pid_file = self.cluster / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = _first_number(pid_file)
        if is_alive(pid) and _works_in(pid, self.cluster):
            raise EmbeddedPostgresError(
                f"a PostgreSQL that astromorty did not start (process {pid}) runs in {self.root}"
            )
        # Postgres takes any living process of that number, after a reboot a stranger, for a rival.
        pid_file.unlink()

    def major_version(self) -> int | None:
        """Return the PostgreSQL major version that made the data, None when there is no data."""
        try:
            return int((self.cluster / "PG_VERSION").read_text())
        except FileNotFoundError:
            if not self.cluster.exists():
                return None
        except ValueError:
            pass
        raise EmbeddedPostgresError(
            f"{self.cluster} holds no PostgreSQL data (no PG_VERSION): restore it from a backup, or move it away"
        )

    def remove_socket_folder(self) -> None:
        """Remove the socket's folder if it is not in `root`, where it is nobody's litter."""
        folder = self.socket_folder()
        if folder.parent == SHARED_TEMPORARY:
            shutil.rmtree(folder, ignore_errors=True)

    def make_socket_folder(self) -> Path:
        """Make a folder for the socket whose path is short enough and that nobody else can enter."""
        folder = self.socket_folder()
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
        if status.st_uid not in {os.geteuid(), self.root.stat().st_uid} or status.st_mode & 0o077:
            raise EmbeddedPostgresError(f"{folder} belongs to somebody else: remove it")
        return folder

    def socket_folder(self) -> Path:
        """Return the socket's folder, the same for all who know `root`."""
        folder = self.root / "socket"
        if len(os.fsencode(folder)) <= SOCKET_FOLDER_LIMIT:
            return folder
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        return SHARED_TEMPORARY / f"astromorty-{os.geteuid()}-{digest}"


def is_alive(pid: int) -> bool:
    """Say whether a process runs; a zombie does not."""
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        # The state follows the program's name, which may hold spaces and brackets.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except FileNotFoundError:
        return not Path("/proc/self").exists()


def _works_in(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").samefile(folder)
    except OSError:
        return not Path("/proc/self").exists()


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_holder(descriptor: int) -> tuple[int, str]:
    pid, _, host = os.pread(descriptor, 300, 0).decode(errors="replace").strip().partition(" ")
    return int(pid) if pid.isdigit() else 0, host


def _first_number(file: Path) -> int:
    first = file.read_text(errors="replace").partition("\n")[0].strip()
    return int(first) if first.isdigit() else 0
