//! Apply, undo and remove, cut off before and after each program that they call.

use std::collections::HashSet;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use super::{CONFIG, SECOND, STATE, files, set_up};
use crate::hosts::{Lab, tree};

/// Puts programs that can be cut into a folder of their own, for a host's `ssh` to put before the others.
fn cuttable(lab: &Lab) {
    let cut = std::fs::read_to_string("tests/suite/hosts/cut").expect("the stand-in");
    std::fs::create_dir_all(lab.path("cut/real")).expect("a folder");
    for (folder, names) in [
        (
            Path::new("/usr/bin"),
            &["cp", "mv", "rm", "rmdir", "mkdir", "chmod"][..],
        ),
        (&lab.path("programs"), &["systemctl"]),
    ] {
        for name in names {
            symlink(folder.join(name), lab.path("cut/real").join(name)).expect("a link");
            lab.script(&format!("cut/{name}"), &cut);
        }
    }
}

/// All that a host has but for what the stand-ins write down for the tests.
fn contents(home: &Path) -> Vec<(String, Vec<u8>)> {
    let noted = ["was-cut", "run/cut", "run/systemctl"];
    let output = Command::new("find")
        .current_dir(home)
        .args([".", "-mindepth", "1", "-printf", "%P\\0%y %m %l\n"])
        .output();
    let lines = String::from_utf8(output.expect("find").stdout).expect("text");
    let mut all = Vec::new();
    for line in lines.lines() {
        let path = line.split('\0').next().expect("a path");
        if !noted.contains(&path) {
            // Of a folder there is nothing to read.
            all.push((
                line.to_owned(),
                std::fs::read(home.join(path)).unwrap_or_default(),
            ));
        }
    }
    all.sort();
    all
}

/// Cuts a verb before and after each of its programs in turn, each time on the host as it is now, and lets `check` look
/// at whatever is left that was not left before.
#[track_caller]
fn each_cut(lab: &Lab, words: &[&str], mut check: impl FnMut(&str)) {
    cuttable(lab);
    let home = lab.path("hosts/a");
    let saved = lab.path("saved");
    let copy = |from: &Path, to: &Path| {
        let _ = std::fs::remove_dir_all(to);
        let status = Command::new("cp").arg("-a").args([from, to]).status();
        assert!(status.expect("cp").success());
    };
    copy(&home, &saved);
    let mut seen = HashSet::new();
    for number in 1..200 {
        for when in ["before", "after"] {
            copy(&saved, &home);
            // The look is not cut, the change is.
            lab.ssh("a", &format!("case $* in *--report*) ;; *) [ -e \"$home/was-cut\" ] || echo {number} {when} >\"$home/run/cut\"; : >\"$home/was-cut\"; before=$FAKE/cut: ;; esac\n"));
            let cut = lab.run(words);
            let left = lab.read("hosts/a/run/cut");
            let is_cut = left.starts_with('0') || left.starts_with('-');
            std::fs::remove_file(lab.path("hosts/a/run/cut")).expect("it is there");
            if !is_cut {
                assert!(
                    number > 8 && seen.len() > 8,
                    "only {number} programs: {}",
                    cut.stdout
                );
                return;
            }
            // The program looks first, and comes to the same where it finds the same.
            lab.ssh("a", "");
            if seen.insert(contents(&home)) {
                check(&format!("{words:?} {number} {when}"));
            }
        }
    }
    panic!("it has no end");
}

/// Cuts `verb` everywhere on a host that two applies have been to or one, and runs it again. `check` is told what the
/// two projects' files are.
#[track_caller]
fn cut_everywhere(prepare: fn(&Lab), verb: &str, check: fn(&Lab, [&(String, String); 2])) {
    let lab = set_up();
    let first = files(&lab);
    lab.project(&["a"], SECOND);
    lab.run(&["build"]).code(0);
    let second = (
        lab.read("out/hosts/a/wezterm.lua"),
        lab.read("out/hosts/a/wezterm-mux-server.service"),
    );
    prepare(&lab);
    each_cut(&lab, &[verb], |place| {
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
fn apply_cut_anywhere_is_finished_by_the_next_and_undone_whole() {
    cut_everywhere(|_| {}, "apply", check_applied);
}

#[test]
fn undo_cut_anywhere_is_finished_by_the_next() {
    cut_everywhere(apply_second, "undo", check_undone);
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

#[test]
fn remove_cut_anywhere_is_finished_by_the_next() {
    let lab = Lab::new(&["a"]);
    lab.write(CONFIG, "-- mine\n");
    lab.run(&["apply", "--changed", "overwrite"]).code(0);
    each_cut(&lab, &["remove", "--kill-tabs", "1"], |place| {
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
