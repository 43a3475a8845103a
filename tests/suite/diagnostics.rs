//! Every mistake that one can make in a project file, with the exact text that one gets.

use wezmux::fleet::Shade;
use wezmux::theme::vision::Vision;
use wezmux::{Project, check};

/// What is wrong with a project in TOML, each mistake as `line:column: path: message (hint)`.
fn mistakes(text: &str) -> Vec<String> {
    let (fleet, diagnostics) = check(&Project::read_toml(text));
    assert_eq!(fleet.is_none(), !diagnostics.is_empty());
    lines(&diagnostics)
}

fn lines(diagnostics: &[wezmux::Diagnostic]) -> Vec<String> {
    diagnostics
        .iter()
        .map(|diagnostic| match &diagnostic.hint {
            Some(hint) => format!("{diagnostic} ({hint})"),
            None => diagnostic.to_string(),
        })
        .collect()
}

/// What is wrong with a domain that has `line` beside what it needs; the line is the fifth of its file.
fn mistakes_with(line: &str) -> Vec<String> {
    let has = |key: &str| line.starts_with(&format!("{key} "));
    let mut text = "[[domain]]\n".to_owned();
    for (key, value) in [("name", "a"), ("address", "h"), ("accent", "#fff")] {
        match has(key) {
            true => text.push('\n'),
            false => text.push_str(&format!("{key} = \"{value}\"\n")),
        }
    }
    text.push_str(line);
    mistakes(&text)
}

#[test]
fn each_value_of_a_domain_says_what_it_must_be() {
    let cases: &[(&str, &str)] = &[
        // Names
        (
            r#"name = "local""#,
            "name `local` must be a name that WezTerm does not use itself (try `local-host`)",
        ),
        (
            r#"name = "unix""#,
            "name `unix` must be a name that WezTerm does not use itself (try `unix-host`)",
        ),
        (
            r#"name = "Local""#,
            "name `Local` must be a name that WezTerm does not use itself (try `Local-host`)",
        ),
        (
            r#"name = "com1.x""#,
            "name `com1.x` must be a name that can be a folder on every system (Windows keeps `com1` for a device; try `com1-host`)",
        ),
        (
            r#"name = "my server/""#,
            "name `my server/` must be 1 to 64 letters, digits, `-`, `_` or `.`, with a letter or digit at both ends (try `my-server`; `label` may hold any text)",
        ),
        (
            r#"name = "../..""#,
            "name `../..` must be 1 to 64 letters, digits, `-`, `_` or `.`, with a letter or digit at both ends",
        ),
        (
            r#"name = """#,
            "name `` must be 1 to 64 letters, digits, `-`, `_` or `.`, with a letter or digit at both ends",
        ),
        // Addresses
        (
            r#"address = "ubuntu@10.0.0.1""#,
            "address `ubuntu@10.0.0.1` must be `host`, `host:port`, `[v6]:port` or an alias from `~/.ssh/config` (write the user as `username = \"ubuntu\"` and the address as `10.0.0.1`)",
        ),
        (
            r#"address = "ssh://h""#,
            "address `ssh://h` must be `host`, `host:port`, `[v6]:port` or an alias from `~/.ssh/config` (leave out the scheme: `h`)",
        ),
        (
            r#"address = "-oProxyCommand=id""#,
            "address `-oProxyCommand=id` must be `host`, `host:port`, `[v6]:port` or an alias from `~/.ssh/config` (a host holds letters, digits, `.`, `-` and `_`, not `=`)",
        ),
        (
            r#"address = "-h""#,
            "address `-h` must be `host`, `host:port`, `[v6]:port` or an alias from `~/.ssh/config`",
        ),
        (
            r#"address = "a b""#,
            "address `a b` must be `host`, `host:port`, `[v6]:port` or an alias from `~/.ssh/config` (a host holds letters, digits, `.`, `-` and `_`, not a space)",
        ),
        (
            r#"address = "h:0""#,
            "address `h:0` must be an address whose port is between 1 and 65535",
        ),
        (
            r#"address = "h:99999""#,
            "address `h:99999` must be an address whose port is between 1 and 65535",
        ),
        (
            r#"address = "h:+22""#,
            "address `h:+22` must be an address whose port is between 1 and 65535",
        ),
        (
            r#"address = "[h]:22""#,
            "address `[h]:22` must be `host`, `host:port`, `[v6]:port` or an alias from `~/.ssh/config` (only an IPv6 address stands in brackets)",
        ),
        (
            r#"address = """#,
            "address `` must be `host`, `host:port`, `[v6]:port` or an alias from `~/.ssh/config`",
        ),
        // Accents
        (
            r##"accent = "#12345""##,
            "accent `#12345` must be a colour such as `#bb9af7`, `rebeccapurple`, `rgb(187 154 247)` or `oklch(75% 0.13 299)` (it has 5 hex digits, not 3 or 6; did you mean `#123455`?)",
        ),
        (
            r##"accent = "#bb9af780""##,
            "accent `#bb9af780` must be a colour such as `#bb9af7`, `rebeccapurple`, `rgb(187 154 247)` or `oklch(75% 0.13 299)` (a colour with alpha has no place here; did you mean `#bb9af7`?)",
        ),
        (
            r##"accent = "#bb9ag7""##,
            "accent `#bb9ag7` must be a colour such as `#bb9af7`, `rebeccapurple`, `rgb(187 154 247)` or `oklch(75% 0.13 299)` (`g` is not a hex digit; did you mean `#bb9af7`?)",
        ),
        (
            r#"accent = "日""#,
            "accent `日` must be a colour such as `#bb9af7`, `rebeccapurple`, `rgb(187 154 247)` or `oklch(75% 0.13 299)` (`日` is not a hex digit)",
        ),
        (
            r#"accent = "é1""#,
            "accent `é1` must be a colour such as `#bb9af7`, `rebeccapurple`, `rgb(187 154 247)` or `oklch(75% 0.13 299)` (`é` is not a hex digit)",
        ),
        (
            r#"accent = "+1+2+3""#,
            "accent `+1+2+3` must be a colour such as `#bb9af7`, `rebeccapurple`, `rgb(187 154 247)` or `oklch(75% 0.13 299)` (did you mean `#123`?)",
        ),
        (
            r#"accent = "0xBB9AF7""#,
            "accent `0xBB9AF7` must be a colour such as `#bb9af7`, `rebeccapurple`, `rgb(187 154 247)` or `oklch(75% 0.13 299)` (did you mean `#bb9af7`?)",
        ),
        (
            r##"accent = "# bb9af7;""##,
            "accent `# bb9af7;` must be a colour such as `#bb9af7`, `rebeccapurple`, `rgb(187 154 247)` or `oklch(75% 0.13 299)` (did you mean `#bb9af7`?)",
        ),
        (
            r#"accent = "187, 154, 247""#,
            "accent `187, 154, 247` must be a colour such as `#bb9af7`, `rebeccapurple`, `rgb(187 154 247)` or `oklch(75% 0.13 299)` (did you mean `rgb(187 154 247)`?)",
        ),
        (
            r#"accent = "color-mix(in oklab, red, blue)""#,
            "accent `color-mix(in oklab, red, blue)` must be a colour such as `#bb9af7`, `rebeccapurple`, `rgb(187 154 247)` or `oklch(75% 0.13 299)` (only `rgb()` and `oklch()` are read here)",
        ),
        (
            r#"accent = "rgb(1 2)""#,
            "accent `rgb(1 2)` must be a colour such as `#bb9af7`, `rebeccapurple`, `rgb(187 154 247)` or `oklch(75% 0.13 299)` (write it as `rgb(187 154 247)`, each number from 0 to 255)",
        ),
        (
            r#"accent = """#,
            "accent `` must be a colour such as `#bb9af7`, `rebeccapurple`, `rgb(187 154 247)` or `oklch(75% 0.13 299)`",
        ),
        // Text
        (
            r#"label = "two\nlines""#,
            "label `two\\nlines` must be 1 to 64 characters on one line, without control characters",
        ),
        (
            r#"label = "nul\u0000""#,
            "label `nul\\u{0}` must be 1 to 64 characters on one line, without control characters",
        ),
        (
            r#"label = "\u202eevil""#,
            "label `\\u{202e}evil` must be 1 to 64 characters on one line, without control characters",
        ),
        (
            r#"label = " ""#,
            "label ` ` must be 1 to 64 characters on one line, without control characters",
        ),
        (
            r#"icon = "nf_server""#,
            "icon `nf_server` must be a Nerd Font name such as `md_server`, or 1 to 8 characters of text (`nf` is no set of icons; the names are listed at https://www.nerdfonts.com/cheat-sheet)",
        ),
        (
            r#"icon = "much too long""#,
            "icon `much too long` must be a Nerd Font name such as `md_server`, or 1 to 8 characters of text",
        ),
        (
            r#"username = "-l""#,
            "username `-l` must be a user name of letters, digits and `._-@+`, starting with a letter, a digit or `_`",
        ),
        // Paths
        (
            r#"shell = "bash""#,
            "shell `bash` must be a full path such as `/bin/bash`, or one that starts with `~/` (`command -v bash` on the host says where it is)",
        ),
        (
            r#"cwd = "projects""#,
            "cwd `projects` must be a full path such as `/data/projects`, or one that starts with `~/` (did you mean `~/projects`?)",
        ),
        (
            r#"cwd = "$HOME/x""#,
            "cwd `$HOME/x` must be a full path such as `/data/projects`, or one that starts with `~/` (variables are not expanded; write `~/` for the home folder)",
        ),
        (
            r#"cwd = "~root/x""#,
            "cwd `~root/x` must be a full path such as `/data/projects`, or one that starts with `~/` (another user's home has to be written in full)",
        ),
        (
            r#"shell = "/bin/""#,
            "shell `/bin/` must be the path of a program such as `/bin/bash`",
        ),
        (
            r#"bin_dir = "/opt/my apps""#,
            "bin_dir `/opt/my apps` must be a folder of letters, digits and `/._-+`, such as `/usr/bin` or `~/.local/bin` (it has ` `; make a link to it under another name)",
        ),
        (
            r#"bin_dir = "/x;reboot""#,
            "bin_dir `/x;reboot` must be a folder of letters, digits and `/._-+`, such as `/usr/bin` or `~/.local/bin` (it has `;`; make a link to it under another name)",
        ),
        // Numbers and choices
        ("tabs = 0", "tabs `0` must be between 1 and 64"),
        ("tabs = 65", "tabs `65` must be between 1 and 64"),
        ("keepalive = -1", "keepalive `-1` must be between 1 and 3600"),
        (
            r#"transport = "mosh""#,
            "transport `mosh` must be `openssh` or `wezterm`",
        ),
        (
            r#"identity_file = "id_rsa""#,
            "identity_file `id_rsa` must be the full path of a file, of letters, digits and `/._-+`, such as `~/.ssh/id_ed25519` (did you mean `~/id_rsa`?)",
        ),
        (
            r#"identity_file = "/my keys/id""#,
            "identity_file `/my keys/id` must be the full path of a file, of letters, digits and `/._-+`, such as `~/.ssh/id_ed25519` (it has ` `; make a link to it under another name)",
        ),
        (
            r"identity_file = 'C:\keys\id'",
            "identity_file `C:\\\\keys\\\\id` must be the full path of a file, of letters, digits and `/._-+`, such as `~/.ssh/id_ed25519` (write `C:/keys/id`)",
        ),
        (
            r#"identity_file = "~/.ssh/""#,
            "identity_file `~/.ssh/` must be the full path of a file, of letters, digits and `/._-+`, such as `~/.ssh/id_ed25519`",
        ),
        (
            r#"locale = "en GB""#,
            "locale `en GB` must be a locale such as `en_GB.UTF-8` or `C.UTF-8`",
        ),
        (
            "tab = 3",
            "`tab` must be an array of tables, found the number `3` (did you mean `tabs`?)",
        ),
        // Keys
        (
            r#"key = "LEADR+1""#,
            "key `LEADR+1` must be a key with its modifiers such as `LEADER+1` or `CTRL+SHIFT+LeftArrow` (`LEADR` is no modifier; there are LEADER, CTRL, SHIFT, ALT and SUPER)",
        ),
        (
            r#"key = "CTRL+Foo""#,
            "key `CTRL+Foo` must be a key with its modifiers such as `LEADER+1` or `CTRL+SHIFT+LeftArrow` (`Foo` is no key that WezTerm knows)",
        ),
        (
            r#"key = "x""#,
            "key `x` must be a key with its modifiers such as `LEADER+1` or `CTRL+SHIFT+LeftArrow` (without a modifier `x` could no longer be typed; try `LEADER+x`)",
        ),
        (
            r#"key = "LEADER+w""#,
            "key `LEADER+w` is already used by `keys.launcher` (choose another key for one of the two)",
        ),
        // Types and unknown keys
        (
            r#"tabs = "3""#,
            "`tabs` must be a whole number, found text `3` (write it without quotes)",
        ),
        ("tabs = 3.5", "`tabs` must be a whole number, found `3.5`"),
        (
            "tabs = 99999999999",
            "`tabs` must be a whole number of at most nine digits, found the number `99999999999`",
        ),
        ("tabs = []", "`tabs` must be a whole number, found an array"),
        (
            "attach = \"yes\"",
            "`attach` must be `true` or `false`, found text `yes`",
        ),
        (
            "label = 7",
            "`label` must be text, found the number `7` (write it in quotes)",
        ),
        ("label = 2026-11-22", "`label` must be text, found `2026-11-22`"),
        ("label = { x = 1 }", "`label` must be text, found a table"),
        (
            r#"tags = "web""#,
            "`tags` must be an array of texts, found text `web` (write it in brackets: `[\"web\"]`)",
        ),
        (
            r#"adress = "h""#,
            "`adress` is not a key of `domain` (did you mean `address`?)",
        ),
        (
            "zzzzzzz = 1",
            "`zzzzzzz` is not a key of `domain` (the keys are `name`, `address`, `accent`, `tags`, `appearance`, `stops`, `orientation`, `opacity`, `blend`, `ansi`, `label`, `icon`, `username`, `identity_file`, `forward_agent`, `cwd`, `tabs`, `shell`, `locale`, `transport`, `keepalive`, `bin_dir`, `key`, `attach`, `production`, `tab`)",
        ),
    ];
    for (line, expected) in cases {
        let (key, value) = line.split_once(" = ").expect("a key and its value");
        // A key that is unknown is itself the place; otherwise the value is.
        let column = match expected.contains("is not a key") {
            true => 1,
            false => line.len() - value.len() + 1,
        };
        assert_eq!(
            mistakes_with(line),
            [format!("5:{column}: domain[0].{key}: {expected}")],
            "{line}"
        );
    }
}

#[test]
fn each_tag_is_checked() {
    assert_eq!(
        mistakes_with(r#"tags = ["web", 7, "a b"]"#),
        [
            "5:16: domain[0].tags[1]: `tags[1]` must be text, found the number `7` (write it in quotes)",
            "5:19: domain[0].tags[2]: tags[2] `a b` must be 1 to 64 letters, digits, `-`, `_` or `.`, starting with a letter or digit",
        ]
    );
}

#[test]
fn a_tag_is_a_word_of_any_script() {
    let words = r#"tags = ["größe", "数据库", "हिन्दी", "می\u200cخواهم", "2nd.floor"]"#;
    assert!(mistakes_with(words).is_empty());
    for tag in ["a b", "a\\u00a0b", "\\u202eweb", "a,b", "-a", ""] {
        assert_eq!(mistakes_with(&format!("tags = [\"{tag}\"]")).len(), 1, "{tag}");
    }
    // Letters count, not bytes.
    for (count, mistakes) in [(64, 0), (65, 1)] {
        let tag = "数".repeat(count);
        assert_eq!(
            mistakes_with(&format!("tags = [\"{tag}\"]")).len(),
            mistakes,
            "{count}"
        );
    }
}

#[test]
fn every_other_table_says_it_at_its_place() {
    let domain = "[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"#fff\"\n";
    let cases: &[(&str, &[&str])] = &[
        (
            "[keys]\nleader = \"LEADER+a\"",
            &[
                "6:10: keys.leader: leader `LEADER+a` must be a key such as `CTRL+a` (the leader key cannot need LEADER)",
            ],
        ),
        (
            "[keys]\nleader_timeout = 5",
            &["6:18: keys.leader_timeout: leader_timeout `5` must be between 100 and 60000"],
        ),
        (
            "[keys]\nlauncher = \"CTRL+a!\"",
            &[
                "6:12: keys.launcher: key `CTRL+a` is already used by `keys.leader` (choose another key for one of the two)",
            ],
        ),
        // `A` is SHIFT and `a` to WezTerm.
        (
            "[keys]\nnext_tab = \"CTRL+SHIFT+A\"\nprevious_tab = \"SHIFT+CTRL+a\"",
            &[
                "7:16: keys.previous_tab: key `CTRL+SHIFT+a` is already used by `keys.next_tab` (choose another key for one of the two)",
            ],
        ),
        (
            "[local]\ncwd = \"here\"",
            &[
                "6:7: local.cwd: cwd `here` must be a full path such as `/home/me/projects`, or one that starts with `~/` (did you mean `~/here`?)",
            ],
        ),
        (
            "[[domain.tab]]\nsplit = \"left\"\ntitle = \"\"\ncwd = \"here\"\ncommand = \"a\\nb\"\nname = \"x\"",
            &[
                "6:9: domain[0].tab[0].split: split `left` must be `right` or `bottom`",
                "7:9: domain[0].tab[0].title: title `` must be 1 to 64 characters on one line, without control characters",
                "8:7: domain[0].tab[0].cwd: cwd `here` must be a full path such as `/data/projects`, or one that starts with `~/` (did you mean `~/here`?)",
                "9:11: domain[0].tab[0].command: command `a\\nb` must be a command of 1 to 1000 characters on one line, without control characters",
                "10:1: domain[0].tab[0].name: `name` is not a key of `domain.tab` (the keys are `title`, `cwd`, `command`, `split`)",
            ],
        ),
        (
            "tabs = 2\n[[domain.tab]]\nsplit = \"right\"",
            &[
                "5:8: domain[0].tabs: tabs are counted, and listed in `tab` as well (leave out one of the two)",
                "7:9: domain[0].tab[0].split: split needs a tab before it, but this is the first (leave it out here)",
            ],
        ),
        // A mistake in the defaults is one mistake, whatever the number of domains.
        (
            "[defaults]\ntabs = 100",
            &["6:8: defaults.tabs: tabs `100` must be between 1 and 64"],
        ),
        (
            "[locale]\ncwd = \"~\"",
            &["5:2: locale: `locale` is not a key of a project (did you mean `local`?)"],
        ),
        (
            "[[domain]]",
            &[
                "5:1: domain[1].name: name is missing, expected a name such as `dev-server`",
                "5:1: domain[1].address: address is missing, expected an address: `host`, `host:port`, `[v6]:port` or an ssh alias",
                "5:1: domain[1].accent: accent is missing, expected a colour such as `#bb9af7`",
            ],
        ),
        (
            "[[domain]]\nname = \"A\"\naddress = \"h\"\nusername = \"u\"\naccent = \"#fff\"",
            &[
                "6:8: domain[1].name: name `A` is taken by another domain (give each domain a name of its own; upper and lower case are the same)",
            ],
        ),
        (
            "[[domain]]\nname = \"b\"\naddress = \"h\"\naccent = \"#fff\"",
            &[
                "7:11: domain[1].address: address `h` with the same user is already that of `a` (one account has one server: remove one of the two, or give it another `username`)",
            ],
        ),
        (
            "key = \"LEADER+e\"\n[[domain]]\nname = \"b\"\naddress = \"i\"\naccent = \"#fff\"\nkey = \"LEADER+e\"",
            &[
                "10:7: domain[1].key: key `LEADER+e` already opens a tab in `a` (choose another key for one of the two)",
            ],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(mistakes(&format!("{domain}{text}")), *expected, "{text}");
    }
}

#[test]
fn what_no_project_file_can_be() {
    let none = "domain: the project has no domain, but needs at least one (add a `[[domain]]` with `name`, `address` and `accent`)";
    assert_eq!(mistakes(""), [none]);
    assert_eq!(mistakes("# nothing but a comment\n"), [none]);
    assert_eq!(
        mistakes("[domain]\nname = \"a\""),
        [
            "1:1: domain: `domain` must be an array of tables, found a table (write `[[domain]]`, with two brackets)"
        ]
    );
    assert_eq!(
        mistakes("domain = [1]"),
        ["1:11: domain[0]: `domain[0]` must be a table, found the number `1`"]
    );
    assert_eq!(
        mistakes("[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"#fff\"\nlabel = \"x"),
        ["5:11: not TOML: invalid basic string, expected `\"`"]
    );
}

#[test]
fn all_at_once_in_the_order_of_the_file() {
    let found = mistakes(
        "[keys]\nleader = \"a\"\nfoo = 1\n[[domain]]\nname = \"local\"\naddress = 5\naccent = \"red!\"\ntabs = 0\n[[domain]]\nname = \"b\"\n",
    );
    let starts: Vec<&str> = found
        .iter()
        .map(|line| line.split(": ").next().expect("a place"))
        .collect();
    assert_eq!(
        starts,
        ["2:10", "3:1", "5:8", "6:11", "7:10", "8:8", "9:1", "9:1"],
        "{found:#?}"
    );
}

#[test]
fn broken_syntax_does_not_hide_mistakes_or_invent_them() {
    let found = mistakes("[[domain]]\nname = \"local\"\naddress = \naccent = \"#fff\"\n");
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].starts_with("2:8: domain[0].name: "), "{found:#?}");
    assert!(found[1].starts_with("3:11: not TOML: "), "{found:#?}");
}

#[test]
fn a_mistake_is_told_once() {
    // A key that is misspelt is not missing as well.
    assert_eq!(
        mistakes("[[domain]]\nname = \"a\"\nadress = \"h\"\naccent = \"#fff\""),
        ["3:1: domain[0].adress: `adress` is not a key of `domain` (did you mean `address`?)"]
    );
    assert_eq!(
        mistakes("[[domains]]\nname = \"a\""),
        ["1:3: domains: `domains` is not a key of a project (did you mean `domain`?)"]
    );
    let (_, diagnostics) = check(&Project::read_json(
        r#"{"domain":[{"name":"a","adress":"h","accent":"red"}]}"#,
    ));
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    // One that is given besides is judged.
    let both = "[[domain]]\nname = \"a\"\nadress = \"h\"\naddress = \"-\"\naccent = \"#fff\"";
    assert_eq!(mistakes(both).len(), 2, "{:?}", mistakes(both));
    // Where a header is broken, what stands below it is not the project's own.
    assert_eq!(
        mistakes("[[domain]\nname = \"a\"\naddress = \"h\"\naccent = \"#fff\""),
        ["1:10: not TOML: unclosed array table, expected `]`"]
    );
    let domain = "[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"#fff\"\n";
    assert_eq!(
        mistakes(&format!(
            "{domain}[keys\nleader = \"CTRL+b\"\nlauncher = \"LEADER+l\""
        )),
        ["5:6: not TOML: unclosed table, expected `]`"]
    );
    // What stands below another, or below a line that is broken in itself, is judged.
    assert_eq!(
        mistakes("[[domain]\nname = \"a\"\n[locl]\ncwd = \"/x\""),
        [
            "1:10: not TOML: unclosed array table, expected `]`",
            "3:2: locl: `locl` is not a key of a project (did you mean `local`?)"
        ]
    );
    assert_eq!(
        mistakes("[[domain]]\nname = \"x\n[locl]\ncwd = \"/x\""),
        [
            "2:10: not TOML: invalid basic string, expected `\"`",
            "3:2: locl: `locl` is not a key of a project (did you mean `local`?)"
        ]
    );
}

#[test]
fn a_key_written_as_elsewhere_is_understood_and_told_in_our_way() {
    let domain = "[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"#fff\"\n";
    for (written, meant) in [
        ("CONTROL+ALT+t", "CTRL+ALT+t"),
        ("Option+e", "ALT+e"),
        ("command+shift+d", "SHIFT+SUPER+d"),
        ("Windows+F5", "SUPER+F5"),
        ("Ctrl-Alt-Delete", "CTRL+ALT+Delete"),
        ("LEADER|CTRL|e", "LEADER+CTRL+e"),
    ] {
        let found = mistakes(&format!("{domain}key = \"{written}\""));
        assert_eq!(
            found,
            [format!(
                "5:7: domain[0].key: key `{written}` must be a key with its modifiers such as `LEADER+1` or `CTRL+SHIFT+LeftArrow` (did you mean `{meant}`?)"
            )]
        );
    }
    assert_eq!(
        mistakes(&format!("{domain}[keys]\nleader = \"control+b\"")),
        ["6:10: keys.leader: leader `control+b` must be a key such as `CTRL+a` (did you mean `CTRL+b`?)"]
    );
    // What WezTerm itself knows is taken as it is, in any case (wezterm-input-types/src/lib.rs:501).
    for known in ["CMD+d", "win+d", "OPT+e", "Meta+e", "alt+e"] {
        assert_eq!(
            warnings(&format!("{domain}key = \"{known}\"")),
            [""; 0],
            "{known}"
        );
    }
}

#[test]
fn a_place_counts_characters() {
    let found =
        mistakes("[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"#fff\"\nlabel = { 'ü' = 1, x = 2 }");
    assert_eq!(
        found,
        ["5:9: domain[0].label: `label` must be text, found a table"]
    );
    let found = mistakes(
        "[local]\n\"ü\" = 1\ncwd = \"~\"\n[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"#fff\"",
    );
    assert!(
        found[0].starts_with("2:1: local.ü: `ü` is not a key of `local`"),
        "{found:#?}"
    );
}

#[test]
fn noise_is_refused_in_few_words() {
    // A megabyte of printable noise, the same each time: Knuth's linear congruential generator (MMIX).
    let mut state = 1_u64;
    let noise: String = (0..1 << 20)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            char::from(b'\n' + ((state >> 33) % 117) as u8)
        })
        .collect();
    let (fleet, diagnostics) = check(&Project::read_toml(&noise));
    assert!(fleet.is_none());
    assert!((1..=101).contains(&diagnostics.len()), "{}", diagnostics.len());
    assert!(
        diagnostics
            .iter()
            .all(|diagnostic| diagnostic.message.len() < 500)
    );
    let found = lines(&diagnostics);
    assert_eq!(
        found[..3],
        [
            "1:2: not TOML: key with no value, expected `=`",
            "1:3: not TOML: carriage return must be followed by newline, expected newline",
            "1:38: not TOML: key with no value, expected `=`",
        ]
    );
    assert_eq!(
        found[100],
        "68839 more mistakes (mend the first ones and check again)"
    );

    let long = "#".repeat(wezmux::project::MAX_BYTES + 1);
    let (_, diagnostics) = check(&Project::read_toml(&long));
    assert_eq!(
        lines(&diagnostics)[0],
        "the file has 4194305 bytes, but at most 4194304 are read (a project of a few hundred domains has about 50,000; is this the right file?)"
    );
    let deep = format!("x = {}", "[".repeat(100_000));
    assert!(check(&Project::read_toml(&deep)).0.is_none());
    assert!(check(&Project::read_json(&"[".repeat(100_000))).0.is_none());
}

#[test]
fn json_is_read_through_the_same_door() {
    let json = |text: &str| lines(&check(&Project::read_json(text)).1);
    assert_eq!(
        json(r##"{"domain":[{"name":"a","address":"h","accent":"#fff","label":null}]}"##),
        [""; 0]
    );
    assert_eq!(
        json(r##"{"domain":[{"name":"a","address":"h","accent":"#fff","tabs":"3"}]}"##),
        ["domain[0].tabs: `tabs` must be a whole number, found text `3` (write it without quotes)"]
    );
    assert_eq!(
        json("{\n  \"domain\": nope\n}"),
        ["2:14: not JSON: expected ident"]
    );
    // Also where nobody says that it is JSON.
    let any = |text: &str| lines(&check(&Project::read(text)).1);
    for (text, found) in [
        ("7", "the number `7`"),
        ("[]", "an array"),
        ("[1]", "an array"),
        ("null", "nothing"),
        ("\"x\"", "text `x`"),
        (" true\n", "`true`"),
    ] {
        assert_eq!(any(text), [format!("expected a project, found {found}")]);
    }
}

#[test]
fn a_key_that_is_given_twice() {
    assert_eq!(
        mistakes("[[domain]]\nname = \"a\"\nname = \"b\"\naddress = \"h\"\naccent = \"#fff\""),
        ["3:1: not TOML: duplicate key"]
    );
    let json = r##"{"domain":[{"name":"a","name":"b","address":"h","accent":"#fff"}]}"##;
    assert_eq!(
        lines(&check(&Project::read_json(json)).1),
        ["domain[0].name: `name` is given twice (keep one of the two)"]
    );
}

/// What is said of a project that is good all the same.
fn warnings(text: &str) -> Vec<String> {
    let (fleet, diagnostics) = check(&Project::read_toml(text));
    assert!(fleet.is_some(), "{diagnostics:#?}");
    assert!(
        diagnostics
            .iter()
            .all(|diagnostic| diagnostic.severity == wezmux::Severity::Warning)
    );
    lines(&diagnostics)
}

#[test]
fn what_is_likely_not_meant_is_a_warning() {
    let two = |first: &str, second: &str| {
        format!("[[domain]]\nname = \"a\"\n{first}\n[[domain]]\nname = \"b\"\n{second}\n")
    };
    assert_eq!(
        warnings("[keys]\nleader = \"CTRL+A\"\n[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"#fff\""),
        [
            "2:10: keys.leader: leader `CTRL+A` is `CTRL+SHIFT+a`: a capital needs SHIFT (write `CTRL+SHIFT+a`, or `CTRL+a` without SHIFT)"
        ]
    );
    assert_eq!(
        warnings(&two(
            "address = \"h\"\naccent = \"red\"",
            "address = \"H:22\"\naccent = \"blue\""
        )),
        [
            "7:11: domain[1].address: address `H:22` with the same user may be already that of `a` (one account has one server: remove one of the two, or give it another `username`)"
        ]
    );
    // WezTerm's own keys, in every form in which it binds them.
    let key = |key: &str| {
        warnings(&format!(
            "[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"#fff\"\nkey = '{key}'"
        ))
    };
    assert_eq!(
        key("CTRL+SHIFT+LeftArrow"),
        [
            "5:7: domain[0].key: key `CTRL+SHIFT+LeftArrow` hides WezTerm's own key for `ActivatePaneDirection(Left)` (write `CTRL+SHIFT+LeftArrow!` if that is meant)"
        ]
    );
    for (hides, action) in [
        ("SUPER+t", "SpawnTab"),
        ("CTRL+SHIFT+t", "SpawnTab"),
        ("SUPER+1", "ActivateTab(0)"),
        ("CTRL+!", "ActivateTab(0)"),
        ("SUPER+{", "ActivateTabRelative(-1)"),
        ("SUPER+SHIFT+{", "ActivateTabRelative(-1)"),
        ("CTRL+ALT+\"", "SplitVertical"),
        ("CTRL+=", "IncreaseFontSize"),
        ("CTRL+SHIFT++", "IncreaseFontSize"),
        ("ALT+Return", "ToggleFullScreen"),
    ] {
        let found = key(hides);
        assert!(
            found.len() == 1 && found[0].contains(&format!("own key for `{action}`")),
            "{found:?}"
        );
        assert_eq!(key(&format!("{hides}!")), [""; 0]);
    }
    assert_eq!(
        key("CTRL+c"),
        [
            "5:7: domain[0].key: key `CTRL+c` is taken from shells and editors (write `CTRL+c!` if that is meant)"
        ]
    );
    for control in ["CTRL+r", "CTRL+Space", "CTRL+[", "CTRL+\\", "CTRL+]", "CTRL+/"] {
        let found = key(control);
        assert!(
            found.len() == 1 && found[0].contains(" is taken from shells and editors"),
            "{control}: {found:?}"
        );
        assert_eq!(key(&format!("{control}!")), [""; 0]);
    }
    for free in [
        "CTRL+1",
        "CTRL+F5",
        "CTRL+Home",
        "ALT+t",
        "LEADER+CTRL+t",
        "CTRL+ALT+t",
        "SUPER+d",
        "LEADER+t",
        "CTRL+ALT+!",
        "CTRL+ALT++",
    ] {
        assert_eq!(key(free), [""; 0], "{free}");
    }
    let domain = "[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"#fff\"";
    // A shell still gets the leader, by `send_leader`, and no other key.
    assert_eq!(
        warnings(&format!("[keys]\nleader = \"CTRL+b\"\n{domain}")),
        [""; 0]
    );
    assert_eq!(
        warnings(&format!("[keys]\nnext_tab = \"CTRL+n\"\n{domain}")),
        [
            "2:12: keys.next_tab: next_tab `CTRL+n` is taken from shells and editors (write `CTRL+n!` if that is meant)"
        ]
    );
    // A key that goes on to do the same hides nothing.
    let same = "[keys]\nnext_tab = \"CTRL+PageDown\"\nprevious_tab = \"CTRL+SHIFT+Tab\"\n";
    assert_eq!(warnings(&format!("{same}{domain}")), [""; 0]);
    assert_eq!(
        warnings(&format!("[keys]\nleader = \"CTRL+SHIFT+Space\"\n{domain}")),
        [
            "2:10: keys.leader: leader `CTRL+SHIFT+Space` hides WezTerm's own key for `QuickSelect` (write `CTRL+SHIFT+Space!` if that is meant)"
        ]
    );
    assert_eq!(
        warnings(&format!("{domain}\ntransport = \"wezterm\"\nkeepalive = 5")),
        [
            "6:13: domain[0].keepalive: keepalive `5` has no effect with transport `wezterm` (WezTerm's built-in ssh knows none; write `transport = \"openssh\"`, or leave it out)"
        ]
    );
    // The same to everyone, and the same to those who see no difference of red and green.
    assert_eq!(
        warnings(&two(
            "address = \"h\"\naccent = \"#e0af68\"",
            "address = \"i\"\naccent = \"#dfb070\""
        )),
        [
            "8:10: domain[1].accent: accent `#dfb070` of `b` looks like `#e0af68` of `a` to anyone (`#6260f8` is far from all others)"
        ]
    );
    assert_eq!(
        warnings(&two(
            "address = \"h\"\naccent = \"#df2414\"",
            "address = \"i\"\naccent = \"#7a6a10\""
        )),
        [
            "8:10: domain[1].accent: accent `#7a6a10` of `b` looks like `#df2414` of `a` to people with deuteranopia (`#46fbfb` is far from all others)"
        ]
    );
    let deuteranopia = two(
        "address = \"h\"\naccent = \"#df2414\"",
        "address = \"i\"\naccent = \"#7a6a10\"",
    );
    let (_, diagnostics) = check(&Project::read_toml(&deuteranopia));
    let alike = diagnostics.iter().find_map(|each| each.alike.as_deref());
    let alike = alike.expect("a warning of that");
    assert_eq!(alike.path, "domain[0].accent");
    assert_eq!((alike.vision, alike.shade), (Vision::Deuteranopia, Shade::Dark));
    // Neither can be seen on a dark ground.
    assert_eq!(
        warnings(&two(
            "address = \"h\"\naccent = \"black\"",
            "address = \"i\"\naccent = \"white\""
        )),
        [
            "8:10: domain[1].accent: accent `#ffffff` of `b` looks like `#000000` of `a` to anyone (`#48801f` is far from all others)"
        ]
    );
}

#[test]
fn whoever_follows_every_hint_about_accents_has_none_left() {
    let mut accents: Vec<String> = ["#bb9af7", "#bb9af8", "#e0af68", "#e0af69", "#bb9af9", "#e0af67"]
        .map(str::to_owned)
        .into();
    let project = |accents: &[String]| -> String {
        let domains = accents.iter().enumerate();
        domains
            .map(|(n, accent)| {
                format!("[[domain]]\nname = \"d{n}\"\naddress = \"h{n}\"\naccent = \"{accent}\"\n")
            })
            .collect()
    };
    let (_, diagnostics) = check(&Project::read_toml(&project(&accents)));
    assert_eq!(diagnostics.len(), 4);
    for diagnostic in diagnostics {
        let index = diagnostic.path["domain[".len()..]
            .split(']')
            .next()
            .expect("an index");
        let hint = diagnostic.hint.expect("a hint");
        let accent = hint.strip_suffix(" is far from all others").expect("an accent");
        accents[index.parse::<usize>().expect("a number")] = accent.trim_matches('`').to_owned();
    }
    let (_, diagnostics) = check(&Project::read_toml(&project(&accents)));
    assert_eq!(diagnostics, [], "{accents:?}");
}

#[test]
fn colours_for_dark_grounds_on_a_light_one() {
    let host =
        |name: &str, lines: &str| format!("[[domain]]\nname = \"{name}\"\naddress = \"{name}\"\n{lines}\n");
    let what = "ansi `false` leaves programs WezTerm's own colours, of which yellow, cyan and white cannot be read on a \
                light ground (leave it out, and they are made from the accent there)";
    assert_eq!(
        warnings(&host(
            "a",
            "accent = \"teal\"\nappearance = \"light\"\nansi = false"
        )),
        [format!("6:8: domain[0].ansi: {what}")]
    );
    // Said once where it stands, and not of what is dark.
    let text = "[defaults]\nansi = false\n".to_owned()
        + &host("a", "accent = \"teal\"\nappearance = \"light\"")
        + &host("b", "accent = \"gold\"\nappearance = \"system\"")
        + &host("c", "accent = \"navy\"");
    assert_eq!(warnings(&text), [format!("2:8: defaults.ansi: {what}")]);
    for lines in [
        "ansi = false",
        "appearance = \"light\"",
        "appearance = \"light\"\nansi = true",
    ] {
        assert_eq!(
            warnings(&host("a", &format!("accent = \"teal\"\n{lines}"))),
            [""; 0]
        );
    }
}

#[test]
fn an_opacity_that_costs_contrast() {
    let host =
        |name: &str, lines: &str| format!("[[domain]]\nname = \"{name}\"\naddress = \"{name}\"\n{lines}\n");
    assert_eq!(
        warnings(&host("a", "accent = \"teal\"\nopacity = 60")),
        [
            "5:11: domain[0].opacity: opacity `60` lets what is behind the window through: over some of it text has a contrast of 2.9 to 1 (`74` or more keeps it at 4.5 to 1 or more, over anything)"
        ]
    );
    assert_eq!(warnings(&host("a", "accent = \"teal\"\nopacity = 74")), [""; 0]);
    assert_eq!(warnings(&host("a", "accent = \"teal\"\nopacity = 73")).len(), 1);
    // Said once where it stands, for the theme that fares worst.
    let text = "[defaults]\nopacity = 50\n".to_owned()
        + &host("a", "accent = \"teal\"")
        + &host("b", "accent = \"gold\"\nappearance = \"system\"")
        + &host("c", "accent = \"navy\"\nopacity = 100");
    assert_eq!(
        warnings(&text),
        [
            "2:11: defaults.opacity: opacity `50` lets what is behind the window through: over some of it text has a contrast of 2.1 to 1 (`74` or more keeps it at 4.5 to 1 or more, over anything)"
        ]
    );
}

#[test]
fn ten_thousand_domains_take_no_longer_than_their_number_asks_for() {
    let many: String = (0..10_000)
        .map(|n| {
            format!(
                "[[domain]]\nname = \"d{n}\"\naddress = \"h{n}\"\naccent = \"{:06x}\"\n",
                n * 1_677
            )
        })
        .collect();
    let found = warnings(&many);
    assert_eq!(found.len(), 11);
    assert!(
        found[10].ends_with(" more accents look like another"),
        "{}",
        found[10]
    );
    let wrong = many.replace("accent = ", "accent = 7 #");
    let (fleet, diagnostics) = check(&Project::read_toml(&wrong));
    assert!(fleet.is_none());
    assert_eq!(diagnostics.len(), 101);
    assert_eq!(diagnostics[100].message, "9900 more mistakes");
}
