//! What OpenSSH can be told.

/// Every keyword of OpenSSH's (readconf.c:172-330 at 0ef0f5a), but for those that are read here; the one that Apple's
/// ssh has more; and those of the patch for GSSAPI that Debian and Fedora build with (debian/patches/gssapi.patch).
const OTHERS: &str = "\
addkeystoagent addressfamily afstokenpassing batchmode bindaddress bindinterface canonicaldomains \
canonicalizefallbacklocal canonicalizemaxdots canonicalizepermittedcnames casignaturealgorithms \
challengeresponseauthentication channeltimeout checkhostip cipher ciphers clearallforwardings compression \
compressionlevel connectionattempts connecttimeout controlmaster controlpath controlpersist dsaauthentication \
dynamicforward enableescapecommandline enablesshkeysign escapechar exitonforwardfailure fallbacktorsh fingerprinthash \
forwardagent forwardx11 forwardx11timeout forwardx11trusted gatewayports globalknownhostsfile globalknownhostsfile2 \
gssapiauthentication gssapiclientidentity gssapidelegatecredentials gssapikexalgorithms gssapikeyexchange \
gssapirenewalforcesrekey gssapiserveridentity gssapitrustdns hashknownhosts hostbasedacceptedalgorithms hostbasedauthentication \
hostbasedkeytypes hostkeyalgorithms identityagent ignoreunknown ipqos kbdinteractiveauthentication \
kbdinteractivedevices keepalive kerberosauthentication kerberostgtpassing kexalgorithms localcommand localforward \
logfacility loglevel logverbose macs nohostauthenticationforlocalhost numberofpasswordprompts obscurekeystroketiming \
passwordauthentication permitlocalcommand permitremoteopen preferredauthentications protocol proxyusefdpass \
pubkeyacceptedalgorithms pubkeyacceptedkeytypes pubkeyauthentication refuseconnection rekeylimit remoteforward \
requesttty requiredrsasize revokedhostkeys rhostsauthentication rhostsrsaauthentication rsaauthentication \
securitykeyprovider sendenv serveralivecountmax serveraliveinterval setenv skeyauthentication \
stricthostkeychecking streamlocalbindmask streamlocalbindunlink syslogfacility tcpkeepalive tisauthentication tunnel \
tunneldevice updatehostkeys usekeychain useprivilegedport userknownhostsfile userknownhostsfile2 useroaming usersh \
verifyhostkeydns versionaddendum visualhostkey warnweakcrypto xauthlocation";

/// A keyword whose value decides where a host is, how ssh comes there, or whether WezTerm can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    HostName,
    User,
    Port,
    IdentityFile,
    ProxyJump,
    ProxyCommand,
    Tag,
    HostKeyAlias,
    CanonicalizeHostname,
    IdentitiesOnly,
    CertificateFile,
    Pkcs11Provider,
    KnownHostsCommand,
    RemoteCommand,
    SessionType,
    StdinNull,
    ForkAfterAuthentication,
}

impl Key {
    pub(super) const COUNT: usize = 17;

    /// Each with its keyword as ssh_config(5) writes it, then other words for the same.
    const NAMES: [(Self, &'static str); Self::COUNT + 2] = [
        (Self::HostName, "HostName"),
        (Self::User, "User"),
        (Self::Port, "Port"),
        (Self::IdentityFile, "IdentityFile"),
        (Self::ProxyJump, "ProxyJump"),
        (Self::ProxyCommand, "ProxyCommand"),
        (Self::Tag, "Tag"),
        (Self::HostKeyAlias, "HostKeyAlias"),
        (Self::CanonicalizeHostname, "CanonicalizeHostname"),
        (Self::IdentitiesOnly, "IdentitiesOnly"),
        (Self::CertificateFile, "CertificateFile"),
        (Self::Pkcs11Provider, "PKCS11Provider"),
        (Self::KnownHostsCommand, "KnownHostsCommand"),
        (Self::RemoteCommand, "RemoteCommand"),
        (Self::SessionType, "SessionType"),
        (Self::StdinNull, "StdinNull"),
        (Self::ForkAfterAuthentication, "ForkAfterAuthentication"),
        (Self::IdentityFile, "IdentityFile2"),
        (Self::Pkcs11Provider, "SmartcardDevice"),
    ];

    /// The one with this keyword, in lower case.
    pub(super) fn named(keyword: &str) -> Option<Self> {
        let mut names = Self::NAMES.iter();
        names.find_map(|(key, name)| name.eq_ignore_ascii_case(keyword).then_some(*key))
    }

    /// Its keyword as ssh_config(5) writes it.
    pub(super) fn name(self) -> &'static str {
        Self::NAMES[self as usize].1
    }

    /// Whether its value is all of the line, and no words.
    pub(super) fn takes_line(self) -> bool {
        matches!(
            self,
            Self::ProxyJump | Self::ProxyCommand | Self::KnownHostsCommand | Self::RemoteCommand
        )
    }

    /// Whether WezTerm's own client does without it, whatever it says (wezterm-ssh/src/config.rs and sessioninner.rs:181-206
    /// at 20250223; IdentitiesOnly only counts in its other backend, auth.rs:32).
    pub(super) fn is_unknown_to_wezterm(self) -> bool {
        matches!(
            self,
            Self::ProxyJump
                | Self::HostKeyAlias
                | Self::CanonicalizeHostname
                | Self::IdentitiesOnly
                | Self::CertificateFile
                | Self::Pkcs11Provider
                | Self::KnownHostsCommand
        )
    }
}

/// Whether OpenSSH knows `keyword`, which is in lower case.
pub(super) fn is_known(keyword: &str) -> bool {
    Key::named(keyword).is_some() || OTHERS.split(' ').any(|other| other == keyword)
}

/// The keyword that is nearest to one that OpenSSH does not know.
pub(super) fn nearest(keyword: &str) -> Option<&'static str> {
    if keyword.len() > 40 {
        return None;
    }
    let names = Key::NAMES.iter().map(|(_, name)| *name);
    let all = names.chain(["Host", "Match", "Include"]).chain(OTHERS.split(' '));
    let distance = |other: &str| strsim::osa_distance(&other.to_ascii_lowercase(), keyword);
    let (distance, nearest) = all.map(|other| (distance(other), other)).min()?;
    (distance <= 1 + nearest.len() / 5).then_some(nearest)
}
