//! The user's own `ssh`: one connection runs one script, which it gets on its standard input.

use std::cell::LazyCell;
use std::ffi::OsStr;
use std::fmt;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::fleet::Domain;

/// The most that is kept of what a host prints: two files of 64 KiB twice over in base64, and a list of tabs.
const MOST_OUTPUT: usize = 1 << 20;

/// The most that is kept of what `ssh` and a script say on standard error.
const MOST_ERRORS: usize = 16 << 10;

/// How long the pipes may stay open when `ssh` has ended: the master that a user's ControlPersist leaves behind may
/// hold them for hours.
pub(crate) const GRACE: Duration = Duration::from_millis(300);

/// What a user's config may have for sessions at a terminal, and would end or disturb ours: a command of its own, ports
/// that another session has taken already, silence about what is wrong (ssh_config(5)). What the command line says goes
/// first (`process_config_line` of OpenSSH's readconf.c).
///
/// Compressed, a script is a third as long: three hundred of them have to go up one line.
const PLAIN: [&str; 12] = [
    "-o",
    "Compression=yes",
    "-o",
    "RemoteCommand=none",
    "-o",
    "ClearAllForwardings=yes",
    "-o",
    "ForwardX11=no",
    "-o",
    "PermitLocalCommand=no",
    "-o",
    "LogLevel=ERROR",
];

/// The same, of what OpenSSH knows since 8.7 and refuses before.
const PLAIN_SINCE_8_7: [&str; 6] = [
    "-o",
    "StdinNull=no",
    "-o",
    "SessionType=default",
    "-o",
    "ForkAfterAuthentication=no",
];

/// A link that dies is noticed within 15 s, also while nothing is said.
const ALIVE: [&str; 4] = ["-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3"];

/// How long a script may take.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Patience {
    /// One that looks may be ended anywhere: after so long, and where it says more than is kept.
    Look(Duration),
    /// One that changes something: so long, and so long again where it has said something meanwhile, at most six times.
    Change(Duration),
}

/// How hosts are reached. The connections that [`Ssh::ask`] has made end with it.
#[derive(Debug)]
pub(crate) struct Ssh {
    timeout: Duration,
    /// Told by an `ssh` of its own, which is waited for when it is needed first.
    is_since_8_7: LazyCell<bool, Box<dyn FnOnce() -> bool>>,
    /// The sockets of connections that a person has answered the questions for.
    masters: Option<TempDir>,
    /// The domains that have one, and what `ssh` is told to get there.
    asked: Vec<(String, Vec<String>)>,
}

/// What a script printed, and how it ended.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) output: String,
    pub(crate) errors: String,
    /// None when it was ended by a signal.
    pub(crate) code: Option<i32>,
}

/// Why a host gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Its key is another one than `known_hosts` has.
    KeyChanged,
    /// Its key is in no `known_hosts`.
    KeyUnknown,
    /// It takes none of the ways to log in that need no person.
    Refused,
    /// It said nothing for this long.
    Silent(Duration),
    /// It had not ended after this time, in which it had said something.
    Endless(Duration),
    /// `ssh` ended by itself, with these last words.
    Unreachable(String),
    /// It printed more than is read, in MiB.
    TooMuch(usize),
    /// There is no `ssh` here, or it could not be run.
    NoSsh(String),
}

impl Trouble {
    /// What to do about it.
    pub(crate) fn hint(&self, domain: &Domain) -> String {
        let ssh = format!("ssh {}", domain.ssh_destination().join(" "));
        match self {
            Self::KeyChanged => format!(
                "find out why; if the host was made anew, `ssh-keygen -R {}` forgets the old key",
                // As `known_hosts` has it (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT").
                match domain.address.port() {
                    None => domain.address.host().to_string(),
                    Some(port) => format!("'[{}]:{port}'", domain.address.host()),
                }
            ),
            Self::KeyUnknown => format!("run `{ssh}` once, and compare the key before you accept it"),
            Self::Refused => format!("load your key into the agent with `ssh-add`, then try `{ssh}`"),
            Self::Silent(_) | Self::Endless(_) => {
                format!("try `{ssh}`, or give it longer with `--timeout`")
            }
            Self::Unreachable(_) => format!("try `{ssh} true`"),
            Self::TooMuch(_) => format!("look at what `{ssh} true` prints"),
            Self::NoSsh(_) => "install OpenSSH's client".to_owned(),
        }
    }

    /// Whether a person at a terminal can help.
    fn needs_person(&self, domain: &Domain) -> bool {
        match self {
            Self::KeyUnknown | Self::Refused => true,
            // A key that waits to be touched says nothing where it cannot ask (`notify_start` in OpenSSH's readpass.c).
            Self::Silent(_) => may_want_touch(domain),
            _ => false,
        }
    }

    /// What OpenSSH says of itself (sshconnect.c, sshconnect2.c), the last of it where it is nothing known.
    pub(crate) fn from_words(errors: &str) -> Self {
        if errors.contains("REMOTE HOST IDENTIFICATION HAS CHANGED") {
            return Self::KeyChanged;
        }
        if errors.contains("Host key verification failed") {
            return Self::KeyUnknown;
        }
        if errors.contains("Permission denied (") || errors.contains("Too many authentication failures") {
            return Self::Refused;
        }
        let last = errors.lines().map(str::trim).rfind(|line| !line.is_empty());
        Self::Unreachable(last.map_or("ssh said nothing".to_owned(), |last| {
            clean(last.strip_prefix("ssh: ").unwrap_or(last))
        }))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyChanged => f.write_str("its host key is not the one in `known_hosts`"),
            Self::KeyUnknown => f.write_str("its host key is not in `known_hosts` yet"),
            Self::Refused => f.write_str("it refused every key that `ssh` has"),
            Self::Silent(time) => write!(f, "no answer within {} s", time.as_secs()),
            Self::Endless(time) => write!(f, "after {} s it still went on", time.as_secs()),
            Self::Unreachable(words) => write!(f, "cannot be reached: {words}"),
            Self::TooMuch(most) => write!(f, "it printed more than {most} MiB"),
            Self::NoSsh(error) => write!(f, "cannot run `ssh`: {error}"),
        }
    }
}

/// Text of a host on one line, of a length to be shown, without what could move the cursor or reorder text.
pub(crate) fn clean(text: &str) -> String {
    const MOST: usize = 300;
    let text = text.trim_end();
    let cut = if text.chars().nth(MOST).is_some() {
        "…"
    } else {
        ""
    };
    printable(&text.chars().take(MOST).collect::<String>()) + cut
}

/// The same of any length.
pub(crate) fn printable(text: &str) -> String {
    let shown = text.chars().map(|c| match c {
        '\t' => ' ',
        c if crate::fleet::is_unprintable(c) => '\u{fffd}',
        c => c,
    });
    shown.collect()
}

impl Ssh {
    pub(crate) fn new(timeout: Duration) -> Self {
        // With an option that it does not know it ends before it has come to `-V`.
        let asked = std::process::Command::new("ssh")
            .args(PLAIN_SINCE_8_7)
            .arg("-V")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let knows = || asked.is_ok_and(|child| wait(child, None).is_some_and(|status| status.success()));
        Self {
            timeout,
            is_since_8_7: LazyCell::new(Box::new(knows)),
            masters: None,
            asked: Vec::new(),
        }
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Asks the person at the terminal what `ssh` would, host after host, where that is what stands in the way. Those
    /// whose connection then stands are returned; it stands for as long as this does.
    pub(crate) fn ask<'a>(&mut self, troubled: &[(&'a Domain, &Trouble)]) -> Vec<&'a Domain> {
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            return Vec::new();
        }
        let mut ready = Vec::new();
        for (domain, trouble) in troubled {
            if !trouble.needs_person(domain) {
                continue;
            }
            let now = match trouble {
                Trouble::Silent(_) => "once more, should a key wait to be touched",
                _ => "ssh asks you now",
            };
            anstream::eprintln!("{}: {trouble}; {now}", domain.name);
            let folder = match self.masters.take().map_or_else(private_folder, Ok) {
                Ok(folder) => folder,
                Err(error) => {
                    anstream::eprintln!("note: cannot make a folder for the socket of ssh: {error}");
                    break;
                }
            };
            // Its standard output is nobody's pipe: a master keeps it for as long as it lives.
            let destination: Vec<String> = domain.ssh_destination();
            let asked = std::process::Command::new("ssh")
                .args(["-f", "-N", "-M"])
                .args(PLAIN)
                // Should nobody be left to end it, it ends by itself.
                .args(["-o", "ControlPersist=600"])
                .args(ALIVE)
                .arg("-S")
                .arg(control_path(&folder))
                .args(["-o", &format!("ConnectTimeout={}", self.connect_timeout())])
                .args(&destination)
                .stdout(Stdio::null())
                .spawn();
            self.masters = Some(folder);
            // Whoever types a password takes the time that it takes; a host that said nothing may go on saying nothing.
            let limit = matches!(trouble, Trouble::Silent(_)).then_some(self.timeout);
            match asked.ok().and_then(|child| wait(child, limit)) {
                Some(status) if status.success() => {
                    self.asked.push((domain.name.to_string(), destination));
                    ready.push(*domain);
                }
                // By a signal: whoever was asked has had enough.
                Some(status) if status.code().is_none() => break,
                _ => {}
            }
        }
        ready
    }

    fn is_asked(&self, domain: &Domain) -> bool {
        self.asked.iter().any(|(name, _)| name == domain.name.as_ref())
    }

    fn connect_timeout(&self) -> u64 {
        self.timeout.as_secs().clamp(1, 10)
    }

    /// The command that runs `words` on the host. Each word is plain to every shell that a user may have there.
    pub(crate) fn command(&self, domain: &Domain, words: &[impl AsRef<OsStr>]) -> Command {
        let mut command = Command::new("ssh");
        // A master that stands is used. We become none: it would end with us, and the user's own sessions over it.
        command
            .args(["-T", "-o", "BatchMode=yes", "-o", "ControlMaster=no"])
            .args(PLAIN);
        if *self.is_since_8_7 {
            command.args(PLAIN_SINCE_8_7);
        }
        command.args(["-o", &format!("ConnectTimeout={}", self.connect_timeout())]);
        command.args(ALIVE);
        if let Some(folder) = self.masters.as_ref().filter(|_| self.is_asked(domain)) {
            command.arg("-S").arg(control_path(folder));
        }
        command.args(domain.ssh_destination()).args(words);
        command.kill_on_drop(true);
        command
    }

    /// Runs `script` on the host with `options`, for as long as `patience` lasts.
    pub(crate) async fn run(
        &self,
        domain: &Domain,
        options: &[String],
        script: &str,
        patience: Patience,
    ) -> Result<Answer, Trouble> {
        let words: Vec<&str> = ["sh", "-s", "--"]
            .into_iter()
            .chain(options.iter().map(String::as_str))
            .collect();
        let no_ssh = |error: io::Error| Trouble::NoSsh(error.to_string());
        let mut child = self
            .command(domain, &words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(no_ssh)?;
        let mut input = child.stdin.take().expect("it is piped");
        let text = script.as_bytes().to_vec();
        let writer = tokio::spawn(async move {
            // Whoever ends before it has read all says why on its own.
            let _ = input.write_all(&text).await;
        });
        let (output, errors) = (Arc::<Kept>::default(), Arc::<Kept>::default());
        let stdout = child.stdout.take().expect("it is piped");
        let stderr = child.stderr.take().expect("it is piped");
        let reader = tokio::spawn(output.clone().read(stdout, MOST_OUTPUT));
        let listener = tokio::spawn(errors.clone().read(stderr, MOST_ERRORS));
        let heard = || output.count() + errors.count();
        // How it ended, or what to say where it did not.
        let ended = match patience {
            Patience::Look(limit) => tokio::select! {
                ended = timeout(limit, child.wait()) => ended.map_err(|_| Trouble::Silent(limit)),
                () = output.overflow.notified() => Err(Trouble::TooMuch(MOST_OUTPUT >> 20)),
            },
            Patience::Change(limit) => {
                let mut before = 0;
                let mut rounds = 0;
                loop {
                    rounds += 1;
                    match timeout(limit, child.wait()).await {
                        Ok(ended) => break Ok(ended),
                        Err(_) if heard() == before => break Err(Trouble::Silent(limit)),
                        Err(_) if rounds == 6 => break Err(Trouble::Endless(limit * rounds)),
                        Err(_) => before = heard(),
                    }
                }
            }
        };
        if ended.is_err() {
            let _ = child.kill().await;
        }
        let both = async {
            let _ = reader.await;
            let _ = listener.await;
        };
        let _ = timeout(GRACE, both).await;
        writer.abort();
        let (output, too_much) = output.take();
        if too_much {
            return Err(Trouble::TooMuch(MOST_OUTPUT >> 20));
        }
        let (errors, _) = errors.take();
        let code = ended?.map_err(no_ssh)?.code();
        let answer = Answer { output, errors, code };
        // A script of ours ends with no such code; ssh does (ssh(1), "EXIT STATUS").
        if answer.code == Some(255) && !answer.began() {
            return Err(Trouble::from_words(&answer.errors));
        }
        Ok(answer)
    }
}

/// What marks a line as one of our scripts.
pub(crate) const MARK: &str = "wezmux: ";

impl Answer {
    /// The lines of our script, without their mark.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &str> {
        self.output.lines().filter_map(|line| line.strip_prefix(MARK))
    }

    /// What else was printed: a start-up file of the shell did it.
    pub(crate) fn noise(&self) -> impl Iterator<Item = &str> {
        self.output
            .lines()
            .filter(|line| !line.starts_with(MARK) && !line.trim().is_empty())
    }

    /// Whether our script began to run.
    pub(crate) fn began(&self) -> bool {
        began(&self.output)
    }
}

fn began(output: &str) -> bool {
    output
        .lines()
        .any(|line| line.strip_prefix(MARK) == Some("begin 1"))
}

/// A folder that only this user can look into. Its path is short: a socket's has at most 104 bytes (sockaddr_un), of
/// which `%C` takes 40 and `ssh` 17 while it makes it. And it has nothing that `ssh` puts something else for, as it does
/// for `%` and `${` (`default_client_percent_dollar_expand` in its ssh.c); a space may be in it, after `-S`.
fn private_folder() -> io::Result<TempDir> {
    let is_usable = |folder: &Path| {
        let path = folder.as_os_str();
        folder.is_dir()
            && path.len() <= 30
            && !path.as_encoded_bytes().iter().any(|byte| b"%$".contains(byte))
    };
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let parent = runtime
        .into_iter()
        // The second is a long one on macOS.
        .chain([std::env::temp_dir(), PathBuf::from("/tmp")])
        .find(|folder| is_usable(folder))
        .ok_or_else(|| {
            io::Error::other("neither XDG_RUNTIME_DIR nor TMPDIR nor /tmp is a folder with a short path")
        })?;
    tempfile::Builder::new().prefix("wm-").tempdir_in(parent)
}

fn control_path(folder: &TempDir) -> PathBuf {
    folder.path().join("%C")
}

impl Drop for Ssh {
    fn drop(&mut self) {
        let Some(folder) = self.masters.take() else {
            return;
        };
        let end = |(_, destination): &(String, Vec<String>)| {
            std::process::Command::new("ssh")
                .args(["-O", "exit", "-S"])
                .arg(control_path(&folder))
                .args(destination)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
        };
        let ends: Vec<_> = self.asked.iter().filter_map(|asked| end(asked).ok()).collect();
        for end in ends {
            wait(end, Some(Duration::from_secs(2)));
        }
    }
}

/// Whether a security key may be used there: the agent has one, or `ssh` would try a file of one. Their types begin with
/// `sk-` (PROTOCOL.u2f of OpenSSH).
fn may_want_touch(domain: &Domain) -> bool {
    let lines = |program: &str, arguments: &[String]| {
        let mut command = std::process::Command::new(program);
        let output = command.args(arguments).stdin(Stdio::null()).output();
        output.map_or(String::new(), |output| {
            String::from_utf8_lossy(&output.stdout).into_owned()
        })
    };
    let is_sk = |line: &str| line.starts_with("sk-");
    if lines("ssh-add", &["-L".to_owned()]).lines().any(is_sk) {
        return true;
    }
    let mut arguments = vec!["-G".to_owned()];
    arguments.extend(domain.ssh_destination());
    let home = std::env::home_dir().unwrap_or_default();
    lines("ssh", &arguments)
        .lines()
        .filter_map(|line| line.strip_prefix("identityfile "))
        .map(|file| format!("{file}.pub"))
        .map(|file| match file.strip_prefix("~/") {
            Some(rest) => home.join(rest),
            None => PathBuf::from(file),
        })
        .filter_map(|file| std::fs::read_to_string(file).ok())
        .any(|key| is_sk(&key))
}

/// Waits for a program, for at most `limit`, and ends it then: none where it came to that.
fn wait(mut child: Child, limit: Option<Duration>) -> Option<ExitStatus> {
    let Some(limit) = limit else {
        return child.wait().ok();
    };
    let start = Instant::now();
    while start.elapsed() < limit {
        match child.try_wait().ok()? {
            None => std::thread::sleep(Duration::from_millis(20)),
            ended => return ended,
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    None
}

/// What was read, so that it is not lost when the reading is given up.
#[derive(Default)]
struct Kept {
    /// The first bytes, and how many there were in all.
    bytes: Mutex<(Vec<u8>, usize)>,
    /// Told when there are more than are kept.
    overflow: Notify,
}

impl Kept {
    /// Reads to the end, and keeps the first `most` bytes.
    async fn read(self: Arc<Self>, mut from: impl AsyncRead + Unpin, most: usize) {
        let mut part = [0; 8192];
        while let Ok(count @ 1..) = from.read(&mut part).await {
            let (bytes, all) = &mut *self.bytes.lock().expect("no reader panics");
            let room = most - bytes.len();
            bytes.extend(&part[..count.min(room)]);
            *all = all.saturating_add(count);
            if count > room {
                self.overflow.notify_one();
            }
        }
    }

    /// How many bytes came so far.
    fn count(&self) -> usize {
        self.bytes.lock().expect("no reader panics").1
    }

    /// What is kept, and whether there was more.
    fn take(&self) -> (String, bool) {
        let (bytes, all) = &*self.bytes.lock().expect("no reader panics");
        (String::from_utf8_lossy(bytes).into_owned(), *all > bytes.len())
    }
}
