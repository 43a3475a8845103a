"""The hosts of a wezmux project. Written by wezmux 0.1.0.

Change the project file and write it again rather than this file. What is not said here, ~/.ssh/config knows.
"""

from pathlib import Path

# A host whose key is not known is refused, as ssh does it; otherwise pyinfra would note the key and go on.
wezmux = (
    [
        (
            "1e3",
            {
                "ssh_hostname": "10.20.30.1",
                "ssh_user": "ubuntu",
            },
        ),
        (
            "yes",
            {
                "ssh_hostname": "2001:db8::2",
                "ssh_port": 2222,
                "ssh_user": "o_o@corp.example",
                # Not as ssh_key, which ends the run for all hosts where it cannot be read, and does not ask the agent.
                "ssh_paramiko_connect_kwargs": {"key_filename": str(Path("~/.ssh/id_ed25519").expanduser())},
            },
        ),
        (
            "_tag_web",
            {
                "wezmux_domain": "tag_web",
                "ssh_hostname": "an-alias",
                "ssh_user": "ubuntu",
            },
        ),
    ],
    {"ssh_strict_host_key_checking": "yes"},
)

# Those with the tag web.
tag_web = [
    "1e3",
    "yes",
]

# Those with the tag a-b.
tag_a_b_2d = [
    "1e3",
]

# Those with the tag a.b.
tag_a_b_2e = [
    "yes",
]

# Those with the tag 日本.
tag____65e5_672c = [
    "yes",
]

# Those with production = true.
production = [
    "yes",
]
