"""A bot's stand-in: start the server in a folder, print its URL and wait to be killed.

FOLDER=… child.py [uid=N] [no-namespaces] [supervised]
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import platform
import signal
import sys
from pathlib import Path

from astromorty.database.embedded import EmbeddedPostgres, launch

UNSHARE = {"x86_64": 272, "aarch64": 97}
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE_WITH_EPERM = 0x7FFF0000, 0x00050001


class Instruction(ctypes.Structure):
    """`struct sock_filter`."""

    _fields_ = (("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint))


class Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.POINTER(Instruction)))


def forbid_namespaces() -> None:
    """Refuse `unshare` to this process and its children, as container engines do."""
    instructions = (Instruction * 4)(
        Instruction(LOAD, 0, 0, 0),
        Instruction(JUMP_IF_EQUAL, 0, 1, UNSHARE[platform.machine()]),
        Instruction(RETURN, 0, 0, REFUSE_WITH_EPERM),
        Instruction(RETURN, 0, 0, ALLOW),
    )
    program = Program(4, instructions)
    launch.libc_call("prctl", PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)


async def serve(folder: Path, *, supervised: bool) -> None:
    postgres = EmbeddedPostgres(folder, settings={"fsync": "off"})
    postgres.is_supervised = postgres.is_supervised or supervised
    async with postgres:
        print(postgres.url, flush=True)
        await asyncio.Event().wait()


def main() -> None:
    folder, options = os.environ["FOLDER"], sys.argv[1:]
    # Like the bot, which handles Ctrl-C itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if "no-namespaces" in options:
        forbid_namespaces()
    for option in options:
        if option.startswith("uid="):
            uid = int(option.removeprefix("uid="))
            # Keeps the right to pass through closed folders: this Python may well be in one.
            launch.drop_to(uid, uid)
    asyncio.run(serve(Path(folder), supervised="supervised" in options))


if __name__ == "__main__":
    main()
