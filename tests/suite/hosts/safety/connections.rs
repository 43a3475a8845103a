//! What becomes of connections, of those who are asked for something, and of what is said at the end.

use super::{CONFIG, SECOND, at_a_terminal, terminal};
use crate::hosts::Lab;

#[test]
fn a_host_is_reached_without_becoming_its_users_master() {
    let lab = Lab::new(&["a"]);
    lab.ssh("a", "printf '%s' \"$options\" >\"$FAKE/options\"\n");
    lab.run(&["plan"]).code(3);
    let options = lab.read("options");
    assert!(options.contains(" ControlMaster=no "), "{options}");
    assert!(!options.contains("StrictHostKeyChecking"), "{options}");
}

#[test]
fn how_it_ended_is_told_also_when_nobody_reads_to_the_end() {
    let lab = Lab::new(&["a", "b"]);
    lab.ssh("b", "exit 255\n");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let status = lab
        .command(&["apply"])
        .stdout(writer)
        .stderr(std::process::Stdio::null())
        .status();
    assert_eq!(status.expect("it runs").code(), Some(4));
}

#[test]
fn what_failed_is_known_until_it_is_tried_again() {
    let lab = Lab::new(&["a", "b", "c"]);
    let run = lab.run(&["apply", "--retry-failed"]).code(1);
    assert_eq!(
        run.stderr,
        "error: `wezmux apply` has not run for this project yet, so it is not known who failed\n\
         help: run it without `--retry-failed`\n"
    );
    lab.ssh("a", "exit 255\n");
    lab.ssh("b", "exit 255\n");
    lab.run(&["apply"]).code(4);
    // A run for another host forgets nothing, nor does one for a part of those that failed.
    lab.run(&["apply", "c"]).code(0);
    lab.ssh("a", "");
    lab.run(&["apply", "--retry-failed", "a"]).code(0);
    lab.calls();
    lab.run(&["apply", "--retry-failed"]).code(4);
    assert_eq!(lab.calls(), ["b sh -s -- --report"]);

    let record = std::fs::read_dir(lab.path("state/wezmux/runs"))
        .expect("the records")
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.to_string_lossy().ends_with("-apply.json"))
        .expect("one of apply");
    std::fs::write(&record, "{").expect("it is written");
    let run = lab.run(&["apply", "--retry-failed"]).code(1);
    assert!(
        run.stderr
            .starts_with(&format!("error: cannot read `{}`: ", record.display())),
        "{}",
        run.stderr
    );
}

/// A host whose ssh takes nobody before a person was asked, and then those who use that connection.
const ASKS: &str = "\
case $master in
  asked) : >\"$FAKE/master\" ;;
  exit) rm -f \"$FAKE/master\" ;;
  '') [ -e \"$FAKE/master\" ] || { echo 'Permission denied (publickey).' >&2; exit 255; } ;;
esac
";

#[test]
fn a_connection_that_a_person_was_asked_for_ends_with_the_run() {
    let lab = Lab::new(&["a"]);
    lab.ssh("a", ASKS);
    assert!(at_a_terminal(&lab, "apply").wait().expect("it ends").success());
    assert!(lab.has(CONFIG) && !lab.has("master"));

    // Also where the user ends it: with Ctrl+C, which the terminal makes a signal.
    lab.project(&["a"], SECOND);
    lab.ssh(
        "a",
        &format!("{ASKS}case $* in *--report*) ;; *--*) : >\"$FAKE/begun\"; sleep 20 ;; esac\n"),
    );
    let mut child = at_a_terminal(&lab, "apply");
    let start = std::time::Instant::now();
    while !lab.has("begun") {
        assert!(start.elapsed().as_secs() < 20, "it does not begin");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(lab.has("master"));
    std::io::Write::write_all(child.stdin.as_mut().expect("it is piped"), b"\x03").expect("it is written");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert!(!lab.has("master"));
    assert!(start.elapsed().as_secs() < 20);
}

#[test]
fn a_key_that_waits_to_be_touched_is_asked_for_at_the_terminal() {
    let lab = Lab::new(&["a"]);
    let key = lab.path("id_ed25519_sk");
    lab.write("config", format!("hostname a\nidentityfile {}\n", key.display()));
    lab.write("id_ed25519_sk.pub", "sk-ssh-ed25519@openssh.com AAAA me\n");
    // Without a person it waits and says nothing.
    lab.ssh(
        "a",
        &ASKS.replace(
            "echo 'Permission denied (publickey).' >&2; exit 255",
            "exec sleep 60",
        ),
    );
    let output = terminal(&lab, "apply --timeout 1")
        .stdout(std::process::Stdio::piped())
        .output()
        .expect("it ends");
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{shown}");
    let said = "a: no answer within 1 s; once more, should a key wait to be touched\r\n";
    assert!(shown.contains(said), "{shown}");
    assert!(lab.has(CONFIG) && !lab.has("master"));

    // Nobody is asked about a host that hangs where no key wants a touch.
    let lab = Lab::new(&["a"]);
    lab.write("config", "hostname a\nidentityfile ~/.ssh/id_ed25519\n");
    lab.ssh("a", "[ -z \"$master\" ] || : >\"$FAKE/asked\"\nexec sleep 60\n");
    let status = at_a_terminal(&lab, "apply --timeout 1").wait().expect("it ends");
    assert_eq!(status.code(), Some(4));
    assert!(!lab.has("asked"));
}

#[test]
fn the_socket_of_a_connection_that_is_asked_for_has_a_short_path() {
    let lab = Lab::new(&["a"]);
    lab.ssh(
        "a",
        &format!("case $master in asked) printf '%s' \"$options\" >\"$FAKE/options\" ;; esac\n{ASKS}"),
    );
    // As on macOS.
    let long = lab.path("var/folders/xx/yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy/T");
    std::fs::create_dir_all(&long).expect("a folder");
    let status = terminal(&lab, "apply")
        .env("TMPDIR", &long)
        .env_remove("XDG_RUNTIME_DIR")
        .status();
    assert!(status.expect("it ends").success());
    let options = lab.read("options");
    let path = options
        .split(' ')
        .find_map(|option| option.strip_prefix("ControlPath="))
        .expect("it has one");
    let folder = path.strip_suffix("/%C").expect("a name for each connection");
    // The name, and what ssh adds to it at first, in 104 bytes with the last one.
    assert!(folder.len() + "/".len() + 40 + 17 < 104, "{folder}");
}

#[test]
fn of_a_run_that_the_user_ends_what_was_done_is_told_and_the_rest_is_tried_again() {
    let lab = Lab::new(&["a", "b", "c"]);
    lab.ssh(
        "b",
        "case $* in *--seen*) : >\"$FAKE/begun\"; exec /bin/sleep 60 ;; esac\n",
    );
    let end = |words: &[&str]| {
        let _ = std::fs::remove_file(lab.path("begun"));
        let child = lab
            .command(words)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("it runs");
        let start = std::time::Instant::now();
        while !lab.has("begun") {
            assert!(start.elapsed().as_secs() < 20, "it does not begin");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let status = std::process::Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status();
        assert!(status.expect("kill").success());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(130));
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (text(output.stdout), text(output.stderr))
    };
    let (stdout, stderr) = end(&["apply", "--parallel", "1"]);
    assert!(
        stdout.starts_with("a: done\n  wrote     ~/.wezterm.lua\n"),
        "{stdout}"
    );
    assert!(
        stdout.ends_with(
            "\
b: you stopped it while it was being changed
  help: run it again; what was begun is finished then

3 hosts: 1 changed, 1 failed, 1 not tried
"
        ),
        "{stdout}"
    );
    assert!(stderr.ends_with("error: stopped\n"), "{stderr}");
    let (stdout, _) = end(&["apply", "--json", "--retry-failed", "--parallel", "1"]);
    let json: serde_json::Value = serde_json::from_str(&stdout).expect("JSON");
    assert_eq!(json["exit_code"], 130);
    let hosts = json["hosts"].as_array().expect("hosts");
    let verdicts: Vec<&str> = hosts
        .iter()
        .map(|host| host["verdict"].as_str().expect("a word"))
        .collect();
    assert_eq!(verdicts, ["failed", "stopped"]);
    lab.ssh("b", "");
    lab.calls();
    lab.run(&["apply", "--retry-failed"]).code(0);
    assert!(lab.calls().iter().all(|call| !call.starts_with("a ")));

    // A second restart would end what was opened since the first.
    lab.ssh(
        "b",
        "case $* in *--restart*) : >\"$FAKE/begun\"; exec /bin/sleep 60 ;; esac\n",
    );
    let (stdout, _) = end(&["restart", "b", "--kill-tabs", "all"]);
    assert_eq!(
        stdout,
        "b: you stopped it while it was being changed\n  help: it may have restarted already: look with `wezmux status` before you run it again\n"
    );

    // While it looks, nothing is changed; what a verb that only looks has seen is told.
    lab.ssh(
        "b",
        "case $* in *--report*) : >\"$FAKE/begun\"; exec /bin/sleep 60 ;; esac\n",
    );
    let (stdout, _) = end(&["plan", "--parallel", "1"]);
    assert_eq!(stdout, "a: nothing to do\n\n3 hosts: 1 up to date, 2 not tried\n");
}

/// The user's own config, as the real ssh reads it with what the program tells it.
#[test]
fn what_a_user_s_config_has_for_sessions_of_their_own_does_not_touch_ours() {
    let lab = Lab::new(&["a"]);
    let config = "\
Host *
  StdinNull yes
  SessionType none
  ForkAfterAuthentication yes
  RemoteCommand tmux attach
  RequestTTY force
  ForwardX11 yes
  PermitLocalCommand yes
  LocalCommand echo hello
  LocalForward 8080 localhost:80
  LogLevel QUIET
  ControlMaster auto
  ControlPersist 600
  ControlPath ~/.ssh/%C
  IgnoreUnknown Hovercraft
  Hovercraft eels
  Compression no
  Port 2222
  ProxyJump bastion
  StrictHostKeyChecking yes
";
    lab.write("theirs", config);
    lab.script(
        "bin/ssh",
        "#!/bin/sh\ncase $* in *-V) exec /usr/bin/ssh \"$@\" ;; esac\nexec /usr/bin/ssh -F \"$FAKE/theirs\" -G \"$@\" >\"$FAKE/said\" 2>&1\n",
    );
    lab.run(&["plan"]).code(1);
    let said = lab.read("said");
    let has = |line: &str| said.lines().any(|each| each == line);
    for line in [
        "stdinnull no",
        "sessiontype default",
        "forkafterauthentication no",
        "requesttty false",
        "forwardx11 no",
        "permitlocalcommand no",
        "clearallforwardings yes",
        "loglevel ERROR",
        "controlmaster false",
        "batchmode yes",
        "compression yes",
        // What is theirs to say stays.
        "port 2222",
        "proxyjump bastion",
        "stricthostkeychecking true",
    ] {
        assert!(has(line), "{line}: {said}");
    }
    assert!(!said.contains("tmux") && !said.contains("8080"), "{said}");

    // One of before 8.7 ends at an option that it does not know.
    let lab = Lab::new(&["a"]);
    let path = lab.path("bin/ssh");
    let text = std::fs::read_to_string(&path).expect("the stand-in");
    let old = text.replace(
        "  case $1 in\n",
        "  case \"$1 $2\" in *StdinNull* | *SessionType* | *ForkAfter*) exit 255 ;; esac\n  case $1 in\n",
    );
    assert_ne!(text, old);
    std::fs::write(&path, old).expect("it is written");
    lab.run(&["apply"]).code(0);
}

#[test]
fn the_folder_of_sockets_may_have_a_space_in_its_path_and_nothing_that_ssh_replaces() {
    for (name, is_used) in [("a b", true), ("a%h", false), ("a${HOME}", false)] {
        let lab = Lab::new(&["a"]);
        lab.ssh(
            "a",
            &format!("case $master in asked) printf '%s' \"$options\" >\"$FAKE/options\" ;; esac\n{ASKS}"),
        );
        let folder = tempfile::Builder::new()
            .prefix(name)
            .rand_bytes(3)
            .tempdir_in("/tmp")
            .expect("a folder");
        let status = terminal(&lab, "apply")
            .env("TMPDIR", folder.path())
            .env_remove("XDG_RUNTIME_DIR")
            .status();
        assert!(status.expect("it ends").success(), "{name}");
        let options = lab.read("options");
        let path = options
            .split("ControlPath=")
            .nth(1)
            .and_then(|rest| rest.split_once("/%C"))
            .expect("a path")
            .0;
        assert_eq!(
            path.starts_with(&folder.path().display().to_string()),
            is_used,
            "{path}"
        );
        // The real one takes it for what it is.
        let output = std::process::Command::new("ssh")
            .args(["-F", "none", "-G", "-S", &format!("{path}/%C"), "a"])
            .output()
            .expect("ssh");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            said.lines()
                .any(|line| line.starts_with(&format!("controlpath {path}/"))),
            "{said}"
        );
    }
}
