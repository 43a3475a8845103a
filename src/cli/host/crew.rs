//! Many hosts at once: who is talked to, what is seen of it meanwhile, what becomes of each.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::rc::Rc;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use tokio::task::{JoinSet, LocalSet};

use super::outcome::{self, Exit, Outcome, Verdict};
use super::report::Report;
use super::selection::Hosts;
use super::ssh::{Answer, MARK, Ssh, Trouble, clean};
use crate::cli::Error;
use crate::fleet::Domain;
use crate::render::host_script;

const QUIET: &str = "make the start-up files of its shell quiet when nobody is at a terminal";

/// A host, and what it said of itself, or how it did not.
pub(crate) type Look = (Domain, Result<Report, Box<Outcome>>);

/// Runs a verb: looks at every host that is meant, lets `decide` say what becomes of each, and prints it.
pub(crate) fn run(
    hosts: &Hosts,
    verb: &'static str,
    deep: bool,
    decide: impl AsyncFnOnce(&Crew<'_>, Vec<Look>) -> Vec<Outcome>,
) -> Result<Exit, Error> {
    let domains = hosts.select(verb)?;
    let outcomes = block_on(async {
        let mut crew = Crew {
            hosts,
            ssh: Rc::new(hosts.ssh()),
        };
        let looks = crew.look(&domains, deep).await;
        decide(&crew, looks).await
    })?;
    let exit = outcome::exit(&outcomes);
    hosts.record(
        verb,
        outcomes
            .iter()
            .map(|outcome| (outcome.host.clone(), outcome.verdict.is_failure())),
    );
    match outcome::print(verb, &outcomes, exit, hosts.json) {
        // Whoever reads it has seen enough; how it ended stays true.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(exit),
        printed => printed.map(|()| exit).map_err(Error::Output),
    }
}

/// Runs `work` to its end, or until the user ends it: what it holds is then dropped, and connections with it.
pub(crate) fn block_on<T>(work: impl Future<Output = T>) -> Result<T, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Error::Runtime)?;
    runtime.block_on(LocalSet::new().run_until(async {
        tokio::select! {
            done = work => Ok(done),
            stopped = stopped() => Err(stopped.map_or_else(Error::Runtime, |()| Error::Stopped)),
        }
    }))
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

/// The connections of one run.
pub(crate) struct Crew<'a> {
    hosts: &'a Hosts,
    ssh: Rc<Ssh>,
}

impl Crew<'_> {
    /// Asks every host for its facts; those that need a person first are asked for again when the person has answered.
    async fn look(&mut self, domains: &[Domain], deep: bool) -> Vec<Look> {
        let mut answers = self.report(domains.to_vec(), deep).await;
        let troubled: Vec<(&Domain, &Trouble)> = domains
            .iter()
            .zip(&answers)
            .filter_map(|(domain, answer)| Some((domain, answer.as_ref().err()?)))
            .collect();
        let ready: Vec<Domain> = match Rc::get_mut(&mut self.ssh) {
            Some(ssh) if !troubled.is_empty() => ssh.ask(&troubled).into_iter().cloned().collect(),
            _ => Vec::new(),
        };
        let again = self.report(ready.clone(), deep).await;
        for (domain, answer) in ready.iter().zip(again) {
            let index = domains.iter().position(|each| each.name == domain.name);
            answers[index.expect("it is one of them")] = answer;
        }
        let judge = |domain: &Domain, answer| match answer {
            Ok(Ok(report)) => Ok(report),
            Ok(Err(why)) => Err(Box::new(Outcome::new(domain, Verdict::Failed, why).help(QUIET))),
            Err(trouble) => Err(Box::new(Outcome::unreachable(domain, &trouble))),
        };
        domains
            .iter()
            .zip(answers)
            .map(|(domain, answer)| (domain.clone(), judge(domain, answer)))
            .collect()
    }

    /// The facts of each host, or why what it said is not all of them.
    async fn report(&self, domains: Vec<Domain>, deep: bool) -> Vec<Result<Result<Report, String>, Trouble>> {
        let option = if deep { "--report=deep" } else { "--report" };
        let jobs = domains
            .into_iter()
            .map(|domain| (domain, vec![option.to_owned()]));
        let read = |_: &Domain, answer: Result<Answer, Trouble>| answer.map(|answer| Report::read(&answer));
        self.each("asking", jobs.collect(), self.ssh.timeout(), read)
            .await
    }

    /// Lets `decide` say of each host what is to be run there, or what became of it without that, and carries it out.
    pub(crate) async fn settle(
        &self,
        word: &'static str,
        looks: Vec<Look>,
        decide: impl Fn(Look) -> Result<(Domain, Vec<String>), Box<Outcome>>,
        waves: Option<&Waves>,
    ) -> Vec<Outcome> {
        let order: Vec<String> = looks.iter().map(|(domain, _)| domain.name.to_string()).collect();
        let (mut settled, mut jobs) = (Vec::new(), Vec::new());
        for look in looks {
            match decide(look) {
                Ok(job) => jobs.push(job),
                Err(outcome) => settled.push(*outcome),
            }
        }
        settled.extend(self.carry_out(word, jobs, waves).await);
        settled.sort_by_key(|outcome| order.iter().position(|name| *name == outcome.host));
        settled
    }

    /// Carries out `options` on each of `jobs`, in waves: where a host of a wave does not get well, those of later waves
    /// are held back.
    async fn carry_out(
        &self,
        word: &'static str,
        jobs: Vec<(Domain, Vec<String>)>,
        waves: Option<&Waves>,
    ) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        let mut jobs = jobs.into_iter().peekable();
        let sizes = waves.map_or(vec![jobs.len()], |waves| waves.sizes(jobs.len()));
        for size in sizes {
            let wave: Vec<(Domain, Vec<String>)> = jobs.by_ref().take(size).collect();
            let is_held = outcomes
                .iter()
                .any(|outcome: &Outcome| outcome.verdict.is_failure());
            if is_held {
                outcomes.extend(wave.iter().map(|(domain, _)| {
                    Outcome::new(
                        domain,
                        Verdict::Held,
                        "held back: a host of an earlier wave did not get well",
                    )
                }));
                continue;
            }
            let limit = self.ssh.timeout() * 4;
            outcomes.extend(self.each(word, wave, limit, carried_out).await);
        }
        outcomes
    }

    /// Runs the script of each host with its options, `--parallel` at once, and keeps of each answer what `read` makes of
    /// it, in the order of the jobs.
    async fn each<T: 'static>(
        &self,
        word: &'static str,
        jobs: Vec<(Domain, Vec<String>)>,
        limit: Duration,
        read: fn(&Domain, Result<Answer, Trouble>) -> T,
    ) -> Vec<T> {
        let progress = Rc::new(Progress::new(word, jobs.len(), self.hosts.json));
        let mut answers: Vec<Option<T>> = Vec::new();
        answers.resize_with(jobs.len(), || None);
        let mut waiting = jobs.into_iter().enumerate();
        let mut running = JoinSet::new();
        loop {
            while running.len() < self.hosts.parallel() {
                let Some((index, (domain, options))) = waiting.next() else {
                    break;
                };
                let (ssh, progress) = (self.ssh.clone(), progress.clone());
                running.spawn_local(async move {
                    progress.start(&domain);
                    // Made here and dropped with it: the scripts of hosts that wait take no memory.
                    let script = host_script(&domain);
                    let answer = ssh.run(&domain, &options, &script, limit).await;
                    progress.end(&domain, answer.is_ok());
                    (index, read(&domain, answer))
                });
            }
            match running.join_next().await {
                None => break,
                Some(Ok((index, answer))) => answers[index] = Some(answer),
                Some(Err(error)) => std::panic::resume_unwind(error.into_panic()),
            }
        }
        answers
            .into_iter()
            .map(|answer| answer.expect("each job has run"))
            .collect()
    }
}

/// What a script that changes a host has come to; its exit codes are those of `setup.sh`, 8 and 9 those of `host.sh`.
fn carried_out(domain: &Domain, answer: Result<Answer, Trouble>) -> Outcome {
    let answer = match answer {
        Ok(answer) => answer,
        Err(trouble @ Trouble::Silent(_)) => {
            return Outcome::new(
                domain,
                Verdict::Failed,
                format!("the change did not end: {trouble}"),
            )
            .help("run it again; what was begun is finished then");
        }
        // It was there, and more than a look: what it did is not known.
        Err(trouble @ Trouble::TooMuch) => {
            return Outcome::new(domain, Verdict::Failed, trouble.to_string()).help(trouble.hint(domain));
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
        if lines.iter().any(|line| line.starts_with("waits ")) {
            return Outcome::new(domain, Verdict::Pending, "done, but for what waits")
                .help("`wezmux restart` starts the server anew, and lists the tabs that would end")
                .lines(lines);
        }
        let is_deed = |line: &String| {
            !["ok ", "nothing ", "note "]
                .iter()
                .any(|word| line.starts_with(word))
        };
        if lines.iter().any(is_deed) {
            return Outcome::new(domain, Verdict::Changed, "done").lines(lines);
        }
        lines.retain(|line| line.starts_with("note "));
        return Outcome::new(domain, Verdict::Unchanged, "nothing to do").lines(lines);
    }
    if let Some(255) | None = answer.code {
        return Outcome::new(domain, Verdict::Failed, "the connection was lost")
            .help("run it again; what was begun is finished then")
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
