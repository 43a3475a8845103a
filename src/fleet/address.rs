use std::fmt;
use std::net::Ipv6Addr;

use super::Refusal;
use super::text::visible;

/// Where ssh finds a host: a name, an address or an alias, and perhaps a port.
///
/// The host has at most 253 ASCII letters, digits and `.-_`, or is an IPv6 address; it never starts with `-`, so that ssh
/// cannot take it for an option.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    host: String,
    port: Option<u16>,
}

impl Address {
    /// Reads `host`, `host:port`, `v6`, `[v6]` or `[v6]:port`; the host may be an alias from `~/.ssh/config`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let refusal = || Refusal::new("`host`, `host:port`, `[v6]:port` or an alias from `~/.ssh/config`");
        if let Some((user, host)) = text.split_once('@') {
            let user = user.rsplit('/').next().unwrap_or(user);
            return Err(refusal().hint(format!(
                "write the user as `username = \"{}\"` and the address as `{}`",
                visible(user),
                visible(host)
            )));
        }
        if let Some(rest) = text.split_once(':').and_then(|(_, rest)| rest.strip_prefix("//")) {
            return Err(refusal().hint(format!("leave out the scheme: `{}`", visible(rest))));
        }
        if let Some(rest) = text.strip_prefix('[') {
            let (host, port) = rest.split_once(']').ok_or_else(refusal)?;
            let host =
                parse_v6(host).ok_or_else(|| refusal().hint("only an IPv6 address stands in brackets"))?;
            let port = match port {
                "" => None,
                port => Some(parse_port(port.strip_prefix(':').ok_or_else(refusal)?)?),
            };
            return Ok(Self { host, port });
        }
        if let Some(host) = parse_v6(text) {
            return Ok(Self { host, port: None });
        }
        let (host, port) = match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        };
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if let Some(odd) = host.chars().find(|&c| !allowed(c)) {
            let odd = match odd {
                ' ' => "a space".to_owned(),
                odd => format!("`{}`", visible(odd)),
            };
            return Err(refusal().hint(format!(
                "a host holds letters, digits, `.`, `-` and `_`, not {odd}"
            )));
        }
        if host.is_empty() || host.len() > 253 || !host.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return Err(refusal());
        }
        let port = match port {
            Some(port) => Some(parse_port(port)?),
            None => None,
        };
        Ok(Self {
            host: host.to_owned(),
            port,
        })
    }

    /// The host without brackets or port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port; ssh chooses when there is none.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// Whether the host is an IPv6 address.
    pub fn is_v6(&self) -> bool {
        self.host.contains(':')
    }
}

/// An IPv6 address, perhaps with a zone such as `%eth0`.
fn parse_v6(text: &str) -> Option<String> {
    let (address, zone) = match text.split_once('%') {
        Some((address, zone)) => (address, Some(zone)),
        None => (text, None),
    };
    let is_zone = |zone: &str| {
        !zone.is_empty()
            && zone.len() < 16
            && zone
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
    };
    let valid = address.parse::<Ipv6Addr>().is_ok() && zone.is_none_or(is_zone);
    valid.then(|| text.to_owned())
}

fn parse_port(text: &str) -> Result<u16, Refusal> {
    let refusal = || Refusal::new("an address whose port is between 1 and 65535");
    if !text.chars().all(|c| c.is_ascii_digit()) {
        return Err(refusal());
    }
    match text.parse() {
        Ok(0) | Err(_) => Err(refusal()),
        Ok(port) => Ok(port),
    }
}

impl fmt::Display for Address {
    /// As it can be read again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.port {
            Some(port) => f.write_str(&with_port(&self.host, port)),
            None => f.write_str(&self.host),
        }
    }
}

/// A host and its port as an [`Address`] writes them, whether or not they are one.
pub(crate) fn with_port(host: &str, port: impl fmt::Display) -> String {
    match host.contains(':') {
        true => format!("[{host}]:{port}"),
        false => format!("{host}:{port}"),
    }
}

/// A user on a host: 1 to 64 ASCII letters, digits and `._-@+`; starts with a letter, a digit or `_`, so that ssh cannot
/// take it for an option.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Username(String);

impl Username {
    /// Reads a user name.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@' | '+');
        let valid = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            && text.len() <= 64
            && text.chars().all(allowed);
        match valid {
            true => Ok(Self(text.to_owned())),
            false => Err(Refusal::new(
                "a user name of letters, digits and `._-@+`, starting with a letter, a digit or `_`",
            )),
        }
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
