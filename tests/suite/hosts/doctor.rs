//! `doctor`: each thing that goes wrong in life, with its fix.

use super::Lab;

const UNIT: &str = "hosts/a/.config/systemd/user/wezterm-mux-server.service";

/// One host that is set up and well, and a `wezterm` here that is the same as there.
fn well() -> Lab {
    let lab = Lab::new(&["a"]);
    lab.run(&["apply"]).code(0);
    lab.script(
        "bin/wezterm",
        "#!/bin/sh\necho 'wezterm 20250223-062404-4ff581a8'\n",
    );
    lab.write("hosts/a/codec", "44");
    lab
}

/// The lines that doctor prints below the host's first one, with the exit code that it has to have.
#[track_caller]
fn finds(lab: &Lab, code: i32, expected: &[&str]) {
    let run = lab.run(&["doctor"]).code(code);
    let lines: Vec<&str> = run.stdout.lines().skip(1).map(str::trim_start).collect();
    assert_eq!(lines, expected);
}

#[test]
fn a_host_that_is_well_has_nothing() {
    let lab = well();
    lab.run(&["doctor"]).code(0).prints("a: 15 ok\n");
    let json = lab.run(&["doctor", "--json"]).code(0).json();
    assert_eq!(json["hosts"][0]["checks"][0]["check"], "reach");
    assert_eq!(json["hosts"][0]["checks"][0]["level"], "ok");
}

#[test]
fn versions_are_compared_by_the_protocol_of_the_server_that_runs() {
    let lab = well();
    // Upgraded on the host, and not restarted.
    lab.write("hosts/a/codec", "42");
    finds(
        &lab,
        1,
        &[
            "error     version: the server that runs speaks protocol 42, and 44 is installed there and here",
            "fix: wezmux restart a",
        ],
    );
    lab.write("hosts/a/version", "wezterm 20240203-110809-5046fc22");
    finds(
        &lab,
        1,
        &[
            "error     version: the server that runs speaks protocol 42, and 20250223-062404-4ff581a8 here speaks 44",
            "fix: install the same version on both, then restart the server",
        ],
    );
    lab.script(
        "bin/wezterm",
        "#!/bin/sh\necho 'wezterm 20240203-110809-5046fc22'\n",
    );
    finds(&lab, 0, &[]);
    // Other days, the same protocol.
    lab.write("hosts/a/codec", "43");
    lab.write("hosts/a/version", "wezterm 20240520-135708-b8f94c47");
    lab.script(
        "bin/wezterm",
        "#!/bin/sh\necho 'wezterm 20250101-000000-00000000'\n",
    );
    finds(&lab, 0, &[]);
    // Newer than the table.
    lab.write("hosts/a/codec", "45");
    lab.script(
        "bin/wezterm",
        "#!/bin/sh\necho 'wezterm 20260117-154428-05343b38'\n",
    );
    finds(
        &lab,
        0,
        &[
            "info      version: the server speaks protocol 45; which one 20260117-154428-05343b38 here speaks is not known",
        ],
    );
    lab.write("hosts/a/version", "wezterm 20260117-154428-05343b38");
    finds(&lab, 0, &[]);
    lab.script("bin/wezterm", "#!/bin/sh\nexit 1\n");
    finds(
        &lab,
        0,
        &["info      version: the server speaks protocol 45; no `wezterm` here to compare with"],
    );
}

#[test]
fn the_unit_from_the_web_is_known() {
    let lab = well();
    lab.write(
        UNIT,
        "[Service]\nExecStart=/usr/bin/wezterm-mux-server --daemonize=false\n",
    );
    lab.write("hosts/a/flaps", "9");
    let run = lab.run(&["doctor"]).code(1);
    assert!(
        run.stdout.contains(
            "  error     unit: it has `--daemonize=`, which takes no value, so that the server ends at once, for ever\n\
             \x20           fix: wezmux apply a --changed overwrite\n"
        ),
        "{}",
        run.stdout
    );
}

#[test]
fn a_server_that_flaps_is_shown_with_its_last_words() {
    let lab = well();
    lab.write("hosts/a/flaps", "9");
    for gone in ["active", "run/wezterm/sock"] {
        std::fs::remove_file(lab.path(&format!("hosts/a/{gone}"))).expect("it is there");
    }
    finds(
        &lab,
        1,
        &[
            "error     unit: the server ends again and again, 9 times so far; its last words: the last words of the server",
            "fix: look at `wezmux logs a`",
        ],
    );
}

#[test]
fn a_server_that_does_not_run_or_would_not_start_again() {
    let lab = well();
    std::fs::remove_file(lab.path("hosts/a/active")).expect("it is there");
    finds(
        &lab,
        1,
        &[
            "error     unit: the server does not run",
            "fix: wezmux apply a",
            "warning   servers: there is a socket, and no server that listens",
            "fix: wezmux apply a",
        ],
    );
    let lab = well();
    let wants = "hosts/a/.config/systemd/user/default.target.wants/wezterm-mux-server.service";
    std::fs::remove_file(lab.path(wants)).expect("it is there");
    finds(
        &lab,
        1,
        &[
            "error     unit: it would not start after a reboot",
            "fix: wezmux apply a",
        ],
    );
}

#[test]
fn of_a_host_that_is_not_set_up_that_is_all_it_says() {
    let lab = Lab::new(&["a"]);
    lab.write("hosts/a/run/wezterm/sock", "");
    let version = "info      version: the server speaks protocol 45; no `wezterm` here to compare with";
    finds(
        &lab,
        1,
        &[version, "error     unit: it is not set up", "fix: wezmux apply a"],
    );
    lab.run(&["apply"]).code(0);
    finds(&lab, 0, &[version]);
}

#[test]
fn what_a_host_itself_lacks() {
    let lab = well();
    std::fs::remove_file(lab.path("hosts/a/linger")).expect("it is there");
    lab.script("programs/busctl", "#!/bin/sh\necho 'b true'\n");
    lab.script(
        "programs/df",
        "#!/bin/sh\nprintf 'a b c d e f\\nx 1 2 51200 5 /\\n'\n",
    );
    let user = lab.run(&["doctor", "--json"]).json()["hosts"][0]["checks"]
        .as_array()
        .expect("checks")
        .iter()
        .find(|check| check["check"] == "linger")
        .expect("its check")["fix"]
        .as_str()
        .and_then(|fix| fix.strip_prefix("sudo loginctl enable-linger "))
        .expect("the command")
        .to_owned();
    finds(
        &lab,
        1,
        &[
            &format!("error     linger: the server ends when {user} logs out"),
            &format!("fix: sudo loginctl enable-linger {user}"),
            "info      logind: KillUserProcesses is on: a server that a client starts ends with its session, the unit's does not",
            "warning   disk: the home has 50 MiB left",
            "fix: make room on the host",
        ],
    );
    lab.script(
        "programs/df",
        "#!/bin/sh\nprintf 'a b c d e f\\nx 1 2 12 5 /\\n'\n",
    );
    let run = lab.run(&["doctor"]).code(1);
    assert!(
        run.stdout
            .contains("  error     disk: the home has 12 KiB left\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_shell_that_prints_breaks_the_connection_of_wezterm() {
    let lab = well();
    lab.ssh("a", "echo 'Welcome!'\n");
    finds(
        &lab,
        1,
        &[
            "error     shell: a start-up file prints `Welcome!`, which breaks WezTerm's connection",
            "fix: let ~/.bashrc or its like print only where `$-` holds an `i`",
        ],
    );
}

#[test]
fn a_session_without_its_runtime_folder() {
    let lab = well();
    let path = lab.path("bin/ssh");
    let text = std::fs::read_to_string(&path).expect("the stand-in");
    std::fs::write(&path, text.replace("XDG_RUNTIME_DIR=\"$home/run\" PATH", "PATH")).expect("it is written");
    let run = lab.run(&["doctor"]).code(1);
    assert!(
        run.stdout
            .contains("  error     runtime: XDG_RUNTIME_DIR is `` over ssh and not `")
            && run
                .stdout
                .contains("  fix: sshd needs `UsePAM yes`, and PAM the module pam_systemd\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_jump_that_the_transport_does_not_know() {
    let lab = well();
    lab.write("config", "user root\nproxyjump bastion\n");
    finds(&lab, 0, &[]);
    lab.project(&["a"], "transport = \"wezterm\"");
    finds(
        &lab,
        1,
        &[
            "error     jump: your ssh config has a ProxyJump for it, which transport `wezterm` does not know",
            "fix: write `transport = \"openssh\"` in the project file",
        ],
    );
    lab.write("config", "user root\nproxyjump none\n");
    finds(&lab, 0, &[]);
}

#[test]
fn programs_that_are_missing_and_hosts_without_systemd() {
    let lab = well();
    std::fs::remove_file(lab.path("programs/wezterm-mux-server")).expect("it is there");
    let run = lab.run(&["doctor"]).code(1);
    let missing = format!(
        "  error     wezterm: {} is missing\n",
        lab.path("programs/wezterm-mux-server").display()
    );
    assert!(run.stdout.contains(&missing), "{}", run.stdout);
    // Commands that can be pasted, as `apply` prints them.
    let applied = lab.run(&["apply"]).code(1).stdout;
    let mut advice = applied.lines().skip(1).map(str::trim_start).peekable();
    assert!(advice.peek().is_some(), "{applied}");
    let mut found = run
        .stdout
        .lines()
        .skip_while(|line| !line.starts_with("            fix: install"));
    let first = found
        .next()
        .and_then(|line| line.strip_prefix("            fix: "));
    assert_eq!(first, advice.next(), "{}", run.stdout);
    for line in advice {
        assert_eq!(
            found.next(),
            Some(&*format!("              {line}")),
            "{}",
            run.stdout
        );
    }
    let lab = well();
    lab.script("programs/systemctl", "#!/bin/sh\nexit 1\n");
    let run = lab.run(&["doctor"]).code(1);
    assert!(
        run.stdout
            .contains("  error     systemd: systemd does not run for "),
        "{}",
        run.stdout
    );
}

#[test]
fn wezterm_that_a_shell_without_a_person_does_not_find() {
    let lab = well();
    // Where it is by default, and not on the PATH.
    let path = lab.path("bin/ssh");
    let text = std::fs::read_to_string(&path).expect("the stand-in");
    let moved = text.replace(
        "sed -e ",
        "for name in systemctl loginctl journalctl busctl sleep; do mkdir -p \"$FAKE/few\"; ln -sf \"$FAKE/programs/$name\" \"$FAKE/few/\"; done\nsed -e \"s|bin_dir='/usr/bin'|bin_dir='$FAKE/programs'|\" -e ",
    );
    assert_ne!(text, moved);
    std::fs::write(
        &path,
        moved.replace("$FAKE/programs:/usr/bin", "$FAKE/few:/usr/bin"),
    )
    .expect("it is written");
    let project = lab.read("wezmux.toml").replace("bin_dir", "# bin_dir");
    lab.write("wezmux.toml", &project);
    lab.run(&["apply", "--kill-tabs", "1"]).code(0);
    finds(
        &lab,
        1,
        &[
            "error     path: `wezterm` is not on the PATH of a shell that is not interactive",
            "fix: put `bin_dir` into the project file",
        ],
    );
}

#[test]
fn a_second_server() {
    let lab = well();
    super::safety::another_server(&lab, 8);
    finds(
        &lab,
        1,
        &[
            "error     servers: 2 run, and only one has the socket: processes 1, 8",
            "fix: end those without tabs of yours, then `wezmux restart a`",
        ],
    );
}

#[test]
fn files_that_differ_are_no_errors() {
    let lab = well();
    lab.write("hosts/a/.wezterm.lua", "-- mine\n");
    lab.project(&["a"], "label = \"Other\"");
    finds(
        &lab,
        0,
        &[
            "warning   files: ~/.wezterm.lua was changed by someone else",
            "fix: look at it with `wezmux plan a`",
            "info      files: ~/.config/systemd/user/wezterm-mux-server.service is not up to date",
        ],
    );
}

#[test]
fn hosts_that_are_not_reached_have_their_reason() {
    let lab = Lab::new(&["a"]);
    lab.ssh("a", "echo 'Permission denied (publickey).' >&2; exit 255\n");
    lab.run(&["doctor"]).code(4).prints(
        "a: it refused every key that `ssh` has\n  help: load your key into the agent with `ssh-add`, then try `ssh a`\n",
    );
    lab.ssh(
        "a",
        "echo '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @' >&2; exit 255\n",
    );
    lab.run(&["doctor"]).code(4).prints(
        "a: its host key is not the one in `known_hosts`\n  help: find out why; if the host was made anew, `ssh-keygen -R a` forgets the old key\n",
    );
    lab.ssh("a", "echo 'Permission denied (publickey).' >&2; exit 255\n");
    let json = lab.run(&["doctor", "--json"]).code(4).json();
    assert_eq!(json["hosts"][0]["checks"][0]["level"], "error");
    assert_eq!(
        json["hosts"][0]["checks"][0]["message"],
        "it refused every key that `ssh` has"
    );
}
