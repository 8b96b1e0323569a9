"""Become a Postgres program that dies with its parent. Runs as a script of its own, with the standard library only.

    launch.py exec|supervise PARENT_PID FOLDER SOCKET_FOLDER -- COMMAND…

A script and not a `preexec_fn`: nothing of this is safe in the forked copy of a process with threads. As root, which
Postgres refuses to run as, it takes on another identity first, the one that owns FOLDER:

- an owner who is not root: that user;
- root: `nobody` in a user namespace in which `nobody` *is* root outside, so that no file has to change hands;
- root where user namespaces are forbidden: `nobody`, who is given FOLDER for good.

A user without an entry in the machine's list of users, as in `docker run --user 1234`, is refused by initdb and also
becomes `nobody` in a namespace, where that is allowed.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import select
import signal
import subprocess
import sys
from pathlib import Path

NOBODY = 65534
CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522
# An immediate shutdown: it cannot be held up by a client or a checkpoint, and Postgres recovers from it.
DEATH_SIGNAL = signal.SIGQUIT


def libc_call(name: str, *arguments: object) -> None:
    """Call into libc; raise `OSError` when it reports a failure."""
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) != 0:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")


def become_owner(folder: str, socket_folder: str) -> None:
    """Leave root behind, if this is root."""
    if os.geteuid() == 0 and not stop_being_root(folder, socket_folder):
        return
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        with contextlib.suppress(OSError):
            enter_namespace()


def stop_being_root(folder: str, socket_folder: str) -> bool:
    """Become the folder's owner; say whether that meant becoming somebody else outside of a namespace too."""
    if Path(folder).stat().st_uid == 0:
        try:
            enter_namespace()
        except OSError:
            for path in (Path(folder), *Path(folder).rglob("*")):
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        else:
            return False
    owner = Path(folder).stat()
    os.chown(socket_folder, owner.st_uid, owner.st_gid)
    drop_to(owner.st_uid, owner.st_gid)
    return True


def enter_namespace() -> None:
    """Become `nobody` in a namespace of our own; outside we stay who we are."""
    uid, gid = os.geteuid(), os.getegid()
    # os.unshare is younger than Python 3.11.
    libc_call("unshare", CLONE_NEWUSER)
    for name, content in (("uid_map", f"{NOBODY} {uid} 1"), ("setgroups", "deny"), ("gid_map", f"{NOBODY} {gid} 1")):
        Path(f"/proc/self/{name}").write_text(content)


def drop_to(uid: int, gid: int) -> None:
    """Become another user, who may still pass through folders that only root can enter."""
    linux = sys.platform == "linux"
    if linux:
        libc_call("prctl", PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if not linux:
        return
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    kept = 1 << CAP_DAC_OVERRIDE
    try:
        libc_call("capset", header, (ctypes.c_uint32 * 6)(kept, kept, kept))
        libc_call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)
    except OSError:
        # A root without that capability: fine as long as the path is open to everybody.
        return


def die_with(parent: int) -> None:
    """Have the kernel send `DEATH_SIGNAL` when the parent ends. Changing identity clears this: call it last."""
    libc_call("prctl", PR_SET_PDEATHSIG, DEATH_SIGNAL, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit("the parent is gone already")


def supervise(command: list[str]) -> int:
    """Run the command below us and end it when our standard input closes, for kernels without a death signal."""
    # With our descriptors: one of them is the lock.
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, close_fds=False) as child:  # noqa: S603  # ours
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
            signal.signal(number, lambda received, _frame: child.send_signal(received))
        while child.poll() is None:
            if select.select([sys.stdin], [], [], 0.05)[0]:
                child.send_signal(DEATH_SIGNAL)
                break
    return child.returncode


def main(arguments: list[str]) -> None:
    """Do what the module says."""
    mode, parent, folder, socket_folder, _, *command = arguments
    os.umask(0o077)
    become_owner(folder, socket_folder)
    # The server takes ports and locales from its environment; ours are none of its business.
    for name in [name for name in os.environ if name.startswith(("PG", "LC_", "LANG"))]:
        del os.environ[name]
    os.environ["LC_ALL"] = "C"
    if mode == "supervise":
        raise SystemExit(supervise(command))
    die_with(int(parent))
    os.execv(command[0], command)  # noqa: S606  # no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
