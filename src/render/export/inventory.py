"""The hosts of a wezmux project. Written by wezmux {{ VERSION }}.

Change the project file and write it again rather than this file. What is not said here, ~/.ssh/config knows.
"""

# A host whose key is not known is refused, as ssh does it; otherwise pyinfra would note the key and go on.
wezmux = (
    [
{%- for domain in domains %}
        (
            "{{ domain.name }}",
            {
                "ssh_hostname": "{{ domain.address.host() }}",
{%- if let Some(port) = domain.address.port() %}
                "ssh_port": {{ port }},
{%- endif %}
{%- if let Some(username) = domain.username %}
                "ssh_user": "{{ username }}",
{%- endif %}
{%- if let Some(file) = domain.identity_file %}
                "ssh_key": "{{ file }}",
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

