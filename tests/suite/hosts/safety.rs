//! What must not happen to a host and to the tabs on it, whatever goes wrong meanwhile.

use std::os::unix::fs::symlink;
use std::path::Path;

use super::{Lab, tree};

const CONFIG: &str = "hosts/a/.wezterm.lua";
const UNIT: &str = "hosts/a/.config/systemd/user/wezterm-mux-server.service";
const STATE: &str = "hosts/a/.local/state/wezmux";
const FIRST: &str = "label = \"First\"\ntabs = 2";
const SECOND: &str = "label = \"Second\"\ntabs = 3";

/// One host that is set up, with a tab.
fn set_up() -> Lab {
    let lab = Lab::new(&["a"]);
    lab.project(&["a"], FIRST);
    lab.run(&["apply"]).code(0);
    lab.calls();
    lab
}

/// Its two files.
fn files(lab: &Lab) -> (String, String) {
    (lab.read(CONFIG), lab.read(UNIT))
}

/// A mux server of this user that the unit did not start.
pub(super) fn another_server(lab: &Lab, process: u32) {
    let uid = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(lab.path("")).expect("it is there"));
    lab.write(&format!("hosts/a/run/proc/{process}/comm"), "wezterm-mux-ser\n");
    lab.write(
        &format!("hosts/a/run/proc/{process}/status"),
        &format!("Name:\tx\nUid:\t{uid}\t0\t0\t0\n"),
    );
}

/// Lets the programs that change files be cut.
fn cuttable(lab: &Lab) {
    let cut = std::fs::read_to_string("tests/suite/hosts/cut").expect("the stand-in");
    std::fs::create_dir_all(lab.path("programs/real")).expect("a folder");
    std::fs::rename(
        lab.path("programs/systemctl"),
        lab.path("programs/real/systemctl"),
    )
    .expect("it is there");
    for name in ["cp", "mv", "rm", "rmdir", "mkdir", "chmod"] {
        symlink(
            Path::new("/usr/bin").join(name),
            lab.path("programs/real").join(name),
        )
        .expect("a link");
    }
    for name in ["cp", "mv", "rm", "rmdir", "mkdir", "chmod", "systemctl"] {
        lab.script(&format!("programs/{name}"), &cut);
    }
}

/// Cuts a verb at each of its programs in turn, each time on the host as it is now, and lets `check` look at what is left.
#[track_caller]
fn each_cut(lab: &Lab, when: &str, words: &[&str], mut check: impl FnMut(&str)) {
    cuttable(lab);
    let home = lab.path("hosts/a");
    let saved = lab.path("saved");
    let copy = |from: &Path, to: &Path| {
        let _ = std::fs::remove_dir_all(to);
        let status = std::process::Command::new("cp")
            .arg("-a")
            .args([from, to])
            .status();
        assert!(status.expect("cp").success());
    };
    copy(&home, &saved);
    for number in 1..200 {
        copy(&saved, &home);
        // The look is not cut, the change is.
        lab.ssh("a", &format!("case $* in *--report*) ;; *) [ -e \"$home/was-cut\" ] || echo {number} {when} >\"$home/run/cut\"; : >\"$home/was-cut\" ;; esac\n"));
        let cut = lab.run(words);
        let left = lab.read("hosts/a/run/cut");
        let is_cut = left.starts_with('0') || left.starts_with('-');
        std::fs::remove_file(lab.path("hosts/a/run/cut")).expect("it is there");
        if !is_cut {
            assert!(number > 8, "only {number} programs: {}", cut.stdout);
            return;
        }
        check(&format!("{words:?} {number} {when}"));
    }
    panic!("it has no end");
}

/// Cuts `verb` everywhere on a host that two applies have been to or one, and runs it again. `check` is told what the
/// two projects' files are.
#[track_caller]
fn cut_everywhere(when: &str, prepare: fn(&Lab), verb: &str, check: fn(&Lab, [&(String, String); 2])) {
    let lab = set_up();
    let first = files(&lab);
    lab.project(&["a"], SECOND);
    lab.run(&["build"]).code(0);
    let second = (
        lab.read("out/hosts/a/wezterm.lua"),
        lab.read("out/hosts/a/wezterm-mux-server.service"),
    );
    prepare(&lab);
    each_cut(&lab, when, &[verb], |place| {
        // All of one or all of the other.
        let (config, unit) = files(&lab);
        assert!([&first.0, &second.0].contains(&&config), "{place}: {config}");
        assert!([&first.1, &second.1].contains(&&unit), "{place}: {unit}");
        let again = lab.run(&[verb]);
        assert!(
            [0, 3].contains(&again.code),
            "{place}: {} {}",
            again.stdout,
            again.stderr
        );
        check(&lab, [&first, &second]);
    });
}

fn check_applied(lab: &Lab, [first, second]: [&(String, String); 2]) {
    assert_eq!(files(lab), *second);
    // Nothing is left to do but the restart that waits.
    let plan = lab.run(&["plan"]).code(3).stdout;
    assert_eq!(
        plan,
        "a: a change waits\n  waits     for the next start of the server, which still runs as its files were before\n"
    );
    assert_eq!(lab.read("hosts/a/active"), "started\n");
    lab.run(&["undo"]);
    assert_eq!(files(lab), *first);
}

fn check_undone(lab: &Lab, [first, _]: [&(String, String); 2]) {
    assert_eq!(files(lab), *first);
    // They are known for ours, so that the next apply updates them unasked.
    let plan = lab.run(&["plan"]).code(3).stdout;
    let ours = "a: changes to make\n  update    ~/.wezterm.lua\n  update    ~/.config/systemd/user/wezterm-mux-server.service\n";
    assert!(plan.starts_with(ours), "{plan}");
    lab.run(&["undo"]).code(0).prints("a: nothing to undo\n");
}

fn apply_second(lab: &Lab) {
    lab.run(&["apply"]).code(3);
}

#[test]
fn apply_cut_before_any_of_its_programs_is_finished_by_the_next_and_undone_whole() {
    cut_everywhere("before", |_| {}, "apply", check_applied);
}

#[test]
fn apply_cut_after_any_of_its_programs_is_finished_by_the_next_and_undone_whole() {
    cut_everywhere("after", |_| {}, "apply", check_applied);
}

#[test]
fn undo_cut_before_any_of_its_programs_is_finished_by_the_next() {
    cut_everywhere("before", apply_second, "undo", check_undone);
}

#[test]
fn undo_cut_after_any_of_its_programs_is_finished_by_the_next() {
    cut_everywhere("after", apply_second, "undo", check_undone);
}

/// The files of a home that are not the stand-ins' own.
fn home(lab: &Lab) -> Vec<String> {
    let own = ["active", "run", "ssh", "was-cut"];
    let home = lab.path("hosts/a");
    let lines = tree(&home).into_iter();
    let names = lines.map(|line| line.split(' ').next().expect("a path").to_owned());
    names
        .filter(|name| !own.contains(&name.split('/').next().expect("a part")) && !home.join(name).is_dir())
        .collect()
}

#[track_caller]
fn remove_cut(when: &str) {
    let lab = Lab::new(&["a"]);
    lab.write(CONFIG, "-- mine\n");
    lab.run(&["apply", "--changed", "overwrite"]).code(0);
    each_cut(&lab, when, &["remove", "--kill-tabs", "1"], |place| {
        let kept = format!("{STATE}/original/.wezterm.lua");
        let mine = lab.read(if lab.has(&kept) { &kept } else { CONFIG });
        assert_eq!(mine, "-- mine\n", "{place}");
        let again = lab.run(&["remove", "--kill-tabs", "1"]);
        assert_eq!(again.code, 0, "{place}: {} {}", again.stdout, again.stderr);
        assert_eq!(lab.read(CONFIG), "-- mine\n", "{place}");
        assert_eq!(home(&lab), [".wezterm.lua"], "{place}");
        lab.run(&["remove"]).code(0).prints("a: nothing to remove\n");
    });
}

#[test]
fn remove_cut_before_any_of_its_programs_is_finished_by_the_next() {
    remove_cut("before");
}

#[test]
fn remove_cut_after_any_of_its_programs_is_finished_by_the_next() {
    remove_cut("after");
}

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
fn a_link_in_the_place_of_our_file_is_someone_elses() {
    let lab = set_up();
    let ours = lab.read(CONFIG);
    lab.write("hosts/a/dotfiles/wezterm.lua", &ours);
    std::fs::remove_file(lab.path(CONFIG)).expect("it is there");
    symlink("dotfiles/wezterm.lua", lab.path(CONFIG)).expect("a link");
    // As it is wanted, it may stay.
    lab.run(&["apply"]).code(0).prints("a: nothing to do\n");
    lab.project(&["a"], SECOND);
    let run = lab.run(&["apply"]).code(3).stdout;
    assert!(
        run.starts_with("a: left alone: someone else changed what is there\n"),
        "{run}"
    );
    // Adopted, it stays so, though it leads elsewhere from another folder.
    lab.run(&["apply", "--changed", "adopt"]).code(3);
    let plan = lab.run(&["plan"]).code(3).stdout;
    assert!(
        plan.starts_with("a: a change waits\n  adopted   ~/.wezterm.lua, left as it is\n"),
        "{plan}"
    );
    // Replaced, and put back as the link that it was.
    lab.run(&["apply", "--changed", "overwrite"]).code(3);
    assert!(std::fs::read_link(lab.path(CONFIG)).is_err());
    assert_eq!(lab.read("hosts/a/dotfiles/wezterm.lua"), ours);
    lab.run(&["undo"]).code(3);
    let link = std::fs::read_link(lab.path(CONFIG)).expect("a link");
    assert_eq!(link, Path::new("dotfiles/wezterm.lua"));
}

#[test]
fn remove_leaves_a_file_that_was_adopted() {
    let lab = set_up();
    let mine = lab.read(CONFIG) + "-- mine\n";
    lab.write(CONFIG, &mine);
    lab.run(&["apply", "--changed", "adopt"]).code(0);
    let run = lab.run(&["remove", "--kill-tabs", "1"]).code(0).stdout;
    assert!(
        run.contains("  kept      ~/.wezterm.lua, which was adopted\n"),
        "{run}"
    );
    assert_eq!(lab.read(CONFIG), mine);
    assert!(!lab.has("hosts/a/.wezterm.lua.changed"));
    lab.run(&["remove"]).code(0).prints("a: nothing to remove\n");
}

#[test]
fn an_edit_while_the_file_is_being_replaced_stays() {
    let lab = set_up();
    lab.project(&["a"], SECOND);
    lab.script(
        "programs/chmod",
        "#!/bin/sh\n/usr/bin/chmod \"$@\"\ncase $* in *.wezterm.lua*) echo '-- an edit' >>\"$HOME/.wezterm.lua\" ;; esac\n",
    );
    let run = lab.run(&["apply"]).code(1);
    assert!(
        run.stdout
            .starts_with("a: ~/.wezterm.lua was changed meanwhile, so it stays; run this again\n"),
        "{}",
        run.stdout
    );
    let config = lab.read(CONFIG);
    assert!(config.ends_with("-- an edit\n") && !lab.has("hosts/a/.wezterm.lua.wezmux-new"));
    std::fs::remove_file(lab.path("programs/chmod")).expect("it is there");
    let plan = lab.run(&["plan"]).code(3).stdout;
    assert!(
        plan.starts_with("a: someone else changed what is there\n"),
        "{plan}"
    );
    assert_eq!(lab.read(CONFIG), config);
}

#[test]
fn files_of_the_user_with_names_like_ours_stay() {
    let lab = set_up();
    for name in [".wezterm.lua.wezmux.bak", ".wezterm.lua.wezmux.1"] {
        lab.write(&format!("hosts/a/{name}"), "mine");
    }
    lab.write("hosts/a/.wezterm.lua.wezmux-new", "what a run left that was cut");
    lab.project(&["a"], SECOND);
    lab.run(&["apply"]).code(3);
    assert_eq!(lab.read("hosts/a/.wezterm.lua.wezmux.bak"), "mine");
    assert_eq!(lab.read("hosts/a/.wezterm.lua.wezmux.1"), "mine");
    assert!(!lab.has("hosts/a/.wezterm.lua.wezmux-new"));
}

#[test]
fn what_is_put_in_place_is_on_the_disk_first() {
    let lab = set_up();
    lab.project(&["a"], SECOND);
    let log = lab.path("log");
    for name in ["mv", "sync"] {
        lab.script(
            &format!("programs/{name}"),
            &format!(
                "#!/bin/sh\necho {name} \"$@\" >>'{}'\nexec /usr/bin/{name} \"$@\"\n",
                log.display()
            ),
        );
    }
    for (verb, code) in [("apply", 3), ("undo", 0)] {
        lab.run(&[verb]).code(code);
        let text = lab.read("log");
        let lines: Vec<&str> = text.lines().collect();
        let mut moved = 0;
        for (index, line) in lines.iter().enumerate() {
            let Some((from, to)) = line
                .strip_prefix("mv -f ")
                .and_then(|paths| paths.split_once(' '))
            else {
                continue;
            };
            if !(to.contains("/backup/")
                || to == lab.path(CONFIG).display().to_string()
                || to == lab.path(UNIT).display().to_string())
            {
                continue;
            }
            moved += 1;
            let folder = Path::new(to).parent().expect("a folder").display().to_string();
            assert!(
                lines[..index].contains(&format!("sync {from}").as_str()),
                "{verb}: {line}\n{text}"
            );
            assert!(
                lines[index..].contains(&format!("sync {folder}").as_str()),
                "{verb}: {line}\n{text}"
            );
        }
        assert_eq!(moved, if verb == "apply" { 4 } else { 2 }, "{text}");
        std::fs::remove_file(&log).expect("it is there");
    }
}

#[test]
fn a_home_without_locks_is_locked_on_its_host() {
    let lab = Lab::new(&["a"]);
    // As on NFS, where a folder cannot be locked (flock(2)).
    lab.script(
        "programs/flock",
        "#!/bin/sh\nif [ \"$(readlink /proc/self/fd/9)\" = \"$HOME\" ]; then exit 65; fi\nexec /usr/bin/flock \"$@\"\n",
    );
    lab.run(&["apply"]).code(0);
    lab.script("programs/flock", "#!/bin/sh\nexit 65\n");
    lab.project(&["a"], SECOND);
    let home = lab.path("hosts/a");
    lab.run(&["apply"])
        .code(1)
        .prints(&format!("a: cannot lock {}\n", home.display()));
    // Someone has it.
    lab.script("programs/flock", "#!/bin/sh\nexit 75\n");
    lab.run(&["apply"])
        .code(1)
        .prints("a: another run is at work on this host; try again when it is done\n");
    assert!(!lab.read(UNIT).contains("Second"));
}

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

/// Runs the program at a terminal.
pub(super) fn at_a_terminal(lab: &Lab, words: &str) -> std::process::Child {
    terminal(lab, words).spawn().expect("script")
}

/// The program at a terminal, which `script` makes.
pub(super) fn terminal(lab: &Lab, words: &str) -> std::process::Command {
    let program = env!("CARGO_BIN_EXE_wezmux");
    let mut command = std::process::Command::new("script");
    command.args(["-qec", &format!("{program} {words}"), "/dev/null"]);
    let like = lab.command(&[]);
    for (name, value) in like.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
        .current_dir(lab.path(""))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null());
    command
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
    lab.write("config", &format!("hostname a\nidentityfile {}\n", key.display()));
    lab.write("id_ed25519_sk.pub", "sk-ssh-ed25519@openssh.com AAAA me\n");
    // Without a person it waits and says nothing.
    lab.ssh(
        "a",
        &ASKS.replace(
            "echo 'Permission denied (publickey).' >&2; exit 255",
            "exec sleep 60",
        ),
    );
    assert!(
        at_a_terminal(&lab, "apply --timeout 1")
            .wait()
            .expect("it ends")
            .success()
    );
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
fn nothing_is_left_in_the_state_that_nobody_needs() {
    let lab = set_up();
    lab.project(&["a"], SECOND);
    lab.run(&["apply", "--kill-tabs", "1"]).code(0);
    let names: Vec<String> = tree(&lab.path(STATE))
        .iter()
        .map(|line| line.split(' ').next().expect("a path").to_owned())
        .collect();
    assert_eq!(
        names,
        [
            "",
            "backup",
            "backup/.wezterm.lua.1",
            "backup/wezterm-mux-server.service.1",
            "enabled",
            "folders",
            "last",
            "linger",
            "written",
            "written/.wezterm.lua",
            "written/wezterm-mux-server.service"
        ]
    );
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
fn remove_and_what_comes_after_it_lose_no_file_of_the_user() {
    let lab = Lab::new(&["a"]);
    lab.write(CONFIG, "-- first\n");
    lab.run(&["apply", "--changed", "overwrite"]).code(0);
    lab.write(CONFIG, "-- second\n");
    lab.run(&["apply", "--changed", "adopt"]).code(0);
    let run = lab.run(&["remove", "--kill-tabs", "1"]).code(0).stdout;
    // The second is there and stays, so that the first has no place to go back to.
    assert!(
        run.contains("  kept      ~/.wezterm.lua as it was before the first set-up as ~/.local/state/wezmux/backup/.wezterm.lua.1\n"),
        "{run}"
    );
    assert_eq!(lab.read(CONFIG), "-- second\n");
    lab.run(&["remove"]).code(0).prints("a: nothing to remove\n");

    lab.run(&["apply", "--changed", "overwrite"]).code(0);
    assert_eq!(lab.read(&format!("{STATE}/backup/.wezterm.lua.1")), "-- first\n");
    lab.run(&["remove", "--kill-tabs", "1"]).code(0);
    assert_eq!(lab.read(CONFIG), "-- second\n");
    assert_eq!(lab.read(&format!("{STATE}/backup/.wezterm.lua.1")), "-- first\n");
}

#[test]
fn what_was_there_first_outlives_a_cut_and_an_edit() {
    let lab = Lab::new(&["a"]);
    lab.write(CONFIG, "-- first\n");
    // Cut when the file was put in its place, and before that was noted.
    lab.script(
        "programs/mv",
        "#!/bin/sh\ncase $* in *.next*) kill -9 $PPID; exit 1 ;; esac\nexec /usr/bin/mv \"$@\"\n",
    );
    lab.run(&["apply", "--changed", "overwrite"]).code(1);
    std::fs::remove_file(lab.path("programs/mv")).expect("it is there");
    let edited = lab.read(CONFIG) + "-- edited\n";
    lab.write(CONFIG, &edited);
    lab.run(&["apply", "--changed", "overwrite"]).code(0);
    assert_eq!(lab.read(&format!("{STATE}/backup/.wezterm.lua.1")), edited);
    lab.run(&["remove", "--kill-tabs", "1"]).code(0);
    assert_eq!(lab.read(CONFIG), "-- first\n");
}

#[test]
fn remove_finds_no_folder_to_put_a_file_back_into_and_makes_it() {
    let lab = Lab::new(&["a"]);
    lab.write(UNIT, "[Unit]\n# mine\n");
    lab.run(&["apply", "--changed", "overwrite"]).code(0);
    std::fs::remove_dir_all(lab.path("hosts/a/.config/systemd")).expect("it is there");
    lab.run(&["remove", "--kill-tabs", "1"]).code(0);
    assert_eq!(lab.read(UNIT), "[Unit]\n# mine\n");
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

#[test]
fn a_config_that_ours_would_hide_is_left_in_force_until_they_say_otherwise() {
    const THEIRS: &str = "hosts/a/.config/wezterm/wezterm.lua";
    let lab = Lab::new(&["a"]);
    lab.write(THEIRS, "return {}\n");
    let hides = "  hides     ~/.config/wezterm/wezterm.lua: WezTerm takes ~/.wezterm.lua first, and would read that no more\n";
    let plan = lab.run(&["plan"]).code(3).stdout;
    assert!(
        plan.starts_with(&format!("a: someone else changed what is there\n{hides}")),
        "{plan}"
    );
    // What is in force now, against what would be.
    let diff = "--- ~/.config/wezterm/wezterm.lua (found)\n+++ ~/.wezterm.lua (wanted)\n";
    assert!(plan.contains(diff) && plan.contains("\n-return {}\n"), "{plan}");
    let run = lab.run(&["apply"]).code(3).stdout;
    assert!(
        run.starts_with(&format!(
            "a: left alone: someone else changed what is there\n{hides}"
        )),
        "{run}"
    );
    assert!(!lab.has(CONFIG) && !lab.has(STATE));

    // Skipped it is said again, adopted no more until it changes.
    let run = lab.run(&["apply", "--changed", "skip"]).code(3).stdout;
    assert!(
        run.contains("  skipped   ~/.wezterm.lua, which would hide ~/.config/wezterm/wezterm.lua\n"),
        "{run}"
    );
    let run = lab.run(&["apply", "--changed", "skip"]).code(3).stdout;
    assert!(
        run.starts_with("a: nothing to do, but for what was skipped\n"),
        "{run}"
    );
    let run = lab.run(&["apply", "--changed", "adopt"]).code(0).stdout;
    assert!(
        run.contains("  adopted   ~/.config/wezterm/wezterm.lua as it is\n"),
        "{run}"
    );
    lab.run(&["plan"])
        .code(0)
        .prints("a: nothing to do\n  adopted   ~/.config/wezterm/wezterm.lua, left as it is\n");
    lab.run(&["apply"]).code(0).prints("a: nothing to do\n");
    assert!(!lab.has(CONFIG));
    lab.write(THEIRS, "return { scrollback_lines = 7 }\n");
    lab.run(&["apply"]).code(3);

    // One that changes after the look is not hidden either.
    lab.ssh(
        "a",
        &format!("case $* in *--seen*) echo >>\"$FAKE/{THEIRS}\" ;; esac\n"),
    );
    lab.run(&["apply", "--changed", "overwrite"]).code(3).prints(
        "a: ~/.config/wezterm/wezterm.lua was changed while wezmux looked at it; run it again\n  help: look at it with `wezmux plan`\n",
    );
    assert!(!lab.has(CONFIG));
    lab.ssh("a", "");
    let run = lab.run(&["apply", "--changed", "overwrite"]).stdout;
    assert!(
        run.contains("  note      ~/.config/wezterm/wezterm.lua is not read any more"),
        "{run}"
    );
    assert!(lab.has(CONFIG));
    assert_eq!(lab.read(THEIRS), "return { scrollback_lines = 7 }\n\n");
    // Undone, it is read again.
    let run = lab.run(&["undo", "--kill-tabs", "1"]).code(0).stdout;
    assert!(
        run.starts_with(
            "a: done\n  removed   ~/.wezterm.lua, so that ~/.config/wezterm/wezterm.lua is read again\n"
        ),
        "{run}"
    );
    assert!(!lab.has(CONFIG) && lab.has(THEIRS));
    lab.run(&["apply"]).code(3);
    lab.run(&["apply", "--changed", "overwrite", "--kill-tabs", "1"])
        .code(0);
    // Changed since, ours is nobody's to take away.
    let ours = lab.read(CONFIG);
    lab.write(CONFIG, "-- mine\n");
    lab.run(&["undo"]).code(3);
    assert_eq!(lab.read(CONFIG), "-- mine\n");
    lab.write(CONFIG, &ours);
    // Who takes ours away wants theirs.
    std::fs::remove_file(lab.path(CONFIG)).expect("it is there");
    lab.run(&["apply"]).code(3);
    assert!(!lab.has(CONFIG));
}

#[test]
fn a_server_that_took_over_from_a_clients_waits_for_nothing() {
    let lab = set_up();
    lab.write("hosts/a/client", "7");
    lab.write("hosts/a/run/wezterm/pid", "7");
    lab.project(&["a"], SECOND);
    lab.run(&["apply"]).code(3);
    lab.run(&["plan"]).code(3);
    // It ends, and the process that waited becomes the server.
    std::fs::remove_file(lab.path("hosts/a/client")).expect("it is there");
    std::fs::remove_dir_all(lab.path("hosts/a/run/proc/7")).expect("it is there");
    lab.run(&["plan"]).code(0).prints("a: nothing to do\n");
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
fn a_home_that_another_machine_has_too_is_taken_over_by_nobody_unasked() {
    let lab = Lab::new(&["a"]);
    lab.write("hosts/a/run/machine-id", "first\n");
    lab.run(&["apply"]).code(0);
    lab.project(&["a"], SECOND);
    lab.run(&["apply", "--kill-tabs", "1"]).code(0);
    let before = files(&lab);
    lab.write("hosts/a/run/machine-id", "second\n");
    lab.project(&["a"], FIRST);
    let other = "  other     ~/.wezterm.lua, which was written for another machine: this home is shared, or was copied\n";
    let run = lab.run(&["apply"]).code(3).stdout;
    assert!(
        run.starts_with(&format!(
            "a: left alone: someone else changed what is there\n{other}"
        )),
        "{run}"
    );
    let said = ": another machine was the last to be set up in this home, which is shared or was copied, so all stays as it is; to take it over, set this one up first\n";
    for verb in ["undo", "remove"] {
        let run = lab.run(&[verb, "--kill-tabs", "all"]).code(1).stdout;
        assert_eq!(run, format!("a{said}"), "{verb}");
    }
    assert_eq!(files(&lab), before);
    // Taken over, it is the other one's turn to be asked.
    lab.run(&["apply", "--changed", "overwrite", "--kill-tabs", "1"])
        .code(0);
    lab.run(&["plan"]).code(0);
    lab.write("hosts/a/run/machine-id", "first\n");
    lab.project(&["a"], SECOND);
    lab.run(&["apply"]).code(3);
    let doctor = lab.run(&["doctor"]).stdout;
    assert!(
        doctor.contains(
            "files: ~/.wezterm.lua was written for another machine: this home is shared, or was copied\n"
        ),
        "{doctor}"
    );
    lab.write("hosts/a/run/machine-id", "second\n");
    // Where all is as it has to be, nobody has to be asked: the machine was made anew, with its old home.
    lab.write("hosts/a/run/machine-id", "third\n");
    lab.project(&["a"], FIRST);
    lab.run(&["plan"])
        .code(3)
        .prints("a: changes to make\n  take      over what is noted here of another machine\n");
    lab.run(&["apply"]).code(0);
    lab.run(&["plan"]).code(0).prints("a: nothing to do\n");
    lab.run(&["remove", "--kill-tabs", "1"]).code(0);
    assert!(!lab.has(CONFIG) && !lab.has(&format!("{STATE}/machine")));
}

#[test]
fn two_domains_with_one_account_do_not_overwrite_each_other() {
    let lab = Lab::new(&["a", "b"]);
    for host in ["a", "b"] {
        lab.write(&format!("hosts/{host}/run/machine-id"), "machine\n");
        lab.write(
            &format!("hosts/{host}/run/proc/sys/kernel/random/boot_id"),
            &format!("{host}\n"),
        );
    }
    // A copy has a start of its own.
    lab.run(&["plan"]).code(3);
    lab.run(&["apply", "a"]).code(0);
    // By another address it is the same home and all.
    std::fs::remove_dir_all(lab.path("hosts/b")).expect("it is there");
    symlink("a", lab.path("hosts/b")).expect("a link");
    let before = files(&lab);
    let twin = "\
b: left alone: it is the same account as that of `a`, by another address
  help: one account has one server: remove one of the two from the project

2 hosts: 1 unchanged, 1 pending
";
    for verb in ["plan", "apply"] {
        lab.run(&[verb])
            .code(3)
            .prints(&format!("a: nothing to do\n{twin}"));
    }
    assert_eq!(files(&lab), before);
    let run = lab.run(&["restart", "--kill-tabs", "1"]).code(3).stdout;
    assert!(run.contains("b: left alone"), "{run}");
    assert_eq!(lab.read("hosts/a/active"), "started\nstarted\n");
    let run = lab.run(&["doctor"]).code(1).stdout;
    assert!(
        run.contains("reach: it is the same account as that of `a`, by another address"),
        "{run}"
    );
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
    assert!(
        stderr.ends_with("error: stopped\nhelp: run it again; what was begun on a host is finished then\n"),
        "{stderr}"
    );
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

    // While it looks, nothing is changed; what a verb that only looks has seen is told.
    lab.ssh(
        "b",
        "case $* in *--report*) : >\"$FAKE/begun\"; exec /bin/sleep 60 ;; esac\n",
    );
    let (stdout, _) = end(&["plan", "--parallel", "1"]);
    assert_eq!(stdout, "a: nothing to do\n\n3 hosts: 1 unchanged, 2 not tried\n");
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
