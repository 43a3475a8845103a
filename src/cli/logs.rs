//! What the servers have said, from the journals of their hosts.

use std::io::{self, Write};
use std::process::Stdio;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::task::JoinSet;

use super::Error;
use super::host::crew;
use super::host::outcome::Exit;
use super::host::selection::Hosts;
use super::host::ssh::{GRACE, Ssh, Trouble, clean};
use crate::fleet::Domain;

/// The longest line that is read whole.
const MOST_LINE: usize = 4096;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    hosts: Hosts,
    /// Go on with what they say from now on, until Ctrl+C
    #[arg(short, long)]
    follow: bool,
    /// How many lines of each host, 1 to 10000
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    lines: u16,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Error> {
    let (_, domains) = arguments.hosts.select("logs")?;
    let most = arguments.hosts.parallel();
    if arguments.follow && domains.len() > most {
        return Err(Error::TooMany(domains.len(), most));
    }
    let tried = crew::block_on(async {
        let ssh = Rc::new(arguments.hosts.ssh());
        let wanted = Rc::new(Wanted {
            lines: arguments.lines,
            is_endless: arguments.follow,
            is_named: domains.len() > 1,
            is_json: arguments.hosts.json,
        });
        let mut waiting = domains.into_iter();
        let mut running = JoinSet::new();
        let mut tried = Vec::new();
        loop {
            while running.len() < most {
                let Some(domain) = waiting.next() else { break };
                let (ssh, wanted) = (ssh.clone(), wanted.clone());
                running.spawn_local(async move {
                    let exit = read(&ssh, &domain, &wanted).await;
                    exit.map(|exit| (domain.name.to_string(), exit))
                });
            }
            match running.join_next().await {
                None => return Ok(tried),
                Some(ended) => tried.push(ended.expect("no task panics").map_err(Error::Output)?),
            }
        }
    });
    let tried = match tried {
        // Who stops it knows that; and the word could have to wait for a reader.
        Err(Error::Stopped) => return Ok(Exit::Stopped),
        tried => tried??,
    };
    let exits = [Exit::Failed, Exit::Unreachable];
    let exit = exits
        .into_iter()
        .find(|exit| tried.iter().any(|(_, one)| one == exit));
    let failed = tried.into_iter().map(|(name, exit)| (name, exit != Exit::Clean));
    arguments.hosts.record("logs", failed);
    Ok(exit.unwrap_or(Exit::Clean))
}

/// What is asked of each host, and how it is printed.
struct Wanted {
    lines: u16,
    is_endless: bool,
    is_named: bool,
    is_json: bool,
}

/// Words that no shell takes for anything but words.
fn words(wanted: &Wanted) -> Vec<String> {
    let unit = "wezterm-mux-server.service";
    let mut words = vec![
        "journalctl".to_owned(),
        "--user".to_owned(),
        "--no-pager".to_owned(),
        "--quiet".to_owned(),
        "--output=short-iso".to_owned(),
        format!("--lines={}", wanted.lines),
    ];
    words.extend(wanted.is_endless.then(|| "--follow".to_owned()));
    // By the name in the unit as well: what a process says just before it ends is often noted without its unit.
    words.extend([
        format!("_SYSTEMD_USER_UNIT={unit}"),
        "+".to_owned(),
        format!("USER_UNIT={unit}"),
        "+".to_owned(),
        "SYSLOG_IDENTIFIER=wezterm-mux-server".to_owned(),
    ]);
    words
}

impl Wanted {
    fn line(&self, domain: &Domain, line: &[u8]) -> String {
        let line = clean(&String::from_utf8_lossy(line));
        match (self.is_json, self.is_named) {
            (true, _) => {
                let host = domain.name.to_string();
                format!("{}\n", serde_json::json!({ "host": host, "line": line }))
            }
            (false, true) => format!("{}: {line}\n", domain.name),
            (false, false) => format!("{line}\n"),
        }
    }
}

/// Prints text, while hosts can go on: whoever reads it may take all day.
async fn print(text: String, is_error: bool) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let written = tokio::task::spawn_blocking(move || match is_error {
        true => {
            // Who does not hear of trouble has the exit code, and the other hosts.
            let _ = anstream::stderr().write_all(text.as_bytes());
            Ok(())
        }
        false => {
            let mut out = anstream::stdout().lock();
            out.write_all(text.as_bytes())?;
            out.flush()
        }
    });
    written.await.expect("it does not panic")
}

/// What a host may still do; for ever and without end where its journal is followed.
struct Allowance {
    /// All the time that it has.
    whole: Duration,
    left: Option<Duration>,
    /// All that it may print, in MiB, and in bytes what it still may.
    most: usize,
    room: usize,
    is_heard: bool,
}

impl Allowance {
    fn new(whole: Duration, wanted: &Wanted) -> Self {
        // journald breaks a line at 48 KiB (LineMax= in journald.conf(5)).
        let most = 1 + (usize::from(wanted.lines) >> 4);
        Self {
            whole,
            left: (!wanted.is_endless).then_some(whole),
            most,
            room: if wanted.is_endless { usize::MAX } else { most << 20 },
            is_heard: false,
        }
    }

    /// What comes of `work`, unless it takes too long.
    async fn wait<T>(&mut self, work: impl Future<Output = io::Result<T>>) -> io::Result<Result<T, Trouble>> {
        let Some(left) = self.left else {
            return work.await.map(Ok);
        };
        let begun = Instant::now();
        let came = tokio::time::timeout(left, work).await;
        self.left = Some(left.saturating_sub(begun.elapsed()));
        match came {
            Ok(came) => came.map(Ok),
            Err(_) if self.is_heard => Ok(Err(Trouble::Endless(self.whole))),
            Err(_) => Ok(Err(Trouble::Silent(self.whole))),
        }
    }

    /// Takes what has come from what may come; an error where that is more.
    fn hear(&mut self, bytes: usize) -> Result<(), Trouble> {
        self.is_heard |= bytes > 0;
        let left = self.room.checked_sub(bytes);
        self.room = left.unwrap_or(0);
        left.map(|_| ()).ok_or(Trouble::TooMuch(self.most))
    }
}

/// Prints what a host's journal has, line by line as they come.
async fn read(ssh: &Ssh, domain: &Domain, wanted: &Wanted) -> io::Result<Exit> {
    let child = ssh
        .command(domain, &words(wanted))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => return report(domain, &Trouble::NoSsh(error.to_string())).await,
    };
    let stdout = child.stdout.take().expect("it is piped");
    let stderr = child.stderr.take().expect("it is piped");
    let errors = tokio::task::spawn_local(first(stderr));
    let mut allowance = Allowance::new(ssh.timeout(), wanted);
    let status = match copy(stdout, domain, wanted, &mut allowance).await? {
        Ok(()) => allowance.wait(child.wait()).await?,
        Err(trouble) => Err(trouble),
    };
    let status = match status {
        Ok(status) => status,
        Err(trouble) => return report(domain, &trouble).await,
    };
    if status.success() {
        return Ok(Exit::Clean);
    }
    let errors = match tokio::time::timeout(GRACE, errors).await {
        Ok(errors) => errors.unwrap_or_default(),
        Err(_) => String::new(),
    };
    if status.code() == Some(255) {
        return report(domain, &Trouble::from_words(&errors)).await;
    }
    let last = errors.lines().rfind(|line| !line.trim().is_empty());
    let last = clean(last.unwrap_or("it said nothing"));
    print(format!("{}: journalctl failed: {last}\n", domain.name), true).await?;
    Ok(Exit::Failed)
}

async fn report(domain: &Domain, trouble: &Trouble) -> io::Result<Exit> {
    let hint = trouble.hint(domain);
    print(format!("{}: {trouble}\n  help: {hint}\n", domain.name), true).await?;
    Ok(match trouble {
        Trouble::Endless(_) | Trouble::TooMuch(_) => Exit::Failed,
        _ => Exit::Unreachable,
    })
}

/// The first part of what is said, and all of it read.
async fn first(mut from: impl AsyncRead + Unpin) -> String {
    let (mut kept, mut part) = (Vec::new(), [0; 4096]);
    while let Ok(count @ 1..) = from.read(&mut part).await {
        if kept.len() < MOST_LINE {
            kept.extend(&part[..count]);
        }
    }
    String::from_utf8_lossy(&kept).into_owned()
}

/// Prints what comes, until its end or that of allowance.
async fn copy(
    mut from: impl AsyncRead + Unpin,
    domain: &Domain,
    wanted: &Wanted,
    allowance: &mut Allowance,
) -> io::Result<Result<(), Trouble>> {
    let mut part = [0; 8192];
    // Of a line that has not ended.
    let mut begun = Vec::new();
    loop {
        let count = allowance.wait(from.read(&mut part)).await?;
        let came = &part[..*count.as_ref().unwrap_or(&0)];
        let mut lines = String::new();
        for byte in came {
            match byte {
                b'\n' => {
                    lines += &wanted.line(domain, &begun);
                    begun.clear();
                }
                byte if begun.len() < MOST_LINE => begun.push(*byte),
                _ => {}
            }
        }
        let ended = match count {
            Ok(0) => Some(Ok(())),
            Ok(count) => allowance.hear(count).err().map(Err),
            Err(trouble) => Some(Err(trouble)),
        };
        if ended.is_some() && !begun.is_empty() {
            lines += &wanted.line(domain, &begun);
        }
        print(lines, false).await?;
        if let Some(ended) = ended {
            return Ok(ended);
        }
    }
}
