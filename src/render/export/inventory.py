"""The hosts of a wezmux project. Written by wezmux {{ VERSION }}.

Change the project file and write it again rather than this file. What is not said here, ~/.ssh/config knows.
"""

from pathlib import Path

# A host whose key is not known is refused, as ssh does it; otherwise pyinfra would note the key and go on.
wezmux = (
    [
{%- for host in hosts %}
{%- let domain = host.domain %}
        (
            "{{ host.name }}",
            {
{%- if host.name != domain.name.as_ref() %}
                "wezmux_domain": "{{ domain.name }}",
{%- endif %}
                "ssh_hostname": "{{ domain.address.host() }}",
{%- if let Some(port) = domain.address.port() %}
                "ssh_port": {{ port }},
{%- endif %}
{%- if let Some(username) = domain.username %}
                "ssh_user": "{{ username }}",
{%- endif %}
{%- if let Some(file) = domain.identity_file %}
                # Not as ssh_key, which ends the run for all hosts where it cannot be read, and does not ask the agent.
                "ssh_paramiko_connect_kwargs": {"key_filename": str(Path("{{ file }}").expanduser())},
{%- endif %}
            },
        ),
{%- endfor %}
    ],
    {"ssh_strict_host_key_checking": "yes"},
)
{%- for group in groups %}

# {{ group.meaning }}
{{ group.name }} = [
{%- for host in group.hosts %}
    "{{ host }}",
{%- endfor %}
]
{%- endfor %}

