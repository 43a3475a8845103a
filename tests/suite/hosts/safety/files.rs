//! Files of the user, and homes that are not one host's alone.

use std::os::unix::fs::symlink;
use std::path::Path;

use super::{CONFIG, FIRST, SECOND, STATE, UNIT, files, set_up};
use crate::hosts::{Lab, tree};

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
        run.starts_with("a: left alone: someone else wrote or changed what is there\n"),
        "{run}"
    );
    // Adopted, it stays so, though it leads elsewhere from another folder.
    lab.run(&["apply", "--changed", "adopt"]).code(3);
    let plan = lab.run(&["plan"]).code(3).stdout;
    assert!(
        plan.starts_with("a: a change waits\n  adopted   ~/.wezterm.lua, left as it is; the project has other contents (--changed overwrite takes those)\n"),
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
        plan.starts_with("a: someone else wrote or changed what is there\n"),
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
fn remove_finds_no_folder_to_put_a_file_back_into_and_makes_it() {
    let lab = Lab::new(&["a"]);
    lab.write(UNIT, "[Unit]\n# mine\n");
    lab.run(&["apply", "--changed", "overwrite"]).code(0);
    std::fs::remove_dir_all(lab.path("hosts/a/.config/systemd")).expect("it is there");
    lab.run(&["remove", "--kill-tabs", "1"]).code(0);
    assert_eq!(lab.read(UNIT), "[Unit]\n# mine\n");
}

#[test]
fn a_config_that_ours_would_hide_is_left_in_force_until_they_say_otherwise() {
    const THEIRS: &str = "hosts/a/.config/wezterm/wezterm.lua";
    let lab = Lab::new(&["a"]);
    lab.write(THEIRS, "return {}\n");
    let hides = "  hides     ~/.config/wezterm/wezterm.lua: WezTerm takes ~/.wezterm.lua first, and would read that no more\n";
    let plan = lab.run(&["plan"]).code(3).stdout;
    assert!(
        plan.starts_with(&format!(
            "a: someone else wrote or changed what is there\n{hides}"
        )),
        "{plan}"
    );
    // What is in force now, against what would be.
    let diff = "--- ~/.config/wezterm/wezterm.lua (found)\n+++ ~/.wezterm.lua (wanted)\n";
    assert!(plan.contains(diff) && plan.contains("\n-return {}\n"), "{plan}");
    let run = lab.run(&["apply"]).code(3).stdout;
    assert!(
        run.starts_with(&format!(
            "a: left alone: someone else wrote or changed what is there\n{hides}"
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
        .prints("a: nothing to do\n  adopted   ~/.config/wezterm/wezterm.lua, left as it is; the project has other contents (--changed overwrite takes those)\n");
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
            "a: left alone: someone else wrote or changed what is there\n{other}"
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
fn two_machines_that_are_set_up_at_once_in_one_home_notice_it() {
    let lab = Lab::new(&["a"]);
    lab.write("hosts/a/run/machine-id", "first\n");
    // The other one writes while this one watches its server.
    let wezterm = lab.read("programs/wezterm");
    lab.script(
        "programs/wezterm",
        &wezterm.replacen(
            '\n',
            "\nif [ -e \"$HOME/active\" ]; then echo second >\"$HOME/.local/state/wezmux/machine\"; fi\n",
            1,
        ),
    );
    let run = lab.run(&["apply"]).code(1).stdout;
    assert!(
        run.starts_with("a: another machine was set up in this home at the same time: it is shared\n"),
        "{run}"
    );
}

#[test]
fn two_domains_with_one_account_do_not_overwrite_each_other() {
    let lab = Lab::new(&["a", "b"]);
    for host in ["a", "b"] {
        lab.write(&format!("hosts/{host}/run/machine-id"), "machine\n");
        lab.write(
            &format!("hosts/{host}/run/proc/sys/kernel/random/boot_id"),
            format!("{host}\n"),
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

";
    for (verb, word) in [("plan", "up to date"), ("apply", "unchanged")] {
        lab.run(&[verb])
            .code(3)
            .prints(&format!("a: nothing to do\n{twin}2 hosts: 1 {word}, 1 pending\n"));
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
