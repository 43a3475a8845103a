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
        let printer = Rc::new(Printer {
            is_named: domains.len() > 1,
            is_json: arguments.hosts.json,
        });
        let mut waiting = domains.into_iter();
        let mut running = JoinSet::new();
        let mut tried = Vec::new();
        loop {
            while running.len() < most {
                let Some(domain) = waiting.next() else { break };
                let (ssh, printer) = (ssh.clone(), printer.clone());
                let words = words(arguments);
                let is_endless = arguments.follow;
                running.spawn_local(async move {
                    let exit = read(&ssh, &domain, &words, &printer, is_endless).await;
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
        // There is no other way to end it.
        Err(Error::Stopped) if arguments.follow => return Ok(Exit::Stopped),
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

/// Words that no shell takes for anything but words.
fn words(arguments: &Arguments) -> Vec<String> {
    let unit = "wezterm-mux-server.service";
    let mut words = vec![
        "journalctl".to_owned(),
        "--user".to_owned(),
        "--no-pager".to_owned(),
        "--quiet".to_owned(),
        "--output=short-iso".to_owned(),
        format!("--lines={}", arguments.lines),
    ];
    words.extend(arguments.follow.then(|| "--follow".to_owned()));
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

struct Printer {
    is_named: bool,
    is_json: bool,
}

impl Printer {
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

/// Prints lines, while hosts can go on: whoever reads them may take all day.
async fn print(lines: String) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let written = tokio::task::spawn_blocking(move || {
        let mut out = anstream::stdout().lock();
        out.write_all(lines.as_bytes())?;
        out.flush()
    });
    written.await.expect("it does not panic")
}

/// How much longer a host may take; for ever when None.
struct Patience(Option<Duration>);

impl Patience {
    /// What comes of `work`; None when it takes too long.
    async fn wait<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        let Some(left) = self.0 else {
            return Some(work.await);
        };
        let begun = Instant::now();
        let came = tokio::time::timeout(left, work).await;
        self.0 = Some(left.saturating_sub(begun.elapsed()));
        came.ok()
    }
}

/// Prints what a host's journal has, line by line as they come.
async fn read(
    ssh: &Ssh,
    domain: &Domain,
    words: &[String],
    printer: &Printer,
    is_endless: bool,
) -> io::Result<Exit> {
    let child = ssh
        .command(domain, words)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => return Ok(report(domain, &Trouble::NoSsh(error.to_string()))),
    };
    let stdout = child.stdout.take().expect("it is piped");
    let stderr = child.stderr.take().expect("it is piped");
    let errors = tokio::task::spawn_local(first(stderr));
    let mut patience = Patience((!is_endless).then(|| ssh.timeout()));
    let mut is_heard = false;
    let status = match copy(stdout, domain, printer, &mut patience, &mut is_heard).await? {
        true => patience.wait(child.wait()).await.transpose()?,
        false => None,
    };
    let Some(status) = status else {
        let (trouble, exit) = match is_heard {
            true => (Trouble::Endless(ssh.timeout()), Exit::Failed),
            false => (Trouble::Silent(ssh.timeout()), Exit::Unreachable),
        };
        report(domain, &trouble);
        return Ok(exit);
    };
    if status.success() {
        return Ok(Exit::Clean);
    }
    let errors = match tokio::time::timeout(GRACE, errors).await {
        Ok(errors) => errors.unwrap_or_default(),
        Err(_) => String::new(),
    };
    if status.code() == Some(255) {
        return Ok(report(domain, &Trouble::from_words(&errors)));
    }
    let last = errors.lines().rfind(|line| !line.trim().is_empty());
    anstream::eprintln!(
        "{}: journalctl failed: {}",
        domain.name,
        clean(last.unwrap_or("it said nothing"))
    );
    Ok(Exit::Failed)
}

fn report(domain: &Domain, trouble: &Trouble) -> Exit {
    anstream::eprintln!("{}: {trouble}\n  help: {}", domain.name, trouble.hint(domain));
    Exit::Unreachable
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

/// Prints what comes; whether that came to its end in time.
async fn copy(
    mut from: impl AsyncRead + Unpin,
    domain: &Domain,
    printer: &Printer,
    patience: &mut Patience,
    is_heard: &mut bool,
) -> io::Result<bool> {
    let mut part = [0; 8192];
    // Of a line that has not ended.
    let mut begun = Vec::new();
    loop {
        let count = patience.wait(from.read(&mut part)).await.transpose()?;
        let came = &part[..count.unwrap_or(0)];
        *is_heard |= !came.is_empty();
        let mut lines = String::new();
        for byte in came {
            match byte {
                b'\n' => {
                    lines += &printer.line(domain, &begun);
                    begun.clear();
                }
                byte if begun.len() < MOST_LINE => begun.push(*byte),
                _ => {}
            }
        }
        let is_last = came.is_empty();
        if is_last && !begun.is_empty() {
            lines += &printer.line(domain, &begun);
        }
        print(lines).await?;
        if is_last {
            return Ok(count.is_some());
        }
    }
}
