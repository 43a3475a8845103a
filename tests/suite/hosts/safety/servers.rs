//! Servers with tabs, and units in every state.

use std::os::unix::fs::symlink;

use super::{CONFIG, FIRST, SECOND, UNIT, another_server, files, set_up};
use crate::hosts::Lab;

#[test]
fn a_server_that_does_not_answer_may_have_tabs_and_is_not_removed() {
    let lab = set_up();
    let uncounted = "\
a: its server runs and does not answer, so its tabs cannot be counted
  help: `--kill-tabs all` ends it all the same; `wezmux doctor` may say why
";
    // Neither where nobody listens, nor where there is not even a program to ask with.
    lab.write("hosts/a/silent", "");
    lab.run(&["remove"]).code(3).prints(uncounted);
    std::fs::remove_file(lab.path("hosts/a/run/wezterm/sock")).expect("the socket");
    lab.run(&["remove", "--kill-tabs", "99"])
        .code(3)
        .prints(uncounted);
    lab.run(&["restart", "--kill-tabs", "99"])
        .code(3)
        .prints(uncounted);
    // Nor where it falls silent after the look.
    lab.write("hosts/a/run/wezterm/sock", "");
    std::fs::remove_file(lab.path("hosts/a/silent")).expect("it is there");
    lab.ssh("a", "case $* in *--report*) ;; *) : >\"$home/silent\" ;; esac\n");
    lab.run(&["remove", "--kill-tabs", "1"]).code(3).prints(
        "\
a: the server does not say how many tabs it has; --kill-tabs all ends it all the same
  help: allow it with `--kill-tabs`
",
    );
    assert!(lab.has("hosts/a/active") && lab.has(CONFIG));
    lab.run(&["remove", "--kill-tabs", "all"]).code(0);
    assert!(!lab.has("hosts/a/active") && !lab.has(CONFIG));
}

#[test]
fn a_server_that_systemd_is_not_there_to_stop_leaves_all_as_it_is() {
    let lab = set_up();
    let before = files(&lab);
    lab.ssh(
        "a",
        "case $* in *--report*) ;; *) : >\"$home/no-manager\" ;; esac\n",
    );
    let run = lab.run(&["remove", "--kill-tabs", "all"]).code(1).stdout;
    assert!(
        run.starts_with("a: systemd does not run for ")
            && run.contains(", so that the server cannot be stopped; all stays as it is\n"),
        "{run}"
    );
    assert_eq!(files(&lab), before);
}

#[test]
fn a_server_that_cannot_be_stopped_leaves_all_as_it_is() {
    let lab = set_up();
    let before = files(&lab);
    lab.write("hosts/a/no-stop", "");
    lab.run(&["remove", "--kill-tabs", "all"])
        .code(1)
        .prints("a: cannot stop wezterm-mux-server.service, so all stays as it is\n");
    assert_eq!(files(&lab), before);
    std::fs::remove_file(lab.path("hosts/a/no-stop")).expect("it is there");
    lab.run(&["remove", "--kill-tabs", "all"]).code(0);
    assert!(!lab.has(CONFIG));
}

#[test]
fn restart_ends_the_server_that_has_the_lock_and_no_other() {
    let lab = set_up();
    lab.script(
        "programs/end-server",
        "#!/bin/sh\nrm -rf \"$HOME/run/proc/$1\" \"$HOME/client\"\n",
    );
    lab.write("hosts/a/client", "7");
    // One with a socket of its own, which nobody has counted.
    another_server(&lab, 8);

    // The lock names a process that is no server.
    lab.write("hosts/a/run/wezterm/pid", "4242");
    let run = lab.run(&["restart", "--kill-tabs", "all"]).code(1);
    let lock = lab.path("hosts/a/run/wezterm/pid");
    assert_eq!(
        run.stdout,
        format!(
            "a: cannot tell which server has {}; end it yourself, and run this again\n",
            lock.display()
        )
    );
    assert!(lab.has("hosts/a/run/proc/7") && lab.has("hosts/a/run/proc/8"));

    lab.write("hosts/a/run/wezterm/pid", "7");
    let run = lab.run(&["restart", "--kill-tabs", "all"]).code(1);
    assert_eq!(
        run.stdout,
        "a: there are 2 mux servers, and only one of them has the socket: processes 1 8\n  restarted wezterm-mux-server.service\n"
    );
    assert!(!lab.has("hosts/a/run/proc/7") && lab.has("hosts/a/run/proc/8"));
    // It is not taken for done by the next look.
    let plan = lab.run(&["plan"]).code(3).stdout;
    assert_eq!(
        plan,
        "a: changes to make\n  check     that there is one server, of which there are more\n"
    );

    // One that does not end is not waited for without end.
    std::fs::remove_dir_all(lab.path("hosts/a/run/proc/8")).expect("it is there");
    lab.script("programs/end-server", "#!/bin/sh\n");
    lab.write("hosts/a/client", "7");
    lab.run(&["restart", "--kill-tabs", "1"])
        .code(1)
        .prints("a: the server that a client started (process 7) does not end\n");
}

#[test]
fn a_unit_that_systemd_has_not_read_again_is_read_before_anything_starts() {
    let lab = set_up();
    lab.write("hosts/a/stale", "yes");
    lab.run(&["plan"])
        .code(3)
        .prints("a: changes to make\n  reload    wezterm-mux-server.service\n");
    lab.run(&["apply"]).code(0);
    lab.run(&["plan"]).code(0).prints("a: nothing to do\n");

    lab.write("hosts/a/stale", "yes");
    std::fs::remove_file(lab.path("hosts/a/run/systemctl")).expect("what was asked of it");
    lab.run(&["restart", "--kill-tabs", "1"]).code(0);
    let asked = lab.read("hosts/a/run/systemctl");
    assert!(asked.starts_with("--user daemon-reload\n"), "{asked}");

    lab.write("hosts/a/no-reload", "");
    lab.write("hosts/a/stale", "yes");
    let started = lab.read("hosts/a/active");
    lab.run(&["restart", "--kill-tabs", "1"])
        .code(1)
        .prints("a: systemctl --user daemon-reload failed\n");
    assert_eq!(lab.read("hosts/a/active"), started);
}

#[test]
fn a_proof_that_failed_is_asked_for_again() {
    let lab = Lab::new(&["a"]);
    lab.write("hosts/a/silent", "");
    let failed = lab.run(&["apply"]).code(1);
    assert!(
        failed
            .stdout
            .starts_with("a: wezterm-mux-server.service runs, but does not answer at "),
        "{}",
        failed.stdout
    );
    lab.run(&["plan"])
        .code(3)
        .prints("a: changes to make\n  check     the server, which does not answer\n");
    let failed = lab.run(&["apply"]).code(1);
    assert!(failed.stdout.contains("does not answer"), "{}", failed.stdout);
    assert_eq!(lab.read("hosts/a/active"), "started\n");
    std::fs::remove_file(lab.path("hosts/a/silent")).expect("it is there");
    lab.run(&["apply"]).code(0).prints("a: nothing to do\n");
}

#[test]
fn what_wezterm_says_of_a_server_that_it_cannot_talk_to_is_passed_on() {
    let lab = Lab::new(&["a"]);
    lab.script(
        "programs/wezterm",
        "#!/bin/sh\necho one >&2\necho 'Please install the same version' >&2\nexit 1\n",
    );
    let failed = lab.run(&["apply"]).code(1).stdout;
    let first = failed.lines().next().expect("a line");
    assert!(
        first.ends_with("/run/wezterm/sock: Please install the same version"),
        "{failed}"
    );
}

#[test]
fn systemd_that_says_nothing_of_the_server_starts_none() {
    let lab = set_up();
    lab.project(&["a"], SECOND);
    lab.ssh("a", "case $* in *--report*) ;; *) : >\"$home/mute\" ;; esac\n");
    // Someone has the server's lock.
    lab.write("hosts/a/run/wezterm/pid", "1");
    lab.script(
        "programs/flock",
        "#!/bin/sh\ncase $* in -n*) exit 1 ;; esac\nexec /usr/bin/flock \"$@\"\n",
    );
    let run = lab.run(&["apply"]).code(1);
    assert!(
        run.stdout
            .starts_with("a: systemd does not say whether wezterm-mux-server.service runs\n"),
        "{}",
        run.stdout
    );
    assert_eq!(lab.read("hosts/a/active"), "started\n");
}

#[test]
fn a_server_that_hangs_and_that_the_unit_did_not_start_stands_in_the_way() {
    let lab = Lab::new(&["a"]);
    another_server(&lab, 9);
    let run = lab.run(&["apply"]).code(1);
    assert!(
        run.stdout
            .starts_with("a: a server that wezterm-mux-server.service did not start has "),
        "{}",
        run.stdout
    );
    assert!(!lab.has(CONFIG) && !lab.has("hosts/a/active"));
}

#[test]
fn of_two_servers_the_tabs_of_one_cannot_be_counted_and_none_ends() {
    let lab = set_up();
    another_server(&lab, 8);
    let uncounted = "\
a: 2 servers run, and the tabs of only one of them can be counted
  help: `--kill-tabs all` ends it all the same; `wezmux doctor` may say why
";
    for verb in ["restart", "remove"] {
        lab.run(&[verb, "--kill-tabs", "99"]).code(3).prints(uncounted);
    }
    // Nor where the second one comes after the look, or the change is an apply's.
    std::fs::remove_dir_all(lab.path("hosts/a/run/proc/8")).expect("it is there");
    let saved = lab.path("eight");
    std::fs::create_dir(&saved).expect("a folder");
    another_server(&lab, 8);
    std::fs::rename(lab.path("hosts/a/run/proc/8"), saved.join("8")).expect("it is there");
    lab.ssh(
        "a",
        "case $* in *--report*) ;; *) cp -r \"$FAKE/eight/8\" \"$home/run/proc/\" ;; esac\n",
    );
    let started = lab.read("hosts/a/active");
    for verb in ["restart", "remove"] {
        lab.run(&[verb, "--kill-tabs", "99"]).code(3).prints(
            "\
a: 2 servers run, and the tabs of only one of them can be counted; --kill-tabs all ends it all the same
  help: allow it with `--kill-tabs`
",
        );
        std::fs::remove_dir_all(lab.path("hosts/a/run/proc/8")).expect("it is there");
    }
    lab.project(&["a"], SECOND);
    let run = lab.run(&["apply", "--kill-tabs", "99"]);
    assert!(!run.stdout.contains("restarted"), "{}", run.stdout);
    assert_eq!(lab.read("hosts/a/active"), started);
}

#[test]
fn remove_starts_a_unit_again_that_was_there_before() {
    let lab = Lab::new(&["a"]);
    lab.write(UNIT, "[Unit]\n# mine\n");
    let wants = lab.path("hosts/a/.config/systemd/user/default.target.wants");
    std::fs::create_dir_all(&wants).expect("a folder");
    symlink(
        "../wezterm-mux-server.service",
        wants.join("wezterm-mux-server.service"),
    )
    .expect("a link");
    lab.run(&["apply", "--changed", "overwrite"]).code(0);
    let run = lab.run(&["remove", "--kill-tabs", "1"]).code(0).stdout;
    assert!(
        run.contains("\n  started   wezterm-mux-server.service, which is yours\n"),
        "{run}"
    );
    assert!(lab.has("hosts/a/active") && wants.join("wezterm-mux-server.service").is_symlink());
    assert_eq!(lab.read(UNIT), "[Unit]\n# mine\n");
}

#[test]
fn a_server_in_a_state_that_is_not_known_is_not_started_again() {
    let lab = set_up();
    lab.project(&["a"], SECOND);
    // One of a later systemd.
    let systemctl = lab.read("programs/systemctl");
    lab.script(
        "programs/systemctl",
        &systemctl.replace("active=active", "active=refreshing"),
    );
    // It has its lock.
    lab.write("hosts/a/run/wezterm/pid", "1");
    lab.script(
        "programs/flock",
        "#!/bin/sh\ncase $* in -n*) exit 1 ;; esac\nexec /usr/bin/flock \"$@\"\n",
    );
    lab.run(&["apply"]).code(3);
    assert_eq!(lab.read("hosts/a/active"), "started\n");
    // One of a type that is never through with starting, such as `oneshot`.
    lab.script(
        "programs/systemctl",
        &systemctl.replace("active=active", "active=activating"),
    );
    lab.project(&["a"], FIRST);
    lab.run(&["apply"]).code(0);
    lab.project(&["a"], SECOND);
    lab.run(&["apply"]).code(3);
    lab.run(&["undo"]).code(0);
    assert_eq!(lab.read("hosts/a/active"), "started\n");
    // Or of one that waits for a word of its main process, which only calls the server.
    let wrapped = systemctl
        .replace("active=active sub=running", "active=activating sub=start")
        .replace("name=wezterm-mux-ser\n", "name=sh\n");
    lab.script("programs/systemctl", &wrapped);
    another_server(&lab, 9);
    let run = lab.run(&["apply"]).code(1).stdout;
    assert!(
        run.starts_with("a: wezterm-mux-server.service does not run: activating, start\n"),
        "{run}"
    );
    assert_eq!(lab.read("hosts/a/active"), "started\n");
    // With no server in it there is nothing to lose.
    std::fs::remove_dir_all(lab.path("hosts/a/run/proc/9")).expect("it is there");
    lab.run(&["apply"]).code(1);
    assert_eq!(lab.read("hosts/a/active"), "started\nstarted\n");
}

#[test]
fn a_unit_that_no_start_of_the_host_would_start_is_not_taken_for_enabled() {
    let lab = Lab::new(&["a"]);
    lab.write(UNIT, "[Service]\nExecStart=/bin/true\n");
    // systemctl says nothing of a unit without [Install], and ends well.
    let systemctl = lab.read("programs/systemctl");
    lab.script("programs/systemctl", &systemctl.replace("ln -sf", ": ln"));
    lab.run(&["apply", "--changed", "adopt"]).code(1).prints(
        "\
a: wezterm-mux-server.service is not started with the host: its [Install] has to have WantedBy=default.target
  adopted   ~/.config/systemd/user/wezterm-mux-server.service as it is
  wrote     ~/.wezterm.lua
  enabled   lingering for root
",
    );
}

/// A client's server runs, and the unit waits for its end.
fn waiting() -> Lab {
    let lab = set_up();
    lab.script(
        "programs/end-server",
        "#!/bin/sh\nrm -rf \"$HOME/run/proc/$1\" \"$HOME/client\"\n",
    );
    lab.write("hosts/a/client", "7");
    lab.write("hosts/a/run/wezterm/pid", "7");
    lab
}

/// It ends, and the process that waited becomes the server.
fn take_over(lab: &Lab) {
    std::fs::remove_file(lab.path("hosts/a/client")).expect("it is there");
    std::fs::remove_dir_all(lab.path("hosts/a/run/proc/7")).expect("it is there");
}

const SAME_UNIT: &str = "label = \"First\"\ntabs = 3";
const WAITS: &str = "a: a change waits\n  waits     for the next start of the server, which still runs as its files were before\n";

#[test]
fn a_server_that_took_over_from_a_client_s_has_read_the_config_that_is_there() {
    let lab = waiting();
    lab.project(&["a"], SAME_UNIT);
    lab.run(&["apply"]).code(3);
    lab.run(&["plan"]).code(3).prints(WAITS);
    take_over(&lab);
    lab.run(&["plan"]).code(0).prints("a: nothing to do\n");
    // The same with a restart: the unit is not started a second time.
    let lab = waiting();
    lab.project(&["a"], SAME_UNIT);
    lab.run(&["apply", "--kill-tabs", "1"]).code(0);
    assert!(!lab.has("hosts/a/client"));
    assert_eq!(lab.read("hosts/a/active"), "started\n");
}

#[test]
fn a_unit_that_waited_while_its_file_changed_still_waits_when_it_has_taken_over() {
    let lab = waiting();
    lab.project(&["a"], SECOND);
    lab.run(&["apply"]).code(3);
    take_over(&lab);
    lab.run(&["plan"]).code(3).prints(WAITS);
    // What comes on top of it is no end of that.
    lab.project(&["a"], "label = \"Second\"\ntabs = 4");
    lab.run(&["apply"]).code(3);
    lab.project(&["a"], SECOND);
    lab.run(&["apply"]).code(3);
    lab.run(&["plan"]).code(3).prints(WAITS);
    // But the old file is.
    lab.project(&["a"], "label = \"First\"\ntabs = 3");
    lab.run(&["apply"]).code(0);
    lab.run(&["plan"]).code(0).prints("a: nothing to do\n");
    // A restart is through only when the unit is started with the new one.
    let lab = waiting();
    lab.project(&["a"], SECOND);
    lab.run(&["apply", "--kill-tabs", "1"]).code(0);
    assert!(!lab.has("hosts/a/client"));
    assert_eq!(lab.read("hosts/a/active"), "started\nstarted\n");
    lab.run(&["plan"]).code(0).prints("a: nothing to do\n");
}

#[test]
fn a_client_s_server_that_runs_while_the_unit_does_not_waits_as_any_other() {
    let lab = set_up();
    std::fs::remove_file(lab.path("hosts/a/active")).expect("it is there");
    lab.write("hosts/a/client", "7");
    lab.write("hosts/a/run/wezterm/pid", "7");
    lab.script(
        "programs/flock",
        "#!/bin/sh\ncase $* in -n*) exit 1 ;; esac\nexec /usr/bin/flock \"$@\"\n",
    );
    lab.script(
        "programs/end-server",
        "#!/bin/sh\nrm -rf \"$HOME/run/proc/$1\" \"$HOME/client\"\n",
    );
    let status = lab.run(&["status"]).code(3).stdout;
    assert!(
        status.starts_with("a: the unit does not run; a server that a client started does, with 1 tab\n"),
        "{status}"
    );
    let doctor = lab.run(&["doctor"]).code(1).stdout;
    assert!(
        doctor.contains("unit: it does not run; the server that does was started by a client\n"),
        "{doctor}"
    );
    lab.project(&["a"], SECOND);
    let run = lab.run(&["apply"]).code(3).stdout;
    assert!(
        run.starts_with("a: done, but for what waits\n")
            && run.contains("  ok        a server that a client started answers; wezterm-mux-server.service takes over when it ends\n")
            && run.contains("  waits     for the next start of the server: 1 tab would end, and --kill-tabs allows 0\n"),
        "{run}"
    );
    lab.run(&["plan"]).code(3).prints(
        "a: a change waits\n  waits     for the next start of the server, which still runs as its files were before\n",
    );
    lab.run(&["apply", "--kill-tabs", "1"]).code(0);
    assert!(!lab.has("hosts/a/client"));
    lab.run(&["plan"]).code(0).prints("a: nothing to do\n");

    // Restarted while the unit does not run, it is the client's that ends.
    std::fs::remove_file(lab.path("hosts/a/active")).expect("it is there");
    lab.write("hosts/a/client", "7");
    lab.run(&["restart", "--kill-tabs", "1"]).code(0);
    assert!(!lab.has("hosts/a/client") && lab.has("hosts/a/active"));
}
