//! `plan` and `apply`.

use std::time::{Duration, Instant};

use super::{Lab, tree};

const CONFIG: &str = "hosts/a/.wezterm.lua";
const UNIT: &str = "hosts/a/.config/systemd/user/wezterm-mux-server.service";
const STATE: &str = "hosts/a/.local/state/wezmux";

#[test]
fn the_first_apply_sets_up_the_second_changes_nothing_in_one_round_trip() {
    let lab = Lab::new(&["a"]);
    let plan = lab.run(&["plan"]).code(3);
    let user = String::from_utf8(
        std::process::Command::new("id")
            .arg("-un")
            .output()
            .expect("id")
            .stdout,
    );
    let user = user.expect("a name").trim().to_owned();
    lab.run(&["build"]).code(0);
    let length = |file: &str| lab.read(&format!("out/hosts/a/{file}")).lines().count();
    let expected = format!(
        "\
a: changes to make
  write     ~/.wezterm.lua, {config} lines
  write     ~/.config/systemd/user/wezterm-mux-server.service, {unit} lines
  enable    lingering for {user}, so that the server stays when {user} logs out
  enable    wezterm-mux-server.service
  start     wezterm-mux-server.service
",
        config = length("wezterm.lua"),
        unit = length("wezterm-mux-server.service"),
    );
    assert_eq!(
        plan.stdout,
        expected.clone() + "  help: `wezmux plan --full` shows new files whole\n"
    );
    assert_eq!(plan.stderr, "asking: a (1 of 1)\n");
    let full = lab.run(&["plan", "--full"]).code(3).stdout;
    let shown = expected + "--- ~/.wezterm.lua (found)\n+++ ~/.wezterm.lua (wanted)\n@@ -0,0 +1,";
    assert!(full.starts_with(&shown), "{full}");
    // For programs they are whole anyway.
    let json = lab.run(&["plan", "--json"]).code(3).json();
    let host = &json["hosts"][0];
    assert_eq!(host["diffs"], serde_json::Value::Null);
    let diff = host["files"][0]["diff"].as_str().expect("a diff");
    assert!(full.contains(diff), "{diff}");
    assert!(!lab.has(CONFIG) && !lab.has(STATE));
    assert_eq!(lab.calls(), ["a sh -s -- --report"; 3]);

    lab.run(&["apply"]).code(0).prints(&format!(
        "\
a: done
  wrote     ~/.wezterm.lua
  wrote     ~/.config/systemd/user/wezterm-mux-server.service
  enabled   lingering for {user}
  enabled   wezterm-mux-server.service
  started   wezterm-mux-server.service
  ok        wezterm-mux-server.service runs (process 1) and answers
"
    ));
    assert_eq!(lab.calls().len(), 2);
    // The files are those of `build`.
    assert_eq!(lab.read(CONFIG), lab.read("out/hosts/a/wezterm.lua"));
    assert_eq!(lab.read(UNIT), lab.read("out/hosts/a/wezterm-mux-server.service"));

    let before = tree(&lab.path("hosts/a"));
    lab.run(&["apply"]).code(0).prints("a: nothing to do\n");
    lab.run(&["plan"]).code(0).prints("a: nothing to do\n");
    assert_eq!(tree(&lab.path("hosts/a")), before);
    assert_eq!(lab.calls(), ["a sh -s -- --report", "a sh -s -- --report"]);
}

#[test]
fn a_host_that_setup_sh_has_set_up_has_nothing_to_do() {
    let lab = Lab::new(&["a"]);
    lab.run(&["build"]).code(0);
    let installer = std::fs::File::open(lab.path("out/hosts/a/setup.sh")).expect("the installer");
    let status = std::process::Command::new(lab.path("bin/ssh"))
        .args(["a", "sh", "-s"])
        .env("FAKE", lab.root())
        .stdin(installer)
        .output()
        .expect("it runs");
    assert!(
        status.status.success(),
        "{}",
        String::from_utf8_lossy(&status.stderr)
    );
    lab.run(&["apply"]).code(0).prints("a: nothing to do\n");
}

#[test]
fn what_someone_changed_is_left_alone_until_they_say_otherwise() {
    let lab = Lab::new(&["a"]);
    lab.run(&["apply"]).code(0);
    let mine = lab.read(CONFIG) + "-- mine\n";
    lab.write(CONFIG, &mine);
    let left = "\
a: left alone: someone else wrote or changed what is there
  changed   ~/.wezterm.lua, by someone else since wezmux wrote it
  help: say what to do with `--changed`: `overwrite` (a copy stays there), `adopt` or `skip`
";
    lab.run(&["apply"]).code(3).prints(left);
    let plan = lab.run(&["plan"]).code(3).stdout;
    // What they did is what would be undone, so it is shown once.
    assert_eq!(plan.matches("@@").count(), 2, "{plan}");
    assert!(plan.ends_with("\n return config\n--- mine\n"), "{plan}");
    assert_eq!(lab.read(CONFIG), mine);
    // Otherwise both are.
    lab.project(&["a"], "tabs = 2");
    let plan = lab.run(&["plan"]).code(3).stdout;
    assert!(
        plan.contains(
            "\n return config\n+-- mine\n--- ~/.wezterm.lua (found)\n+++ ~/.wezterm.lua (wanted)\n"
        ),
        "{plan}"
    );
    assert!(plan.ends_with("\n return config\n--- mine\n"), "{plan}");

    // Skipped: the rest is done, this stays, and is said again the next time.
    lab.project(&["a"], "label = \"Other\"");
    let run = lab.run(&["apply", "--changed", "skip"]).code(3).stdout;
    assert!(
        run.starts_with("a: done, but for what was skipped and what waits\n"),
        "{run}"
    );
    assert_eq!(lab.read(CONFIG), mine);
    assert!(lab.read(UNIT).contains("(Other)"));
    lab.run(&["plan"]).code(3);
    lab.run(&["restart", "--kill-tabs", "1"]).code(0);
    // Also where there is nothing else to do.
    lab.run(&["apply", "--changed", "skip"]).code(3).prints(
        "\
a: nothing to do, but for what was skipped
  changed   ~/.wezterm.lua, by someone else since wezmux wrote it
  help: say what to do with `--changed`: `overwrite` (a copy stays there), `adopt` or `skip`
",
    );

    // Adopted: it is right as it is, until it changes again.
    lab.run(&["apply", "--changed", "adopt", "--kill-tabs", "1"])
        .code(0);
    assert_eq!(lab.read(CONFIG), mine);
    lab.run(&["apply"]).code(0).prints("a: nothing to do\n");
    let run = lab.run(&["plan"]).code(0);
    assert_eq!(
        run.stdout,
        "a: nothing to do\n  adopted   ~/.wezterm.lua, left as it is; the project has other contents (--changed overwrite takes those)\n"
    );
    lab.write(CONFIG, &(mine.clone() + "-- more\n"));
    lab.run(&["apply"]).code(3).prints(left);

    // All is to be ours, what was adopted as well.
    lab.run(&["apply", "--changed", "adopt"]).code(0);
    let all = ["apply", "--changed", "overwrite", "--kill-tabs", "all"];
    lab.run(&all).code(0);
    lab.run(&["build", "--force"]).code(0);
    assert_eq!(lab.read(CONFIG), lab.read("out/hosts/a/wezterm.lua"));
    assert_eq!(
        lab.read(&format!("{STATE}/backup/.wezterm.lua.1")),
        mine + "-- more\n"
    );
    lab.run(&all).code(0).prints("a: nothing to do\n");
}

#[test]
fn what_someone_else_wrote_first_is_left_alone_too_and_what_they_removed_is_not() {
    let lab = Lab::new(&["a"]);
    lab.write(CONFIG, "return {}\n");
    let run = lab.run(&["apply"]).code(3);
    assert!(
        run.stdout
            .contains("  foreign   ~/.wezterm.lua, which wezmux did not write\n"),
        "{}",
        run.stdout
    );
    assert!(!lab.has(UNIT) && !lab.has(STATE));
    lab.run(&["apply", "--changed", "overwrite"]).code(0);
    assert_eq!(lab.read(&format!("{STATE}/original/.wezterm.lua")), "return {}\n");

    std::fs::remove_file(lab.path(CONFIG)).expect("it is there");
    let run = lab.run(&["plan"]).code(3);
    assert!(
        run.stdout
            .contains("  write     ~/.wezterm.lua, which someone removed, "),
        "{}",
        run.stdout
    );
    lab.run(&["apply"]).code(3);
    assert!(lab.has(CONFIG));

    std::fs::remove_file(lab.path(CONFIG)).expect("it is there");
    std::fs::create_dir(lab.path(CONFIG)).expect("a folder");
    lab.run(&["apply"])
        .code(1)
        .prints("a: ~/.wezterm.lua is no file; move it away and run this again\n");
}

#[test]
fn tabs_end_only_when_as_many_may() {
    let lab = Lab::new(&["a"]);
    lab.run(&["apply"]).code(0);
    lab.write("hosts/a/tabs", "3");
    lab.project(&["a"], "tabs = 5");
    lab.run(&["apply"]).code(3).prints(
        "\
a: done, but for what waits
  wrote     ~/.wezterm.lua
  kept      ~/.wezterm.lua as ~/.local/state/wezmux/backup/.wezterm.lua.1
  ok        wezterm-mux-server.service runs (process 1) and answers
  waits     for the next start of the server: 3 tabs would end, and --kill-tabs allows 0
  help: `wezmux restart` starts the server anew, and lists the tabs that would end
"
        .replace("  wrote     ~/.wezterm.lua\n  kept      ~/.wezterm.lua as ~/.local/state/wezmux/backup/.wezterm.lua.1\n", "  kept      ~/.wezterm.lua as ~/.local/state/wezmux/backup/.wezterm.lua.1\n  wrote     ~/.wezterm.lua\n")
        .as_str(),
    );
    assert_eq!(lab.read("hosts/a/active"), "started\n");
    lab.run(&["plan"]).code(3).prints(
        "\
a: a change waits
  waits     for the next start of the server, which still runs as its files were before
",
    );
    lab.run(&["apply", "--kill-tabs", "2"])
        .code(3)
        .prints("a: 3 tabs would end, and --kill-tabs allows 2\n  help: allow it with `--kill-tabs`\n");
    assert_eq!(lab.read("hosts/a/active"), "started\n");
    let run = lab.run(&["apply", "--kill-tabs", "3"]).code(0);
    assert!(
        run.stdout.contains("restarted wezterm-mux-server.service"),
        "{}",
        run.stdout
    );
    assert_eq!(lab.read("hosts/a/active"), "started\nstarted\n");
    lab.run(&["apply"]).code(0).prints("a: nothing to do\n");
}

#[test]
fn each_way_not_to_answer_has_its_message_and_stops_nobody_else() {
    let lab = Lab::new(&["changed", "denied", "fine", "gone", "new", "silent"]);
    let fails = |host: &str, words: &str| lab.ssh(host, &format!("echo '{words}' >&2; exit 255\n"));
    fails("changed", "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @");
    fails("denied", "u@denied: Permission denied (publickey).");
    fails(
        "gone",
        "ssh: connect to host gone port 22: No route to host\u{1b}[2J",
    );
    fails("new", "Host key verification failed.");
    lab.ssh("silent", "exec /bin/sleep 60\n");
    let started = Instant::now();
    let run = lab.run(&["apply", "--timeout", "1"]).code(4);
    assert!(started.elapsed() < Duration::from_secs(30));
    let mut stdout = run.stdout.clone();
    let fine = stdout.find("fine: done\n").expect("it was set up");
    let gone = stdout.find("gone: ").expect("the next one");
    stdout.replace_range(fine..gone, "");
    assert_eq!(
        stdout,
        "\
changed: its host key is not the one in `known_hosts`
  help: find out why; if the host was made anew, `ssh-keygen -R changed` forgets the old key
denied: it refused every key that `ssh` has
  help: load your key into the agent with `ssh-add`, then try `ssh denied`
gone: cannot be reached: connect to host gone port 22: No route to host\u{fffd}[2J
  help: try `ssh gone true`
new: its host key is not in `known_hosts` yet
  help: run `ssh new` once, and compare the key before you accept it
silent: no answer within 1 s
  help: try `ssh silent`, or give it longer with `--timeout`

6 hosts: 1 changed, 5 unreachable
"
    );
    let json = lab
        .run(&["plan", "--json", "--timeout", "1", "fine", "gone"])
        .code(4)
        .json();
    assert_eq!(json["exit_code"], 4);
    assert_eq!(json["hosts"][0]["verdict"], "unchanged");
    assert_eq!(json["hosts"][1]["verdict"], "unreachable");
    assert_eq!(json["hosts"][1]["exit_code"], 4);
}

#[test]
fn only_those_that_failed_are_tried_again() {
    let lab = Lab::new(&["a", "b", "c"]);
    lab.ssh("b", "echo 'ssh: no' >&2; exit 255\n");
    lab.run(&["apply"]).code(4);
    lab.calls();
    lab.run(&["apply", "--retry-failed"]).code(4);
    assert_eq!(lab.calls(), ["b sh -s -- --report"]);
    lab.ssh("b", "");
    lab.run(&["apply", "--retry-failed"]).code(0);
    assert_eq!(lab.calls().len(), 2);
    let run = lab.run(&["apply", "--retry-failed"]).code(0);
    assert_eq!(
        run.stderr,
        "nothing to do: no host failed when `wezmux apply` ran last\n"
    );
    assert_eq!(run.stdout, "");
    assert_eq!(lab.calls(), [""; 0]);
}

#[test]
fn hosts_are_chosen_by_name_and_by_tag() {
    let lab = Lab::new(&["a", "b", "c"]);
    let text = lab
        .read("wezmux.toml")
        .replace("name = \"b\"\n", "name = \"b\"\ntags = [\"web\", \"eu\"]\n");
    lab.write("wezmux.toml", &text);
    lab.run(&["plan", "a", "--tag", "web"]).code(3);
    let mut calls = lab.calls();
    calls.sort();
    assert_eq!(calls, ["a sh -s -- --report", "b sh -s -- --report"]);
    let run = lab.run(&["plan", "d"]).code(2);
    assert_eq!(
        run.stderr,
        "error: there is no domain `d`\nhelp: the project has `a`, `b`, `c`\n"
    );
    let run = lab.run(&["remove", "d"]).code(2);
    assert_eq!(
        run.stderr,
        "error: there is no domain `d`\nhelp: the project has `a`, `b`, `c`; what a domain has left on its host is \
         removed while it is in the project: put it back first\n"
    );
    // As it can be typed in a shell.
    for (file, word) in [
        ("../c.toml", "../c.toml"),
        ("c.json", "c.json"),
        ("-", "-"),
        ("#1.AAAA", "'#1.AAAA'"),
        ("my file.toml", "'my file.toml'"),
    ] {
        assert_eq!(
            lab.run(&["plan", file]).code(2).stderr,
            format!("error: there is no domain `{file}`\nhelp: to name the project file: `-p {word}`\n")
        );
    }
    assert_eq!(
        lab.run(&["plan", "x/\u{1b}[31mred.toml"]).code(2).stderr,
        "error: there is no domain `x/\\u{1b}[31mred.toml`\nhelp: to name the project file: `-p FILE`\n"
    );
    let run = lab.run(&["plan", "--tag", "wob"]).code(2);
    assert_eq!(
        run.stderr,
        "error: no domain has the tag `wob`\nhelp: the project has `eu`, `web`\n"
    );
    lab.project(&["a"], "");
    let run = lab.run(&["plan", "--tag", "web"]).code(2);
    assert_eq!(
        run.stderr,
        "error: no domain has the tag `web`\nhelp: no domain has any; write `tags = [\"web\"]` to one\n"
    );
    for wrong in [
        ["apply", "--canary", "0"],
        ["apply", "--canary", "1,x%"],
        ["apply", "--kill-tabs", "-1"],
        ["plan", "--parallel", "0"],
    ] {
        lab.run(&wrong).code(2);
    }
}

#[test]
fn every_verb_takes_names_and_tags() {
    let lab = Lab::new(&["a", "b", "c"]);
    let text = lab
        .read("wezmux.toml")
        .replace("name = \"b\"\n", "name = \"b\"\ntags = [\"web\"]\n");
    lab.write("wezmux.toml", &text);
    for verb in [
        "plan", "apply", "status", "doctor", "restart", "undo", "remove", "logs",
    ] {
        for (words, expected) in [(&["--tag", "web"][..], vec!["b"]), (&["c", "b"], vec!["b", "c"])] {
            lab.run(&[&[verb][..], words].concat());
            let mut hosts: Vec<String> = lab
                .calls()
                .iter()
                .filter_map(|call| Some(call.split_once(' ')?.0.to_owned()))
                .collect();
            hosts.sort();
            hosts.dedup();
            assert_eq!(hosts, expected, "{verb} {words:?}");
        }
    }
}

#[test]
fn no_more_hosts_are_talked_to_at_once_than_may_be() {
    let lab = Lab::new(&["a", "b", "c", "d", "e", "f"]);
    for host in ["a", "b", "c", "d", "e", "f"] {
        lab.ssh(
            host,
            "mkdir -p \"$FAKE/now\"; : >\"$FAKE/now/$$\"; ls \"$FAKE/now\" | wc -l >>\"$FAKE/counts\"; /bin/sleep 0.4; rm \"$FAKE/now/$$\"; exit 255\n",
        );
    }
    for most in ["1", "2"] {
        lab.run(&["plan", "--parallel", most]).code(4);
        let counts = lab.read("counts");
        std::fs::remove_file(lab.path("counts")).expect("it is there");
        assert_eq!(counts.lines().count(), 6);
        assert_eq!(counts.lines().max(), Some(most), "{counts}");
    }
}

#[test]
fn later_waves_wait_for_the_first() {
    let names = ["a", "b", "c", "d"];
    let lab = Lab::new(&names);
    lab.write("hosts/a/flaps", "7");
    let run = lab.run(&["apply", "--canary", "1,50%"]).code(1);
    assert!(
        run.stdout.ends_with(
            "\
b: held back: a host of an earlier wave did not get well
c: held back: a host of an earlier wave did not get well
d: held back: a host of an earlier wave did not get well

4 hosts: 1 failed, 3 held back
in waves: `a`; then `b`, `c`; then `d`
"
        ),
        "{}",
        run.stdout
    );
    std::fs::remove_file(lab.path("hosts/a/flaps")).expect("it is there");
    lab.calls();
    let json = lab.run(&["apply", "--canary", "1,50%", "--json"]).code(0).json();
    let hosts = json["hosts"].as_array().expect("hosts");
    let waves: Vec<_> = hosts.iter().map(|host| host["wave"].as_u64()).collect();
    assert_eq!(waves, [Some(1), Some(2), Some(2), Some(3)]);
    let calls = lab.calls();
    let at = |host: &str| {
        let line = format!("{host} sh -s -- --seen");
        calls
            .iter()
            .position(|call| call.starts_with(&line))
            .expect("it was set up")
    };
    assert!(
        at("a") < at("b").min(at("c")) && at("b").max(at("c")) < at("d"),
        "{calls:?}"
    );
}

#[test]
fn a_host_that_fails_before_it_is_changed_counts_in_its_wave() {
    let lab = Lab::new(&["a", "b", "c", "d", "e"]);
    // One where there is nothing to do proves nothing, and takes nobody's place.
    lab.run(&["apply", "a"]).code(0);
    lab.ssh(
        "c",
        "echo 'ssh: connect to host c port 22: No route to host' >&2; exit 255\n",
    );
    lab.calls();
    let run = lab.run(&["apply", "--canary", "1,1"]).code(1);
    let heads: Vec<&str> = run.stdout.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(
        heads,
        [
            "a: nothing to do",
            "b: done",
            "c: cannot be reached: connect to host c port 22: No route to host",
            "d: held back: a host of an earlier wave did not get well",
            "e: held back: a host of an earlier wave did not get well",
            "",
            "5 hosts: 1 changed, 1 unchanged, 1 unreachable, 2 held back",
            "in waves: `b`; then `c`; then `d`, `e`",
        ]
    );
    let changed = |call: &&String| call.contains(" --seen");
    assert_eq!(lab.calls().iter().filter(changed).count(), 1);
    // As the first it holds all others back, in the last wave nobody.
    lab.run(&["apply", "c", "d", "e", "--canary", "1"]).code(1);
    assert_eq!(lab.calls().iter().filter(changed).count(), 0);
    lab.write("hosts/e/ssh", "exit 255\n");
    std::fs::remove_file(lab.path("hosts/c/ssh")).expect("it is there");
    lab.run(&["apply", "--canary", "1,1"]).code(4);
    assert_eq!(lab.calls().iter().filter(changed).count(), 2);
}

#[test]
fn a_server_that_flaps_is_a_failure_with_its_last_words() {
    let lab = Lab::new(&["a"]);
    lab.write("hosts/a/flaps", "7");
    let run = lab.run(&["apply"]).code(1);
    assert!(
        run.stdout
            .starts_with("a: wezterm-mux-server.service does not run: activating, auto-restart\n"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.ends_with(
            "  the last words of the server\n  see: journalctl --user --unit=wezterm-mux-server.service\n"
        ),
        "{}",
        run.stdout
    );
}

#[test]
fn without_lingering_it_says_what_an_administrator_has_to_run() {
    let lab = Lab::new(&["a"]);
    lab.write("hosts/a/no-linger", "");
    let run = lab.run(&["apply"]).code(1);
    let first = run.stdout.lines().next().expect("a line");
    assert!(
        first.starts_with("a: the server ends when ")
            && first.contains(" logs out; have an administrator run: sudo loginctl enable-linger "),
        "{first}"
    );
    assert!(lab.has("hosts/a/active"));
}

#[test]
fn a_shell_that_prints_is_survived_and_one_that_runs_nothing_is_reported() {
    let lab = Lab::new(&["noisy", "off", "cut", "flood"]);
    lab.ssh("noisy", "echo 'Welcome!'; printf 'no newline'\n");
    lab.ssh("off", "echo 'This account is\u{1b}[31m not available.'; exit 1\n");
    // The connection ends with the facts half told.
    lab.ssh(
        "cut",
        "sed 's/^    if lingers; then say.*/    exit 0/' | sh -s -- --report; exit 0\n",
    );
    lab.ssh("flood", "exec yes\n");
    let started = Instant::now();
    let run = lab.run(&["plan", "--timeout", "60"]).code(1);
    assert!(
        started.elapsed().as_secs() < 60,
        "it was left to print until the time was over"
    );
    let heads: Vec<&str> = run
        .stdout
        .lines()
        .filter(|line| !line.starts_with([' ', '+', '-', '@']))
        .collect();
    assert_eq!(
        heads,
        [
            "noisy: changes to make",
            "off: its shell printed `This account is\u{fffd}[31m not available.` and ran nothing",
            "cut: it ended before it had said all",
            "flood: it printed more than 1 MiB",
            "",
            "4 hosts: 1 pending, 2 failed, 1 unreachable",
        ]
    );
}

#[test]
fn a_connection_that_is_lost_during_the_change_is_a_failure() {
    let lab = Lab::new(&["a"]);
    lab.ssh(
        "a",
        "case $* in *--seen*) printf '\\nwezmux: begin 1\\nwezmux: wrote     x\\n'; exit 255 ;; esac\n",
    );
    lab.run(&["apply"]).code(1).prints(
        "\
a: the connection was lost
  wrote     x
  help: run it again; what was begun is finished then
",
    );
}

#[test]
fn a_file_that_changes_between_the_look_and_the_write_is_left_alone() {
    let lab = Lab::new(&["a"]);
    lab.run(&["apply"]).code(0);
    lab.project(&["a"], "tabs = 5");
    lab.ssh(
        "a",
        "case $* in *--seen*) echo '-- mine' >>\"$home/.wezterm.lua\" ;; esac\n",
    );
    lab.run(&["apply"]).code(3).prints(
        "\
a: ~/.wezterm.lua was changed while wezmux looked at it; run it again
  help: look at it with `wezmux plan`
",
    );
    assert!(lab.read(CONFIG).ends_with("-- mine\n"));
}

#[test]
fn the_master_that_a_control_persist_leaves_behind_is_not_waited_for() {
    let lab = Lab::new(&["a"]);
    // It keeps standard error open, as the masters of older OpenSSH do.
    lab.ssh(
        "a",
        "/bin/sleep 60 >/dev/null </dev/null & echo $! >>\"$FAKE/masters\"\n",
    );
    let started = Instant::now();
    lab.run(&["plan"]).code(3);
    assert!(
        started.elapsed() < Duration::from_secs(20),
        "{:?}",
        started.elapsed()
    );
    for process in lab.read("masters").lines() {
        let _ = std::process::Command::new("kill").arg(process).status();
    }
}

#[test]
fn three_hundred_hosts_take_little_memory_and_few_files() {
    let names: Vec<String> = (0..300).map(|number| format!("host-{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let lab = Lab::new(&names);
    // Each prints a whole MiB before it answers as one that cannot be set up.
    lab.script(
        "bin/ssh",
        "#!/bin/sh\ncat >/dev/null\nhead -c 1000000 /dev/zero | tr '\\0' x\nprintf '\\nwezmux: begin 1\\nwezmux: cannot 5\\nwezmux: why no systemd\\nwezmux: end\\n'\n",
    );
    // 64 files and 250 MiB: all answers at once would be 300 MB, all connections 900 files.
    let path = std::env::var("PATH").expect("PATH");
    let output = std::process::Command::new("sh")
        .args([
            "-c",
            "ulimit -n 64 -v 250000; exec \"$0\" plan --json --parallel 12",
        ])
        .arg(crate::program::WEZMUX)
        .current_dir(lab.root())
        .env("PATH", format!("{}:{path}", lab.path("bin").display()))
        .env("XDG_STATE_HOME", lab.path("state"))
        .output()
        .expect("it runs");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!(json["hosts"].as_array().expect("hosts").len(), 300);
    for host in json["hosts"].as_array().expect("hosts") {
        assert_eq!(host["message"], "no systemd", "{host}");
    }
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_session_with_the_variables_of_another_user_is_set_up_and_noted() {
    let lab = Lab::new(&["a"]);
    let path = lab.path("bin/ssh");
    let text = std::fs::read_to_string(&path).expect("the stand-in");
    let theirs = text.replace("XDG_RUNTIME_DIR=\"$home/run\" PATH", "XDG_RUNTIME_DIR=/x PATH");
    std::fs::write(&path, theirs).expect("it is written");
    let run = lab.run(&["apply"]).code(0);
    let last = run.stdout.lines().last().expect("a line");
    assert!(
        last.starts_with("  note      XDG_RUNTIME_DIR is '/x' in this session; over ssh it has to be "),
        "{last}"
    );
    // With lingering refused as well, that is what fails.
    lab.write("hosts/a/no-linger", "");
    std::fs::remove_file(lab.path("hosts/a/linger")).expect("it is there");
    let run = lab.run(&["apply"]).code(1);
    assert!(
        run.stdout.starts_with("a: the server ends when "),
        "{}",
        run.stdout
    );
}

#[test]
fn a_shell_that_runs_nothing_the_second_time_is_a_failure() {
    let lab = Lab::new(&["a"]);
    lab.ssh("a", "case $* in *--seen*) echo 'Bye'; exit 0 ;; esac\n");
    lab.run(&["apply"]).code(1).prints(
        "a: its shell ran nothing\n  help: make the start-up files of its shell quiet when nobody is at a terminal\n",
    );
}

#[test]
fn a_change_that_does_not_end_is_a_failure() {
    let lab = Lab::new(&["a", "talks"]);
    lab.ssh("a", "case $* in *--seen*) exec /bin/sleep 60 ;; esac\n");
    lab.ssh(
        "talks",
        "case $* in *--seen*) while echo >&2; do /bin/sleep 1; done ;; esac\n",
    );
    lab.run(&["apply", "--timeout", "1"]).code(1).prints(
        "\
a: the change did not end: no answer within 4 s
  help: run it again; what was begun is finished then
talks: the change did not end: after 24 s it still went on
  help: run it again; what was begun is finished then

2 hosts: 2 failed
",
    );
}

#[test]
fn a_change_that_goes_on_is_waited_for() {
    let lab = Lab::new(&["a", "flood"]);
    lab.ssh(
        "a",
        "case $* in *--seen*) printf '\\nwezmux: begin 1\\n'; for i in 1 2 3; do /bin/sleep 2; echo; done; echo 'wezmux: wrote     x'; exit ;; esac\n",
    );
    // Also one that has said more than is read, for longer than twice the time.
    lab.ssh(
        "flood",
        "case $* in *--seen*) printf '\\nwezmux: begin 1\\n'; head -c 2000000 /dev/zero; for i in 1 2 3 4 5; do /bin/sleep 2; echo; done; : >\"$home/run/ended\"; exit ;; esac\n",
    );
    lab.run(&["apply", "--timeout", "1"]).code(1).prints(
        "\
a: done
  wrote     x
flood: how the change ended is not known: it printed more than 1 MiB
  help: run it again; what was begun is finished then

2 hosts: 1 changed, 1 failed
",
    );
    assert!(lab.has("hosts/flood/run/ended"));
}

#[test]
fn json_has_what_the_text_has_and_nothing_else_is_printed() {
    let lab = Lab::new(&["a", "b"]);
    lab.write("hosts/b/.wezterm.lua", "-- mine\n");
    let run = lab.run(&["apply", "--json"]).code(3);
    assert_eq!(run.stderr, "");
    let json = run.json();
    assert_eq!((&json["verb"], &json["exit_code"]), (&"apply".into(), &3.into()));
    let (a, b) = (&json["hosts"][0], &json["hosts"][1]);
    assert_eq!(
        (&a["host"], &a["verdict"], &a["exit_code"]),
        (&"a".into(), &"changed".into(), &0.into())
    );
    assert_eq!(a["lines"][0], "wrote     ~/.wezterm.lua");
    assert_eq!((&b["verdict"], &b["exit_code"]), (&"pending".into(), &3.into()));
    assert_eq!(
        b["message"],
        "left alone: someone else wrote or changed what is there"
    );
    let plan = lab.run(&["plan", "b", "--json"]).code(3).json();
    let file = &plan["hosts"][0]["files"][0];
    assert_eq!(
        (&file["path"], &file["state"]),
        (&"~/.wezterm.lua".into(), &"foreign".into())
    );
    let diff = file["diff"].as_str().expect("a diff");
    assert!(
        diff.starts_with("--- ~/.wezterm.lua (found)\n+++ ~/.wezterm.lua (wanted)\n"),
        "{diff}"
    );
    assert!(diff.contains("\n--- mine\n"), "{diff}");
}

#[test]
fn each_verb_says_its_exit_codes() {
    let lab = Lab::new(&["a"]);
    for verb in [
        "plan", "apply", "status", "doctor", "restart", "undo", "remove", "logs",
    ] {
        let help = lab.run(&[verb, "--help"]).code(0).stdout;
        let help: Vec<&str> = help.split_whitespace().collect();
        let help = help.join(" ");
        assert!(
            help.contains("Exit codes: 0 all is as it should be, 1 something failed"),
            "{verb}"
        );
        assert!(
            help.ends_with("4 a host could not be reached and nothing failed, 130 you stopped it."),
            "{verb}"
        );
    }
}
