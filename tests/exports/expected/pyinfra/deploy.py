"""WezTerm's mux server on each host, by the very setup.sh that `wezmux build` writes.

    pyinfra inventory.py deploy.py         set up, or bring up to date
    pyinfra --dry inventory.py deploy.py   say what that would change, change nothing

The script has the files, their lock and the proof that the server answers, and says what its exit codes mean. It never
restarts a server that runs. The hosts need systemd, WezTerm and a POSIX shell.
"""

from pathlib import Path

from pyinfra import host, logger, state
from pyinfra.api import FactBase, StringCommand, operation

HOSTS = Path(__file__).resolve().parent / "hosts"


class WhatToDo(FactBase):
    """What setup.sh, on standard input, says that it would do, and its exit code."""

    def command(self):
        return "sh -s -- --dry-run 2>&1; echo $?"

    @staticmethod
    def default():
        # Of a host that has gone, which pyinfra counts as failed.
        return [], "0"

    def process(self, output):
        *lines, code = output
        return lines, code


@operation()
def set_up():
    """Does what setup.sh says that there is to do, or fails as it does."""
    path = HOSTS / host.data.get("wezmux_domain", host.name) / "setup.sh"
    lines, code = host.get_fact(WhatToDo, _stdin=path.open(encoding="utf-8"))
    if not state.is_executing and lines != ["nothing to do"]:
        for line in lines:
            logger.info("%s%s", host.print_prefix, line)
        # pyinfra counts it as a change.
        if code not in ("0", "3"):
            logger.error("%swould fail (exit %s)", host.print_prefix, code)
    if code != "0":
        yield StringCommand("sh -s", _stdin=path.open(encoding="utf-8"))
    else:
        host.noop("nothing to do")


set_up(name="Set up WezTerm's mux server, or bring it up to date")
