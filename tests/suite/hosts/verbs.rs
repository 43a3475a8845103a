//! `status`, `restart`, `undo`, `remove` and `logs`.

use std::fs;
use std::process::Command;

use super::safety::shown;
use super::{Lab, tree};
use crate::program::Run;

const CONFIG: &str = "hosts/a/.wezterm.lua";

/// One host that is set up, with three tabs.
fn set_up() -> Lab {
    let lab = Lab::new(&["a"]);
    lab.run(&["apply"]).code(0);
    lab.write("hosts/a/tabs", "3");
    lab.calls();
    lab
}

#[test]
fn status_says_how_the_server_is_and_what_differs() {
    let lab = set_up();
    let running = "\
a: running, 3 tabs
  version   wezterm 20250223-062404-4ff581a8, protocol 45
  tab       vim in /srv/a
  tab       vim in /srv/a
  tab       vim in /srv/a
";
    lab.run(&["status"]).code(0).prints(running);
    assert_eq!(lab.calls(), ["a sh -s -- --report=deep"]);
    let json = lab.run(&["status", "--json"]).code(0).json();
    let host = &json["hosts"][0];
    assert_eq!((&json["verb"], &json["exit_code"]), (&"status".into(), &0.into()));
    assert_eq!(host["host"], "a");
    assert_eq!(host["tabs"], 3);
    assert_eq!(host["panes"][0]["cwd"], "file:///srv/a");
    assert_eq!(host["protocol"], 45);
    assert_eq!(host["answers"], true);
    assert_eq!(host["files"][0]["state"], "same");

    lab.project(&["a"], "label = \"Other\"");
    let outdated = "  update    ~/.config/systemd/user/wezterm-mux-server.service\n";
    lab.run(&["status"])
        .code(3)
        .prints(&format!("{running}{outdated}"));

    lab.write("hosts/a/silent", "");
    let run = lab.run(&["status"]).code(1);
    assert!(
        run.stdout.starts_with("a: its server runs and does not answer\n"),
        "{}",
        run.stdout
    );
    lab.write("hosts/a/flaps", "12");
    let run = lab.run(&["status"]).code(1);
    assert!(
        run.stdout
            .starts_with("a: its server ends again and again, 12 times so far\n"),
        "{}",
        run.stdout
    );
    let lab = Lab::new(&["a"]);
    let run = lab.run(&["status"]).code(3);
    assert!(run.stdout.starts_with("a: not set up\n"), "{}", run.stdout);
}

/// sshd keeps a channel open until nobody has its ends any more, and so does whoever reads them here.
#[test]
fn status_does_not_wait_for_the_proxy_that_it_asked() {
    let lab = set_up();
    lab.script("programs/sleep", "#!/bin/sh\nexec /bin/sleep \"$@\"\n");
    // Which shell a host's `sh` is decides what those that it starts in the background keep open.
    for shell in ["dash", "bash"] {
        let path = lab.path("programs/sh");
        let _ = std::fs::remove_file(&path);
        std::os::unix::fs::symlink(format!("/bin/{shell}"), path).expect("a link");
        let start = std::time::Instant::now();
        let run = lab.run(&["status"]).code(0);
        assert!(run.stdout.contains(", protocol 45\n"), "{shell}: {}", run.stdout);
        let taken = start.elapsed().as_secs_f32();
        assert!(taken < 4.0, "{shell}: {taken} s");
    }
}

#[test]
fn what_a_host_calls_its_tabs_moves_no_cursor() {
    let lab = set_up();
    lab.script(
        "programs/wezterm",
        "#!/bin/sh\nprintf '[{\"tab_id\":1,\"title\":\"a\\\\u001b[2Jb\\\\u202ec\",\"cwd\":\"\\\\n\"}]'\n",
    );
    let run = lab.run(&["status"]).code(0);
    assert!(
        run.stdout.ends_with("  tab       a\u{fffd}[2Jb\u{fffd}c\n"),
        "{:?}",
        run.stdout
    );
}

#[test]
fn a_tab_is_told_by_its_title_and_its_folder_and_once() {
    let lab = set_up();
    let panes = r#"[
        {"tab_id":1,"title":"vim","tab_title":"logs","cwd":"file://box/var/my%20log"},
        {"tab_id":1,"title":"top","tab_title":"logs","cwd":"file://box/"},
        {"tab_id":2,"title":"sh","tab_title":"","cwd":""},
        {"tab_id":3,"title":"sh","cwd":"file:///srv/%1b%5b2J"}
    ]"#;
    lab.script(
        "programs/wezterm",
        &format!("#!/bin/sh\ncat <<'end'\n{panes}\nend\n"),
    );
    let run = lab.run(&["status"]).code(0);
    let expected = "\
a: running, 3 tabs
  tab       logs in /var/my log, 2 panes
  tab       sh
  tab       sh in /srv/\u{fffd}[2J
";
    let tabs: Vec<&str> = run
        .stdout
        .lines()
        .filter(|line| !line.contains("version"))
        .collect();
    assert_eq!(tabs.join("\n") + "\n", expected);
}

#[test]
fn restart_lists_what_would_be_lost_and_restarts_when_it_may() {
    let lab = set_up();
    let listed = "\
a: 3 tabs would end
  tab       vim in /srv/a
  tab       vim in /srv/a
  tab       vim in /srv/a
  help: allow it with `--kill-tabs 3`
";
    lab.run(&["restart"]).code(3).prints(listed);
    lab.run(&["restart", "--kill-tabs", "2"]).code(3).prints(listed);
    assert_eq!(lab.calls().len(), 2);
    assert_eq!(lab.read("hosts/a/active"), "started\n");
    lab.run(&["restart", "--kill-tabs", "3"]).code(0).prints(
        "\
a: done
  restarted wezterm-mux-server.service
  ok        wezterm-mux-server.service runs (process 1) and answers
",
    );
    assert_eq!(lab.read("hosts/a/active"), "started\nstarted\n");

    // Another tab was opened after the look.
    lab.ssh("a", "case $* in *--restart*) echo 4 >\"$home/tabs\" ;; esac\n");
    lab.run(&["restart", "--kill-tabs", "3"])
        .code(3)
        .prints("a: 4 tabs would end, and --kill-tabs allows 3\n  help: allow it with `--kill-tabs`\n");
    assert_eq!(lab.read("hosts/a/active"), "started\nstarted\n");

    // Nobody knows how many tabs a server has that does not answer.
    lab.script("programs/wezterm", "#!/bin/sh\nexit 1\n");
    lab.run(&["restart", "--kill-tabs", "99"]).code(3).prints(
        "\
a: its server runs and does not answer, so its tabs cannot be counted
  help: `--kill-tabs all` ends it all the same; `wezmux doctor` may say why
",
    );

    let lab = Lab::new(&["a"]);
    lab.run(&["restart"])
        .code(1)
        .prints("a: it is not set up\n  help: set it up with `wezmux apply`\n");
}

#[test]
fn undo_puts_back_what_the_last_apply_replaced() {
    let lab = set_up();
    let first = lab.read(CONFIG);
    lab.project(&["a"], "tabs = 5");
    lab.run(&["apply"]).code(3);
    assert_ne!(lab.read(CONFIG), first);
    // The server that runs has never been anything but what is put back.
    lab.run(&["undo", "--kill-tabs", "3"]).code(0).prints(
        "\
a: done
  put back  ~/.wezterm.lua
  ok        wezterm-mux-server.service runs (process 1) and answers
",
    );
    assert_eq!(lab.read(CONFIG), first);
    assert_eq!(lab.read("hosts/a/active"), "started\n");
    lab.run(&["undo"]).code(0).prints("a: nothing to undo\n");
    // One that was restarted in between has been.
    lab.run(&["apply", "--kill-tabs", "3"]).code(0);
    lab.run(&["undo"]).code(3).prints(
        "\
a: done, but for what waits
  put back  ~/.wezterm.lua
  ok        wezterm-mux-server.service runs (process 1) and answers
  waits     for the next start of the server: 3 tabs would end, and --kill-tabs allows 0
  help: `wezmux restart` starts the server anew, and lists the tabs that would end
",
    );
    lab.run(&["restart", "--kill-tabs", "3"]).code(0);
    lab.run(&["apply", "--kill-tabs", "3"]).code(0);
    lab.run(&["undo", "--kill-tabs", "3"]).code(0).prints(
        "\
a: done
  put back  ~/.wezterm.lua
  ok        wezterm-mux-server.service runs (process 1) and answers
  restarted wezterm-mux-server.service
  ok        wezterm-mux-server.service runs (process 1) and answers
",
    );
    assert_eq!(lab.read(CONFIG), first);
    // It is ours again, so that the next apply may update it.
    let plan = lab.run(&["plan"]).code(3).stdout;
    assert!(
        plan.starts_with("a: changes to make\n  update    ~/.wezterm.lua\n"),
        "{plan}"
    );

    // What was theirs is theirs again.
    lab.write(CONFIG, "-- mine\n");
    lab.run(&["apply", "--changed", "overwrite"]).code(3);
    lab.run(&["undo"]).code(0);
    assert_eq!(lab.read(CONFIG), "-- mine\n");
    let plan = lab.run(&["plan"]).code(3).stdout;
    assert!(
        plan.starts_with("a: someone else wrote or changed what is there\n"),
        "{plan}"
    );

    // What was changed since is left as it is.
    lab.run(&["apply", "--changed", "overwrite"]).code(3);
    lab.write(CONFIG, "-- again\n");
    lab.run(&["undo"]).code(3).prints(
        "\
a: ~/.wezterm.lua was changed since wezmux wrote it, so it stays as it is
  help: look at it with `wezmux plan`
",
    );
    assert_eq!(lab.read(CONFIG), "-- again\n");

    let lab = set_up();
    let before = lab.read(CONFIG);
    lab.run(&["undo"]).code(0).prints(
        "\
a: nothing to do
  stays     ~/.wezterm.lua, where there was none before; wezmux remove takes it away
  stays     ~/.config/systemd/user/wezterm-mux-server.service, where there was none before; wezmux remove takes it away
",
    );
    assert_eq!(lab.read(CONFIG), before);
}

#[test]
fn undo_of_the_first_apply_puts_back_what_someone_else_had_written() {
    let lab = Lab::new(&["a"]);
    lab.write(CONFIG, "return {}\n");
    let before = tree(&lab.path("hosts/a"));
    lab.run(&["apply", "--changed", "overwrite"]).code(0);
    lab.run(&["undo"]).code(3).prints(
        "\
a: done, but for what waits
  put back  ~/.wezterm.lua
  stays     ~/.config/systemd/user/wezterm-mux-server.service, where there was none before; wezmux remove takes it away
  ok        wezterm-mux-server.service runs (process 1) and answers
  waits     for the next start of the server: 1 tab would end, and --kill-tabs allows 0
  help: `wezmux restart` starts the server anew, and lists the tabs that would end
",
    );
    assert_eq!(lab.read(CONFIG), "return {}\n");
    lab.run(&["undo"]).code(0).prints("a: nothing to undo\n");
    // It is theirs again, to be asked about and to be left where it is.
    lab.run(&["apply"]).code(3);
    lab.run(&["remove", "--kill-tabs", "1"]).code(0);
    assert_eq!(lab.read(CONFIG), "return {}\n");
    let config = |tree: Vec<String>| tree.into_iter().find(|line| line.starts_with(".wezterm.lua"));
    assert_eq!(config(tree(&lab.path("hosts/a"))), config(before));
    assert!(!lab.has("hosts/a/.local") && !lab.has("hosts/a/.wezterm.lua.changed"));

    // And set up again it is kept again.
    lab.run(&["apply", "--changed", "overwrite"]).code(0);
    lab.run(&["undo"]).code(3);
    lab.write(CONFIG, "return { scrollback_lines = 7 }\n");
    lab.run(&["apply", "--changed", "overwrite"]).code(0);
    lab.run(&["remove", "--kill-tabs", "1"]).code(0);
    assert_eq!(lab.read(CONFIG), "return { scrollback_lines = 7 }\n");
}

#[test]
fn undo_proves_the_server_as_apply_does() {
    let lab = set_up();
    lab.project(&["a"], "tabs = 5");
    lab.run(&["apply", "--kill-tabs", "3"]).code(0);
    // It flaps, and goes on doing so with what was before.
    lab.write("hosts/a/flaps", "7");
    let run = lab.run(&["undo"]).code(1).stdout;
    assert!(
        run.starts_with("a: wezterm-mux-server.service does not run: activating, auto-restart\n")
            && run.contains("\n  started   wezterm-mux-server.service\n  the last words of the server\n"),
        "{run}"
    );
    // What flapped is not what was before.
    let lab = set_up();
    lab.project(&["a"], "tabs = 5");
    lab.run(&["apply", "--kill-tabs", "3"]).code(0);
    lab.write("hosts/a/flaps", "7");
    lab.ssh(
        "a",
        "case $* in *--undo*) rm \"$home/flaps\" \"$home/active\"; : >\"$home/failed\" ;; esac\n",
    );
    lab.run(&["undo"]).code(0).prints(
        "\
a: done
  put back  ~/.wezterm.lua
  started   wezterm-mux-server.service
  ok        wezterm-mux-server.service runs (process 1) and answers
",
    );
    // Who has stopped it has it stopped.
    let lab = set_up();
    lab.project(&["a"], "tabs = 5");
    lab.run(&["apply", "--kill-tabs", "3"]).code(0);
    std::fs::remove_file(lab.path("hosts/a/active")).expect("it is there");
    lab.run(&["undo"]).code(0).prints(
        "\
a: done
  put back  ~/.wezterm.lua
  note      wezterm-mux-server.service does not run; wezmux apply starts it
",
    );
    assert!(!lab.has("hosts/a/active"));
}

#[test]
fn remove_keeps_lingering_that_others_rely_on_and_says_what_an_administrator_has_to_do() {
    let lab = set_up();
    lab.write(
        "hosts/a/.config/systemd/user/timers.target.wants/backup.timer",
        "",
    );
    let run = lab.run(&["remove", "--kill-tabs", "3"]).code(0).stdout;
    let kept = "  note      kept lingering for root, since backup.timer may rely on it; to end it: loginctl disable-linger root\n";
    assert!(run.ends_with(kept) || !run.contains("for root"), "{run}");
    assert!(lab.has("hosts/a/linger"), "{run}");
    lab.run(&["remove"]).code(0).prints("a: nothing to remove\n");

    // A service that runs for now only.
    let lab = set_up();
    lab.write("hosts/a/run/systemd/transient/tmux.scope", "");
    let run = lab.run(&["remove", "--kill-tabs", "3"]).code(0).stdout;
    assert!(run.contains("since tmux.scope may rely on it"), "{run}");
    assert!(lab.has("hosts/a/linger"));

    // One that was there before us is nobody's to end.
    let lab = Lab::new(&["a"]);
    lab.write("hosts/a/linger", "");
    lab.run(&["apply"]).code(0);
    lab.run(&["remove", "--kill-tabs", "1"]).code(0);
    assert!(lab.has("hosts/a/linger"));

    // Refused, it is tried again by the next run.
    let lab = set_up();
    lab.write("hosts/a/no-linger", "");
    for tabs in ["3", "0"] {
        let run = lab.run(&["remove", "--kill-tabs", tabs]).code(1).stdout;
        assert!(
            run.starts_with(
                "a: all is removed but lingering; have an administrator run: sudo loginctl disable-linger "
            ),
            "{run}"
        );
        assert!(!lab.has(CONFIG) && lab.has("hosts/a/linger"));
    }
    std::fs::remove_file(lab.path("hosts/a/linger")).expect("it is there");
    lab.run(&["remove"]).code(0);
    assert!(!lab.has("hosts/a/.local"));
    lab.run(&["remove"]).code(0).prints("a: nothing to remove\n");
}

#[test]
fn remove_leaves_a_host_as_it_was_and_ends_no_more_tabs_than_it_may() {
    let lab = Lab::new(&["a"]);
    lab.write(CONFIG, "return {}\n");
    let before = tree(&lab.path("hosts/a"));
    lab.run(&["remove"]).code(0).prints("a: nothing to remove\n");
    lab.run(&["apply", "--changed", "overwrite"]).code(0);
    lab.write("hosts/a/tabs", "3");
    let run = lab.run(&["remove"]).code(3);
    assert!(run.stdout.starts_with("a: 3 tabs would end\n"), "{}", run.stdout);
    assert!(lab.has("hosts/a/active"));
    let run = lab.run(&["remove", "--kill-tabs", "3"]).code(0);
    assert!(
        run.stdout
            .starts_with("a: done\n  stopped   wezterm-mux-server.service\n"),
        "{}",
        run.stdout
    );
    std::fs::remove_file(lab.path("hosts/a/tabs")).expect("it is there");
    let names = |tree: Vec<String>| -> Vec<String> {
        let ours = |line: &String| !line.starts_with("run");
        tree.iter()
            .filter(|line| ours(line))
            .map(|line| line.rsplit_once(' ').expect("a time").0.to_owned())
            .collect()
    };
    assert_eq!(names(tree(&lab.path("hosts/a"))), names(before));
    assert_eq!(lab.read(CONFIG), "return {}\n");
    lab.run(&["remove"]).code(0).prints("a: nothing to remove\n");

    // What an update has replaced stays there, which is said.
    let lab = set_up();
    lab.project(&["a"], "tabs = 5");
    lab.run(&["apply"]).code(3);
    let run = lab.run(&["remove", "--kill-tabs", "3"]).code(0).stdout;
    let kept = "  kept      ~/.local/state/wezmux/backup: earlier versions of these files; remove it when you do not need them\n";
    assert!(run.contains(kept), "{run}");
    assert!(lab.has("hosts/a/.local/state/wezmux/backup/.wezterm.lua.1"));
}

#[test]
fn logs_are_printed_with_the_name_of_their_host() {
    let lab = Lab::new(&["a", "b", "c"]);
    lab.script(
        "programs/journalctl",
        "#!/bin/sh\nprintf 'one \\033[2J\\n'\nhead -c 100000 /dev/zero | tr '\\0' x\necho\nprintf two\n",
    );
    lab.ssh(
        "b",
        "echo 'ssh: connect to host b port 22: Connection refused' >&2; exit 255\n",
    );
    lab.ssh("c", "echo 'No journal files were found.' >&2; exit 1\n");
    let long = "x".repeat(300);
    lab.run(&["logs", "a", "-n", "5"])
        .code(0)
        .prints(&format!("one \u{fffd}[2J\n{long}…\ntwo\n"));
    assert_eq!(
        lab.calls(),
        [
            "a journalctl --user --no-pager --quiet --output=short-iso --lines=5 \
          _SYSTEMD_USER_UNIT=wezterm-mux-server.service + USER_UNIT=wezterm-mux-server.service + \
          SYSLOG_IDENTIFIER=wezterm-mux-server"
        ]
    );
    let run = lab.run(&["logs", "a", "b"]).code(4);
    assert_eq!(run.stdout, format!("a: one \u{fffd}[2J\na: {long}…\na: two\n"));
    assert_eq!(
        run.stderr,
        "b: cannot be reached: connect to host b port 22: Connection refused\n  help: try `ssh b true`\n"
    );
    let run = lab.run(&["logs", "c", "--json"]).code(1);
    assert_eq!(run.stderr, "c: journalctl failed: No journal files were found.\n");
    let run = lab.run(&["logs", "a", "--json"]).code(0);
    assert_eq!(run.stdout.lines().last(), Some(r#"{"host":"a","line":"two"}"#));
    let run = lab.run(&["logs", "-f", "--parallel", "2"]).code(2);
    assert_eq!(
        run.stderr,
        "error: 3 hosts are to be followed, but at most 2 are at once\nhelp: name those that you mean, or raise `--parallel`\n"
    );
}

#[test]
fn logs_are_followed_line_by_line() {
    use std::io::{BufRead, BufReader};
    let lab = Lab::new(&["a"]);
    lab.script(
        "programs/journalctl",
        "#!/bin/sh\necho first\nprintf half\nexec /bin/sleep 60\n",
    );
    let mut child = lab
        .command(&["logs", "-f"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe"))
        .read_line(&mut line)
        .expect("a line");
    assert_eq!(line, "first\n");
    assert!(child.try_wait().expect("its state").is_none());
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    // Unless they are followed, they have their time, and then it is said that there might be more.
    let run = lab.run(&["logs", "--timeout", "3"]).code(1);
    assert_eq!(run.stdout, "first\nhalf\n");
    assert_eq!(
        run.stderr,
        "a: after 3 s it still went on\n  help: try `ssh a`, or give it longer with `--timeout`\n"
    );
}

/// The time is the host's: who reads what it said in a pager takes their own.
#[test]
fn logs_wait_for_their_reader() {
    use std::io::Read;
    let lab = Lab::new(&["a"]);
    lab.script("programs/journalctl", "#!/bin/sh\nexec /usr/bin/seq 1000000\n");
    let start = || {
        let mut child = lab
            .command(&["logs", "--timeout", "3", "-n", "10000"])
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("it runs");
        let stdout = child.stdout.take().expect("a pipe");
        (child, stdout)
    };
    let (mut child, mut stdout) = start();
    std::thread::sleep(std::time::Duration::from_secs(4));
    let mut printed = String::new();
    stdout.read_to_string(&mut printed).expect("text");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert_eq!(printed.lines().count(), 1_000_000);
    // What has no end has one here.
    lab.script("programs/journalctl", "#!/bin/sh\nexec /usr/bin/yes\n");
    let run = lab.run(&["logs"]).code(1);
    assert_eq!(run.stdout.len() >> 20, 2);
    assert_eq!(
        run.stderr,
        "a: it printed more than 2 MiB\n  help: look at what `ssh a true` prints\n"
    );
    // It can be stopped all the same.
    let (mut child, mut stdout) = start();
    stdout.read_exact(&mut [0]).expect("the first of it");
    let killed = std::process::Command::new("kill")
        .arg(child.id().to_string())
        .status();
    assert!(killed.expect("kill").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
}

#[test]
fn a_terminal_shows_how_far_it_is_and_who_is_active() {
    let lab = Lab::new(&["a", "b", "c"]);
    lab.ssh("b", "/bin/sleep 2\n");
    lab.ssh("c", "echo 'ssh: no' >&2; exit 255\n");
    let output = super::safety::terminal(&lab, "plan")
        .stdout(std::process::Stdio::piped())
        .output()
        .expect("it ends");
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    // One line for all of them, with those that gave no answer, and one for those that are still asked.
    let lines: Vec<&str> = shown.split(['\r', '\n']).map(str::trim_end).collect();
    let whole = |line: &&str| {
        line.contains("asking ") && line.contains(" 2 of 3, ") && line.contains("1 without an answer")
    };
    assert!(lines.iter().any(whole), "{shown:?}");
    assert!(
        lines
            .iter()
            .any(|line| line.contains("  b") && !line.contains("a, b")),
        "{shown:?}"
    );
    // Nothing of it is left on the screen, and what is said elsewhere is not said here.
    assert!(!shown.contains("asking: a (1 of 3)"), "{shown:?}");
}

#[test]
fn at_a_terminal_lines_are_broken_between_words_and_commands_are_not() {
    let lab = set_up();
    lab.write(CONFIG, "return {}\n");
    let told = "\
a: left alone: someone else wrote or
  changed what is there
  changed   ~/.wezterm.lua, by someone
            else since wezmux wrote it
  help: say what to do with `--changed`:
        `overwrite` (a copy stays
        there), `adopt` or `skip`
";
    assert_eq!(shown(&lab, 40, "apply"), told);
    // Elsewhere each is one line, as it was found or is to be read by a program.
    let run = lab.run(&["apply"]).code(3);
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(run.stdout.lines().count(), 3);
    assert_eq!(words(&run.stdout), words(told));

    lab.project(&["a"], "label = \"Other\"");
    let told = shown(&lab, 40, "status");
    let long = "  update    ~/.config/systemd/user/wezterm-mux-server.service\n";
    assert!(told.ends_with(long), "{told}");

    lab.write("hosts/a/no-linger", "");
    let told = shown(&lab, 60, "remove --kill-tabs 3");
    let command = "have an administrator run:\n  sudo loginctl disable-linger ";
    assert!(told.contains(command), "{told}");

    let lab = Lab::new(&["a"]);
    std::fs::remove_file(lab.path("programs/wezterm-mux-server")).expect("it is there");
    let told = shown(&lab, 60, "doctor");
    let fix = "
            fix: install the version that your own computer
                 has, which `wezterm --version` says there:
              ";
    let (_, commands) = told.split_once(fix).expect("the commands");
    let run = lab.run(&["doctor"]).code(1).stdout;
    let (_, whole) = run
        .split_once("says there:\n              ")
        .expect("the commands");
    assert_eq!(commands.lines().next(), whole.lines().next());
    assert!(commands.lines().next().expect("a command").len() > 60, "{told}");
}

#[test]
fn files_of_this_computer_that_the_project_has_left_behind_are_named() {
    let lab = Lab::new(&["a", "b"]);
    let note = |file: &str| {
        format!(
            "this computer: {file} is not what this project makes now; `wezmux build` writes the new one into `out`: compare \
             them before you replace yours\n"
        )
    };
    let of = |run: Run| {
        let lines = run.stderr.split_inclusive('\n');
        lines.filter(|line| line.starts_with("this ")).collect::<String>()
    };
    let told = |verb: &str| of(lab.run(&[verb]));
    let copy = |file: &str, to: &str| lab.write(to, lab.read(file));
    let build = || lab.run(&["build", "-o", "out", "--force"]).code(0);
    assert_eq!(told("plan"), "", "there is none");
    build();
    copy("out/wezterm.lua", ".wezterm.lua");
    copy("out/wezmux.lua", ".config/wezterm/wezmux.lua");
    assert_eq!(told("plan"), "", "they are as they should be");
    // Nor does it count who wrote them, and how their lines end.
    let text = lab.read(".wezterm.lua");
    let older = text.replace("Written by wezmux 0.1.0", "Written by wezmux 0.0.9");
    assert_ne!(older, text);
    lab.write(".wezterm.lua", older.replace('\n', "\r\n"));
    assert_eq!(told("plan"), "");

    lab.project(&["a", "b"], "cwd = \"/srv\"");
    let both = note("~/.wezterm.lua") + &note("~/.config/wezterm/wezmux.lua");
    for verb in ["plan", "apply", "doctor"] {
        assert_eq!(told(verb), both, "{verb}");
    }
    assert_eq!(told("status"), "");
    assert_eq!(of(lab.run(&["plan", "--json"])), "");
    // What makes it is named as the project was.
    copy("wezmux.toml", "my hosts.toml");
    assert!(
        of(lab.run(&["plan", "-p", "my hosts.toml"])).contains("; `wezmux build 'my hosts.toml'` writes")
    );
    let link = lab.run(&["share", "--hosts"]).stdout;
    assert!(
        of(lab.run(&["plan", "-p", link.trim()]))
            .starts_with("this computer: ~/.wezterm.lua is not what this project makes now\n")
    );
    build();
    copy("out/wezmux.lua", ".config/wezterm/wezmux.lua");
    assert_eq!(told("plan"), note("~/.wezterm.lua"));
    let elsewhere = lab.path("elsewhere");
    let run = lab.command(&["plan"]).env("XDG_CONFIG_HOME", &elsewhere).output();
    assert_eq!(of(Run::of(run.expect("it runs"))), note("~/.wezterm.lua"));
    lab.write("elsewhere/wezterm/wezmux.lua", lab.read(".wezterm.lua"));
    let run = lab.command(&["plan"]).env("XDG_CONFIG_HOME", &elsewhere).output();
    assert!(of(Run::of(run.expect("it runs"))).ends_with(&note("~/elsewhere/wezterm/wezmux.lua")));

    // One that has grown since, or shrunk, is of the same project; so is one whose hosts moved or have other names.
    let is_told = || told("plan").starts_with(&note("~/.wezterm.lua"));
    lab.project(&["a", "b", "c", "d", "e", "f"], "");
    assert!(is_told());
    lab.project(&["a"], "");
    assert!(is_told());
    lab.project(&["a", "b"], "");
    let text = lab.read("wezmux.toml");
    for [old, new] in [
        ["address = \"a\"", "address = \"other\""],
        ["name = \"a\"", "name = \"other\""],
    ] {
        lab.write("wezmux.toml", text.replace(old, new));
        assert!(is_told(), "{new}");
    }
    lab.project(&["a", "b"], "username = \"me\"");
    assert!(is_told());
    // That of another project is none of its business, also with a host that both have; nor is what somebody wrote.
    lab.project(&["a", "x"], "");
    assert_eq!(told("plan"), "");
    // Nor is one that has no more than a name in it.
    lab.project(&["a"], "");
    let text = lab.read("wezmux.toml");
    lab.write(
        "wezmux.toml",
        text.replace("address = \"a\"", "address = \"other\""),
    );
    assert_eq!(told("plan"), "");
    // One host may have many accounts, as behind forwarded ports.
    let at = |ports: [u16; 2]| {
        let domain = |port| {
            format!("[[domain]]\nname = \"n{port}\"\naddress = \"localhost:{port}\"\naccent = \"#abc\"\n")
        };
        lab.write("wezmux.toml", ports.map(domain).concat());
    };
    at([2201, 2202]);
    build();
    copy("out/wezterm.lua", ".wezterm.lua");
    at([2301, 2302]);
    assert_eq!(told("plan"), "");
    at([2201, 2302]);
    assert_eq!(told("plan"), "");
    lab.project(&["a"], "");
    lab.write(".wezterm.lua", "return {\n    name = \"a\", }\n");
    fs::remove_file(lab.path(".config/wezterm/wezmux.lua")).expect("it is there");
    assert_eq!(told("plan"), "");
    // And a pipe is not waited for.
    fs::remove_file(lab.path(".wezterm.lua")).expect("it is there");
    let made = Command::new("mkfifo").arg(lab.path(".wezterm.lua")).status();
    assert!(made.expect("mkfifo").success());
    assert_eq!(told("plan"), "");
}

#[test]
fn every_verb_counts_hosts_in_its_own_words() {
    let lab = Lab::new(&["a", "b"]);
    lab.run(&["apply"]).code(0);
    for (verb, word) in [
        ("plan", "up to date"),
        ("apply", "unchanged"),
        ("status", "well"),
        ("doctor", "without errors"),
    ] {
        let stdout = lab.run(&[verb]).code(0).stdout;
        assert!(
            stdout.ends_with(&format!("\n2 hosts: 2 {word}\n")),
            "{verb}: {stdout}"
        );
    }
    std::fs::remove_file(lab.path("hosts/a/linger")).expect("it is there");
    let stdout = lab.run(&["doctor"]).code(1).stdout;
    assert!(
        stdout.ends_with("\n2 hosts: 1 without errors, 1 with errors\n"),
        "{stdout}"
    );
}

#[test]
fn every_verb_has_one_json_document_with_its_exit_codes() {
    let lab = Lab::new(&["a", "b"]);
    lab.ssh("b", "exit 255\n");
    for (verb, code) in [
        ("plan", 3),
        ("apply", 0),
        ("status", 0),
        ("doctor", 0),
        ("restart", 3),
        ("undo", 0),
        ("remove", 3),
    ] {
        let run = lab.run(&[verb, "--json"]).code(4);
        assert_eq!(run.stderr, "", "{verb}");
        let json = run.json();
        assert_eq!(json["verb"], verb);
        assert_eq!(json["exit_code"], 4, "{verb}");
        let codes: Vec<&serde_json::Value> = json["hosts"]
            .as_array()
            .expect("hosts")
            .iter()
            .map(|host| &host["exit_code"])
            .collect();
        assert_eq!(codes, [code, 4], "{verb}: {}", run.stdout);
    }
}
