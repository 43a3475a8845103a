//! Many hosts at once: who is talked to, what is seen of it meanwhile, what becomes of each.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal;
use std::rc::Rc;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use sha2::{Digest, Sha256};
use tokio::task::{JoinSet, LocalSet};

use super::outcome::{self, Exit, Outcome, Verdict};
use super::report::Report;
use super::selection::Hosts;
use super::ssh::{Answer, MARK, Patience, Ssh, Trouble, clean};
use crate::cli::{Error, here};
use crate::fleet::Domain;
use crate::render::host_script;

const QUIET: &str = "make the start-up files of its shell quiet when nobody is at a terminal";

/// What every verb takes that changes hosts.
#[derive(Debug, clap::Args)]
pub(crate) struct Changes {
    #[command(flatten)]
    hosts: Hosts,
    /// First this many of the hosts where there is something to do, such as `1,10%`, and the others only when all of those
    /// got well; one that fails or is not reached before that counts in the place that it has in the project
    #[arg(long, value_name = "WAVES", value_parser = Waves::parse)]
    canary: Option<Waves>,
}

/// A host, and what it said of itself, or how it did not.
pub(crate) type Look = (Domain, Result<Report, Box<Outcome>>);

/// What is to be run on a host.
pub(crate) type Job = (Domain, Vec<String>);

/// Runs a verb that changes nothing: looks at every host that is meant, and prints what `judge` makes of it.
pub(crate) fn examine(
    hosts: &Hosts,
    verb: &'static str,
    deep: bool,
    judge: impl Fn(Look) -> Outcome,
) -> Result<Exit, Error> {
    let mut crew = Crew::new(hosts, verb)?;
    let ended = block_on(crew.look(deep));
    let outcomes = crew.looks().into_iter().map(judge).collect();
    crew.finish(verb, outcomes, ended)
}

/// Runs a verb that changes hosts, given by its name and what is said meanwhile: looks at every host that is meant, lets
/// `decide` say what is to be run there, or what became of it without that, carries it out, and prints it.
pub(crate) fn change(
    Changes { hosts, canary }: &Changes,
    [verb, word]: [&'static str; 2],
    decide: impl Fn(Look) -> Result<Job, Box<Outcome>>,
) -> Result<Exit, Error> {
    let mut crew = Crew::new(hosts, verb)?;
    let ended = block_on(async {
        crew.look(false).await;
        let mut jobs = Vec::new();
        for look in crew.looks() {
            match twin(&look).map_or_else(|| decide(look), |outcome| Err(Box::new(outcome))) {
                Err(outcome) if !outcome.verdict.is_failure() => crew.outcomes.borrow_mut().push(*outcome),
                job => jobs.push(job),
            }
        }
        crew.carry_out(word, jobs, canary.as_ref()).await;
    });
    let outcomes = crew.outcomes.take();
    crew.finish(verb, outcomes, ended)
}

/// Runs `work` to its end, or until the user ends it: what it holds is then dropped, and connections with it.
pub(crate) fn block_on<T>(work: impl Future<Output = T>) -> Result<T, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Error::Runtime)?;
    let done = runtime.block_on(LocalSet::new().run_until(async {
        tokio::select! {
            biased;
            stopped = stopped() => Err(stopped.map_or_else(Error::Runtime, |()| Error::Stopped)),
            done = work => Ok(done),
        }
    }));
    // What is being printed may wait for a reader for ever.
    runtime.shutdown_background();
    done
}

/// Waits for Ctrl+C or, where there is one, for a SIGTERM or SIGHUP.
async fn stopped() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut terminate, mut hang_up) = (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
        tokio::select! {
            ended = tokio::signal::ctrl_c() => ended,
            _ = terminate.recv() => Ok(()),
            _ = hang_up.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// What becomes of a domain whose account another one of the same run has: each would overwrite what the other has
/// written.
pub(crate) fn twin((domain, report): &Look) -> Option<Outcome> {
    let twin = report.as_ref().ok()?.twin.as_ref()?;
    let message = format!("left alone: it is the same account as that of `{twin}`, by another address");
    Some(Outcome::new(domain, Verdict::Pending, message).help(TWIN))
}

pub(crate) const TWIN: &str = "one account has one server: remove one of the two from the project";

/// What a host has answered to a look.
type Answered = Result<Result<Report, String>, Trouble>;

/// The hosts of one run, and what is known of them: it outlives a run that the user ends.
struct Crew<'a> {
    hosts: &'a Hosts,
    domains: Vec<Domain>,
    /// See [`here::outdated`].
    outdated: Vec<String>,
    ssh: Rc<Ssh>,
    answers: RefCell<BTreeMap<String, Answered>>,
    outcomes: RefCell<Vec<Outcome>>,
    /// The hosts that a change was begun on.
    begun: Rc<RefCell<BTreeSet<String>>>,
    /// What to do where one did not come to its end.
    again: &'static str,
}

impl<'a> Crew<'a> {
    fn new(hosts: &'a Hosts, verb: &'static str) -> Result<Self, Error> {
        // It asks something, while the project is read.
        let ssh = Rc::new(hosts.ssh());
        let (fleet, domains) = hosts.select(verb)?;
        Ok(Self {
            hosts,
            domains,
            outdated: match verb {
                "plan" | "apply" | "doctor" if !hosts.json => here::outdated(&fleet),
                _ => Vec::new(),
            },
            ssh,
            answers: RefCell::default(),
            outcomes: RefCell::default(),
            begun: Rc::default(),
            again: again(verb),
        })
    }

    /// Asks every host for its facts; those that need a person first are asked for again when the person has answered.
    async fn look(&mut self, deep: bool) {
        self.report(self.domains.clone(), deep).await;
        let ready: Vec<Domain> = {
            let answers = self.answers.borrow();
            let trouble = |domain: &Domain| answers[domain.name.as_ref()].as_ref().err();
            let troubled: Vec<(&Domain, &Trouble)> = self
                .domains
                .iter()
                .filter_map(|domain| Some((domain, trouble(domain)?)))
                .collect();
            match Rc::get_mut(&mut self.ssh) {
                Some(ssh) if !troubled.is_empty() => ssh.ask(&troubled).into_iter().cloned().collect(),
                _ => Vec::new(),
            }
        };
        self.report(ready, deep).await;
    }

    /// The facts of each host, or why what it said is not all of them.
    async fn report(&self, domains: Vec<Domain>, deep: bool) {
        let option = if deep { "--report=deep" } else { "--report" };
        let jobs = domains
            .into_iter()
            .map(|domain| (domain, vec![option.to_owned()]));
        let read = |_: &Domain, answer: Result<Answer, Trouble>| answer.map(|answer| Report::read(&answer));
        let keep = |domain: &Domain, answer| {
            self.answers.borrow_mut().insert(domain.name.to_string(), answer);
        };
        let patience = Patience::Look(self.ssh.timeout());
        self.each("asking", jobs.collect(), patience, None, read, keep)
            .await;
    }

    /// The hosts that were asked so far, each once.
    fn looks(&self) -> Vec<Look> {
        let judge = |domain: &Domain, answer| match answer {
            Ok(Ok(report)) => Ok(report),
            Ok(Err(why)) => Err(Box::new(Outcome::new(domain, Verdict::Failed, why).help(QUIET))),
            Err(trouble) => Err(Box::new(Outcome::unreachable(domain, &trouble))),
        };
        let mut answers = self.answers.take();
        let mut accounts = BTreeMap::new();
        self.domains
            .iter()
            .filter_map(|domain| {
                let answer = answers.remove(domain.name.as_ref())?;
                let mut report = judge(domain, answer);
                if let Ok(report) = &mut report
                    && let Some(account) = &report.account
                {
                    report.twin = accounts.get(account).cloned();
                    accounts.entry(account.clone()).or_insert(domain.name.clone());
                }
                Some((domain.clone(), report))
            })
            .collect()
    }

    /// Carries out `jobs` in waves: where a host of a wave does not get well, or has not even got so far as to have a job,
    /// those of later waves are held back.
    async fn carry_out(
        &self,
        word: &'static str,
        jobs: Vec<Result<Job, Box<Outcome>>>,
        waves: Option<&Waves>,
    ) {
        let mut is_held = false;
        let sizes = waves.map_or(vec![jobs.len()], |waves| waves.sizes(jobs.len()));
        let mut jobs = jobs.into_iter();
        for (number, size) in (1..).zip(sizes) {
            let number = waves.map(|_| number);
            let push = |outcome| {
                self.outcomes.borrow_mut().push(Outcome {
                    wave: number,
                    ..outcome
                });
            };
            let before = self.outcomes.borrow().len();
            let mut wave = Vec::new();
            for job in jobs.by_ref().take(size) {
                match job {
                    Ok(job) => wave.push(job),
                    Err(outcome) => push(*outcome),
                }
            }
            if is_held {
                const WHY: &str = "held back: a host of an earlier wave did not get well";
                let held = wave
                    .iter()
                    .map(|(domain, _)| Outcome::new(domain, Verdict::Held, WHY));
                held.for_each(push);
                continue;
            }
            let keep = |_: &Domain, outcome| push(outcome);
            let begun = Some(self.begun.clone());
            // A server that is restarted may take the 90 s that systemd gives it to end (systemd-user.conf(5),
            // `DefaultTimeoutStopSec`), and before and after that a script waits, too: it says how far it is.
            let patience = Patience::Change(self.ssh.timeout() * 4);
            let again = self.again;
            let read = move |domain: &Domain, answer| carried_out(domain, answer, again);
            self.each(word, wave, patience, begun, read, keep).await;
            is_held = self.outcomes.borrow()[before..]
                .iter()
                .any(|outcome| outcome.verdict.is_failure());
        }
    }

    /// Runs the script of each host with its options, `--parallel` at once, and lets `keep` have what `read` makes of each
    /// answer as soon as it is there.
    async fn each<T: 'static>(
        &self,
        word: &'static str,
        jobs: Vec<Job>,
        patience: Patience,
        begun: Option<Rc<RefCell<BTreeSet<String>>>>,
        read: impl Fn(&Domain, Result<Answer, Trouble>) -> T + Copy + 'static,
        keep: impl Fn(&Domain, T),
    ) {
        let progress = Rc::new(Progress::new(word, jobs.len(), self.hosts.json));
        let mut waiting = jobs.into_iter();
        let mut running = JoinSet::new();
        loop {
            while running.len() < self.hosts.parallel() {
                let Some((domain, options)) = waiting.next() else {
                    break;
                };
                let (ssh, progress, begun) = (self.ssh.clone(), progress.clone(), begun.clone());
                running.spawn_local(async move {
                    progress.start(&domain);
                    if let Some(begun) = begun {
                        begun.borrow_mut().insert(domain.name.to_string());
                    }
                    // Made here and dropped with it: the scripts of hosts that wait take no memory.
                    let script = host_script(&domain, sum);
                    let answer = ssh.run(&domain, &options, &script, patience).await;
                    progress.end(&domain, answer.is_ok());
                    let answer = read(&domain, answer);
                    (domain, answer)
                });
            }
            match running.join_next().await {
                None => break,
                Some(Ok((domain, answer))) => keep(&domain, answer),
                Some(Err(error)) => std::panic::resume_unwind(error.into_panic()),
            }
        }
    }

    /// Prints what became of the hosts in the order of the project, and notes those that failed. Of a run that the user
    /// has ended this is what had come to its end; the others count as failed, so that `--retry-failed` takes them.
    fn finish(
        &self,
        verb: &'static str,
        mut outcomes: Vec<Outcome>,
        ended: Result<(), Error>,
    ) -> Result<Exit, Error> {
        match ended {
            Ok(()) | Err(Error::Stopped) => {}
            Err(error) => return Err(error),
        }
        for domain in &self.domains {
            if outcomes
                .iter()
                .any(|outcome| outcome.host == domain.name.as_ref())
            {
                continue;
            }
            outcomes.push(match self.begun.borrow().contains(domain.name.as_ref()) {
                true => Outcome::new(
                    domain,
                    Verdict::Failed,
                    "you stopped it while it was being changed",
                )
                .help(self.again),
                false => Outcome::new(domain, Verdict::Stopped, "not tried: you stopped it before"),
            });
        }
        let place = |outcome: &Outcome| {
            let mut names = self.domains.iter().map(|domain| domain.name.as_ref());
            names.position(|name| name == outcome.host)
        };
        outcomes.sort_by_cached_key(place);
        let exit = match ended {
            Ok(()) => outcome::exit(&outcomes),
            Err(_) => Exit::Stopped,
        };
        let failed = |outcome: &Outcome| (outcome.host.clone(), outcome.verdict.is_failure());
        self.hosts.record(verb, outcomes.iter().map(failed));
        match outcome::print(verb, &outcomes, exit, self.hosts.json) {
            // Whoever reads it has seen enough; how it ended stays true.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
            printed => printed.map_err(Error::Output)?,
        }
        for file in &self.outdated {
            let help = match self.hosts.build_command() {
                Some(command) => {
                    format!(
                        "; `{command}` writes the new one into `out`: compare them before you replace yours"
                    )
                }
                None => String::new(),
            };
            anstream::eprintln!("this computer: {file} is not what this project makes now{help}");
        }
        ended.map(|()| exit)
    }
}

/// The SHA-256 of a text, as `sha256sum` prints it.
fn sum(text: &[u8]) -> String {
    Sha256::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// What to do where nobody knows how far a change came. A second restart would end the tabs of a second server.
fn again(verb: &str) -> &'static str {
    match verb {
        "restart" => "it may have restarted already: look with `wezmux status` before you run it again",
        _ => "run it again; what was begun is finished then",
    }
}

/// What a script that changes a host has come to; its exit codes are those of `setup.sh`, 8 and 9 those of `host.sh`.
fn carried_out(domain: &Domain, answer: Result<Answer, Trouble>, again: &'static str) -> Outcome {
    let answer = match answer {
        Ok(answer) => answer,
        Err(trouble @ (Trouble::Silent(_) | Trouble::Endless(_))) => {
            return Outcome::new(
                domain,
                Verdict::Failed,
                format!("the change did not end: {trouble}"),
            )
            .help(again);
        }
        // It was there, and more than a look: what it did is not known.
        Err(trouble @ Trouble::TooMuch(_)) => {
            return Outcome::new(
                domain,
                Verdict::Failed,
                format!("how the change ended is not known: {trouble}"),
            )
            .help(again);
        }
        Err(trouble) => return Outcome::unreachable(domain, &trouble),
    };
    if !answer.began() {
        return Outcome::new(domain, Verdict::Failed, "its shell ran nothing").help(QUIET);
    }
    let mut lines: Vec<String> = answer
        .lines()
        .filter(|line| *line != "begin 1" && !line.starts_with("unchanged "))
        .map(clean)
        .collect();
    let mut said: Vec<&str> = answer
        .errors
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let is_marked = |line: &&str| line.starts_with(MARK);
    if answer.code == Some(0) {
        let notes = said.iter().filter_map(|line| line.strip_prefix(MARK));
        lines.extend(notes.map(|note| format!("note      {}", clean(note))));
        let says = |word: &str| lines.iter().any(|line| line.starts_with(word));
        let left = match (says("skipped "), says("waits ")) {
            (true, true) => Some("done, but for what was skipped and what waits"),
            (true, false) => Some("done, but for what was skipped"),
            (false, true) => Some("done, but for what waits"),
            (false, false) => None,
        };
        if let Some(left) = left {
            let help = match says("waits ") {
                true => "`wezmux restart` starts the server anew, and lists the tabs that would end",
                false => "look at it with `wezmux plan`",
            };
            return Outcome::new(domain, Verdict::Pending, left)
                .help(help)
                .lines(lines);
        }
        let is_deed = |line: &String| {
            !["ok ", "nothing ", "note ", "stays "]
                .iter()
                .any(|word| line.starts_with(word))
        };
        if lines.iter().any(is_deed) {
            return Outcome::new(domain, Verdict::Changed, "done").lines(lines);
        }
        lines.retain(|line| line.starts_with("note ") || line.starts_with("stays "));
        return Outcome::new(domain, Verdict::Unchanged, "nothing to do").lines(lines);
    }
    if let Some(255) | None = answer.code {
        return Outcome::new(domain, Verdict::Failed, "the connection was lost")
            .help(again)
            .lines(lines);
    }
    // What the script itself says first is the reason, or last where it went on to the end without an administrator; what
    // its programs said before and after is beside it.
    let reason = match answer.code {
        Some(6) => said.iter().rposition(is_marked),
        _ => said.iter().position(is_marked),
    };
    let reason = reason.map(|index| said.remove(index));
    let unmarked = |line: &str| clean(line.strip_prefix(MARK).unwrap_or(line));
    let message = reason.map_or("it ended without a word".to_owned(), unmarked);
    lines.extend(said.iter().map(|line| unmarked(line)));
    match answer.code {
        Some(8) => Outcome::new(domain, Verdict::Pending, message).help("look at it with `wezmux plan`"),
        Some(9) => Outcome::new(domain, Verdict::Pending, message).help("allow it with `--kill-tabs`"),
        _ => Outcome::new(domain, Verdict::Failed, message),
    }
    .lines(lines)
}

/// The sizes of the first waves; the last one is all that is left.
#[derive(Clone, Debug)]
pub(crate) struct Waves(Vec<Wave>);

#[derive(Clone, Copy, Debug)]
enum Wave {
    Hosts(usize),
    Percent(usize),
}

impl Waves {
    /// Reads `1,10%`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let expected = || "expected numbers of hosts or percentages, such as `1,10%`".to_owned();
        let wave = |part: &str| {
            let (digits, is_percent) = match part.strip_suffix('%') {
                Some(digits) => (digits, true),
                None => (part, false),
            };
            match (digits.parse(), is_percent) {
                (Ok(percent @ 1..=100), true) => Ok(Wave::Percent(percent)),
                (Ok(count @ 1..=10_000), false) => Ok(Wave::Hosts(count)),
                _ => Err(expected()),
            }
        };
        text.split(',')
            .map(|part| wave(part.trim()))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    fn sizes(&self, hosts: usize) -> Vec<usize> {
        let first = self.0.iter().map(|wave| match wave {
            Wave::Hosts(count) => *count,
            Wave::Percent(percent) => (hosts * percent).div_ceil(100),
        });
        first.chain([hosts]).collect()
    }
}

/// What is seen while hosts are talked to: on a terminal one line of how far it is and one of who is active, elsewhere
/// a line for each host that is done.
struct Progress {
    word: &'static str,
    total: usize,
    state: Mutex<State>,
    bars: Option<[ProgressBar; 2]>,
    is_quiet: bool,
}

#[derive(Default)]
struct State {
    active: BTreeSet<String>,
    done: usize,
    failed: usize,
}

impl Drop for Progress {
    fn drop(&mut self) {
        for bar in self.bars.iter().flatten() {
            bar.finish_and_clear();
        }
    }
}

impl Progress {
    fn new(word: &'static str, total: usize, is_quiet: bool) -> Self {
        let is_quiet = is_quiet || total == 0;
        let bars = (!is_quiet && std::io::stderr().is_terminal()).then(|| {
            let bars = MultiProgress::new();
            let style = |template: &str| ProgressStyle::with_template(template).expect("a template of ours");
            let whole = bars.add(ProgressBar::new(total as u64));
            whole.set_style(style("{prefix} {bar:24} {pos} of {len}, {elapsed}{msg}"));
            whole.set_prefix(word);
            whole.enable_steady_tick(Duration::from_millis(200));
            let active = bars.add(ProgressBar::new(0));
            active.set_style(style("  {wide_msg}"));
            [whole, active]
        });
        Self {
            word,
            total,
            state: Mutex::default(),
            bars,
            is_quiet,
        }
    }

    fn start(&self, domain: &Domain) {
        let mut state = self.state.lock().expect("no task panics");
        state.active.insert(domain.name.to_string());
        self.show(&state);
    }

    fn end(&self, domain: &Domain, is_well: bool) {
        let mut state = self.state.lock().expect("no task panics");
        state.active.remove(domain.name.as_ref());
        state.done += 1;
        state.failed += usize::from(!is_well);
        if !self.is_quiet && self.bars.is_none() {
            let (word, done, total) = (self.word, state.done, self.total);
            let well = if is_well { "" } else { ", no answer" };
            anstream::eprintln!("{word}: {} ({done} of {total}{well})", domain.name);
        }
        self.show(&state);
    }

    fn show(&self, state: &State) {
        let Some([whole, active]) = &self.bars else {
            return;
        };
        whole.set_position(state.done as u64);
        if state.failed > 0 {
            whole.set_message(format!(", {} without an answer", state.failed));
        }
        let names: Vec<&str> = state.active.iter().map(String::as_str).collect();
        active.set_message(names.join(", "));
    }
}
