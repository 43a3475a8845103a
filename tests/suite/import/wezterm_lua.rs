//! What is made of a `wezterm.lua` that somebody wrote: `tests/wezterm_lua/` has the shapes that people give them, each
//! with what becomes of it beside it.

mod own;

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use wezmux::import::wezterm_lua::read;
use wezmux::import::{Fate, merge::merge};
use wezmux::{Fleet, Project};

use super::notes;

/// The files of `tests/wezterm_lua/` that end in `extension`.
pub fn configs(extension: &str) -> Vec<PathBuf> {
    let files = fs::read_dir("tests/wezterm_lua").expect("the folder");
    let paths = files.map(|entry| entry.expect("a file").path());
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    paths.sort();
    paths
}

#[test]
fn every_shape_is_read() {
    let mut paths = configs("lua");
    paths.extend(configs("service"));
    assert!(paths.len() >= 30, "{} files", paths.len());
    for path in paths {
        let import = read(&fs::read_to_string(&path).expect("a text"));
        let found = format!("{}\n{}\n", import.project.to_toml(), notes(&import).join("\n"));
        let expected = path.with_extension("txt");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&expected, &found).expect("it is written");
        }
        let expected = fs::read_to_string(&expected).expect("run it with UPDATE=1");
        assert_eq!(found, expected, "{}", path.display());
        // Whatever was taken is a project, once it has accents.
        let merged = merge(&Project::default(), &import).project;
        let (fleet, mistakes) = Fleet::validate(&merged);
        assert!(
            merged.domain.is_empty() || fleet.is_some(),
            "{}: {mistakes:#?}",
            path.display()
        );
    }
}

/// The fleet of what was taken, which has an accent for each domain.
#[track_caller]
fn fleet(project: &Project) -> Fleet {
    let (fleet, mistakes) = Fleet::validate(project);
    fleet.unwrap_or_else(|| panic!("{mistakes:#?}"))
}

#[test]
fn guide_is_its_three_servers() {
    let import = read(&fs::read_to_string("tests/wezterm_lua/guide.lua").expect("the guide's config"));
    let taken = fleet(&import.project);
    let domains: Vec<_> = taken
        .domains()
        .iter()
        .map(|domain| {
            let address = domain.address.to_string();
            let user = domain.username.as_ref().expect("each has one").to_string();
            let text = [
                domain.name.to_string(),
                address,
                user,
                domain.cwd.to_string(),
                domain.look.accent.to_string(),
            ];
            let badge = [
                domain.label.to_string(),
                domain.icon.to_string(),
                domain.key.as_ref().expect("each has one").to_string(),
            ];
            (text, badge, domain.tab_count(), domain.attach)
        })
        .collect();
    let domain =
        |text: [&str; 5], badge: [&str; 3]| (text.map(str::to_owned), badge.map(str::to_owned), 3, true);
    assert_eq!(
        domains,
        [
            domain(
                ["dev-server", "10.20.30.1", "ubuntu", "/data/projects", "#bb9af7"],
                ["Dev Server", "\u{f048b}", "LEADER+1"]
            ),
            domain(
                ["staging", "10.20.30.2", "ubuntu", "/var/www", "#e0af68"],
                ["Staging", "\u{f048b}", "LEADER+2"]
            ),
            domain(
                ["workstation", "192.168.1.50", "dev", "/home/dev/code", "#dc143c"],
                ["Workstation", "\u{f0ee0}", "LEADER+3"]
            ),
        ]
    );
    let keys = taken.keys();
    let keys = [&keys.leader, &keys.launcher, &keys.next_tab, &keys.previous_tab].map(ToString::to_string);
    assert_eq!(
        keys,
        [
            "CTRL+a",
            "LEADER+w",
            "CTRL+SHIFT+RightArrow",
            "CTRL+SHIFT+LeftArrow"
        ]
    );
    assert_eq!(
        (taken.local().cwd.rooted().to_string(), taken.local().tabs),
        ("~/projects".to_owned(), 3)
    );
    assert!(
        import
            .notes
            .iter()
            .all(|note| matches!(note.fate, Fate::Taken | Fate::Trap)),
        "{:#?}",
        notes(&import)
    );
}

/// What must not hang, take the memory, reach outside or fall over, and what is said of it.
#[test]
fn bad_input_is_told() {
    const STEPS: &str = "it does not end: it was stopped after five million steps";
    const ROOM: &str = "it makes more than 128 MiB of text and tables";
    const DEEP: &str = "it calls itself too deep";
    let deep = |open: &str, close: &str, count: usize| {
        format!("local x = {}1{}", open.repeat(count), close.repeat(count))
    };
    let noise: String = (0..10_u32 << 20)
        .map(|at| char::from(b' ' + (at.wrapping_mul(2_654_435_761) >> 8) as u8 % 90))
        .collect();
    let cases: Vec<(&str, String, u32, &str)> = vec![
        ("loop", "\nwhile true do end".to_owned(), 2, STEPS),
        (
            "swallowed",
            "\nwhile true do pcall(function() while true do end end) end".to_owned(),
            2,
            STEPS,
        ),
        (
            "handler",
            "setmetatable(_G, { __index = function(t, k) return t[k .. 'x'] end })\nreturn y".to_owned(),
            1,
            DEEP,
        ),
        (
            "recursion",
            "local function f() return f() end\nf()".to_owned(),
            1,
            DEEP,
        ),
        ("repeat", "local x = ('x'):rep(1e9)".to_owned(), 1, ROOM),
        (
            "doubling",
            "local x = 'x'\nwhile true do x = x .. x end".to_owned(),
            2,
            ROOM,
        ),
        (
            "tables",
            "local t = {}\nwhile true do t[#t + 1] = {} end".to_owned(),
            2,
            ROOM,
        ),
        (
            "closures",
            "local t = {}\nwhile true do local a, b, c = 1, 2, 3 t[#t + 1] = function() return a end end"
                .to_owned(),
            2,
            ROOM,
        ),
        (
            "replaced",
            "local x = ('x'):rep(1e6)\nx:gsub('x', x)".to_owned(),
            2,
            ROOM,
        ),
        (
            "pattern",
            "local x = ('a'):rep(40)\nx:find(('a*'):rep(30) .. 'b')".to_owned(),
            2,
            STEPS,
        ),
        (
            "sort",
            "local t = {} for i = 1, 1e5 do t[i] = i end\ntable.sort(t, function() while true do end end)"
                .to_owned(),
            2,
            STEPS,
        ),
        (
            "joined",
            "local t = {}\ntable.concat(t, '', 1, 1e15)".to_owned(),
            2,
            "stops here: `table.concat` finds no text at 1",
        ),
        (
            "emptied",
            "local t = {} for i = 1, 1e4 do t['k' .. i] = i end\nwhile next(t) do t[next(t)] = nil end"
                .to_owned(),
            2,
            STEPS,
        ),
        (
            "itself",
            "local t = setmetatable({}, {}) getmetatable(t).__index = t\nlocal x = t.x".to_owned(),
            2,
            "stops here: `__index` goes on too long",
        ),
        (
            "brackets",
            deep("(", ")", 100_000),
            1,
            "not Lua: nested more than 100 deep",
        ),
        (
            "braces",
            deep("{", "}", 100_000),
            1,
            "not Lua: nested more than 100 deep",
        ),
        (
            "signs",
            deep("- ", "", 100_000),
            1,
            "not Lua: nested more than 100 deep",
        ),
        (
            "functions",
            deep("function() return ", " end", 100_000),
            1,
            "not Lua: nested more than 100 deep",
        ),
        (
            "joints",
            format!("local x = 1{}", " .. 1".repeat(100_000)),
            1,
            "not Lua: nested more than 100 deep",
        ),
        (
            "sums",
            format!("local x = 1{}", " + 1".repeat(100_000)),
            1,
            "not Lua: more than 100 operators in a row",
        ),
        (
            "calls",
            format!("local x = f{}", "()".repeat(100_000)),
            1,
            "not Lua: nested more than 100 deep",
        ),
        (
            "locals",
            "local x ".repeat(300),
            1,
            "not Lua: more than 200 local variables at once",
        ),
        (
            "bytecode",
            "\x1bLuaT\0\x19".to_owned(),
            1,
            "not Lua: compiled Lua, which is not read; the text that it was made from is",
        ),
        (
            "unclosed",
            "x = 'abc\ny = 1".to_owned(),
            1,
            "not Lua: this text has no end quote",
        ),
        (
            "long",
            "\n--[[ abc".to_owned(),
            2,
            "not Lua: this bracket is not closed",
        ),
        (
            "word",
            "local config = {}\nconfig.font == 1\n".to_owned(),
            2,
            "not Lua: expected `=` or a call, found `==`",
        ),
        (
            "end",
            "if true then\n  x = 1\n".to_owned(),
            2,
            "not Lua: expected `end` for the `if` in line 1, found the end of the file",
        ),
        (
            "prose",
            "This is no config.".to_owned(),
            1,
            "not Lua: expected `=` or a call, found `is`",
        ),
        (
            "sign",
            "x = 1 ¤".to_owned(),
            1,
            "not Lua: `¤` has no meaning in Lua",
        ),
        ("empty", String::new(), 0, "it returns no config"),
        ("number", "return 5".to_owned(), 0, "it returns no config"),
        (
            "noise",
            noise,
            0,
            "the file has more than 4194304 bytes, and no more are read",
        ),
        (
            "NUL",
            "\0".repeat(1000),
            1,
            "not Lua: `\\u{0}` has no meaning in Lua",
        ),
    ];
    for (name, text, line, message) in cases {
        let start = Instant::now();
        let import = read(&text);
        let took = start.elapsed();
        println!("{name} {took:?}");
        assert!(took < Duration::from_secs(60), "{name} took {took:?}");
        let told = import.notes.iter().filter(|note| note.fate == Fate::Mistake);
        let told: Vec<(usize, &str)> = told.map(|note| (note.line, note.message.as_str())).collect();
        assert_eq!(told, [(line as usize, message)], "{name}");
        assert!(import.project.domain.is_empty(), "{name}");
    }
}

#[test]
fn keys_of_the_config_stay_its_own() {
    let text = "return { leader = { key = 'a', mods = 'CTRL' }, keys = { { key = 'd', mods = 'LEADER', action = 'Nop' } }, \
                ssh_domains = { { name = 'dev', remote_address = 'dev' } } }";
    assert_eq!(read(text).project.keys.detach.as_deref(), Some("LEADER+SHIFT+d"));
    // Whoever has bound a key of the shell's has meant it.
    let text = text.replace(
        "'d', mods = 'LEADER', action = 'Nop'",
        "'n', mods = 'CTRL', action = { ActivateTabRelative = 1 }",
    );
    assert_eq!(read(&text).project.keys.next_tab.as_deref(), Some("CTRL+n!"));
}

#[test]
fn what_stands_behind_a_hole_is_taken_and_a_port_that_is_none_is_told() {
    let text = "local dark = { window_background_opacity = 0.5, colors = { background = '#102030', cursor_bg = '#bb9af7' } }
local wezterm = require 'wezterm'
wezterm.on('update-status', function(window, pane)
  window:set_config_overrides(pane:get_domain_name() == 'b' and dark or {})
end)
local config = {
  ssh_domains = { { name = 'a', remote_address = 'a' }, os.getenv 'NONE', { name = 'b', remote_address = 'b' } },
  unix_domains = {},
}
config.unix_domains[4] = { name = 'd', proxy_command = { 'ssh', '-p0', 'd', 'wezterm', 'cli', 'proxy' } }
config.unix_domains[2] = { name = 'c', proxy_command = { 'ssh', '-p', '70000', 'c', 'wezterm', 'cli', 'proxy' } }
config.ssh_domains[4] = { name = 'e', remote_address = 'e', ssh_option = { port = 'ssh' } }
config.keys = { nil, { key = 'w', mods = 'LEADER', action = wezterm.action.SpawnTab { DomainName = 'c' } } }
return config";
    let import = read(text);
    let names: Vec<_> = import
        .project
        .domain
        .iter()
        .flat_map(|entry| &entry.name)
        .collect();
    assert_eq!(names, ["a", "b", "e", "c", "d"]);
    assert_eq!(import.project.domain[1].accent.as_deref(), Some("#bb9af7"));
    assert_eq!(import.project.domain[3].key.as_deref(), Some("LEADER+w"));
    let told = notes(&import);
    let hole = |line, list| {
        format!(
            "trap {line} {list}: a `nil` stands before this in `{list}`, and WezTerm refuses a config with such a list \
             (the list is taken as if it were not there; leave it out)"
        )
    };
    let port =
        |line, port| format!("left {line} {port}: `{port}` is no port between 1 and 65535, and is left out");
    for expected in [
        hole(7, "ssh_domains"),
        hole(11, "unix_domains"),
        hole(13, "keys"),
        port(10, "0"),
        port(11, "70000"),
        port(12, "ssh"),
    ] {
        assert!(told.contains(&expected), "{expected}: {told:#?}");
    }
}

#[test]
fn a_config_of_other_files_says_so() {
    let import = read("local c = require('config')\nreturn c:append(require('config.domains')).options");
    let told = notes(&import).join("\n");
    assert!(told.contains("comes from elsewhere"), "{told}");
    assert!(told.contains("`config.domains` is another file"), "{told}");
}

#[test]
fn what_does_not_end_later_costs_only_that() {
    let text = "local wezterm = require 'wezterm'\nwezterm.on('update-status', function()\n  while true do end\nend)\n\
                return { ssh_domains = { { name = 'a', remote_address = 'a' } } }";
    let import = read(text);
    assert_eq!(import.project.domain.len(), 1);
    assert_eq!(
        notes(&import)[0],
        "left 3: a handler was stopped: it does not end: it was stopped after five million steps \
        (what the config sets is in the import; what its handlers do to windows may not be)"
    );
}

#[test]
fn nothing_outside_is_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("here").display().to_string();
    let text = format!(
        "local wezterm = require 'wezterm'\n\
         pcall(os.execute, 'touch {path}') pcall(io.popen, 'touch {path}') pcall(io.open, '{path}', 'w')\n\
         pcall(wezterm.run_child_process, {{ 'touch', '{path}' }}) pcall(load, 'os.execute [[touch {path}]]')\n\
         pcall(string.dump, print) pcall(dofile, '/etc/passwd') pcall(require, 'os')\n\
         return {{ ssh_domains = {{ {{ name = 'a', remote_address = os.getenv 'PATH' or 'nowhere' }} }} }}"
    );
    let import = read(&text);
    assert_eq!(import.project.domain[0].address.as_deref(), Some("nowhere"));
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0);
}

#[test]
fn ten_thousand_domains_are_read() {
    let mut text = String::from(
        "local wezterm = require 'wezterm'\nlocal accents, config = {}, { ssh_domains = {}, keys = {} }\n\
         wezterm.on('update-status', function(window, pane)\n  local accent = accents[pane:get_domain_name()]\n  \
         window:set_config_overrides { colors = accent and { cursor_bg = accent } }\nend)\n",
    );
    for number in 0..10_000 {
        text += &format!(
            "accents['host-{number}'] = '#{number:06x}'\n\
             config.ssh_domains[#config.ssh_domains + 1] = {{ name = 'host-{number}', remote_address = 'host-{number}.example.org', username = 'u' }}\n"
        );
    }
    let import = read(&(text + "return config"));
    assert_eq!(import.project.domain.len(), 10_000, "{:?}", notes(&import)[0]);
    let accents: HashSet<_> = import
        .project
        .domain
        .iter()
        .filter_map(|domain| domain.accent.as_ref())
        .collect();
    assert_eq!(accents.len(), 10_000);
}

#[test]
fn names_that_become_the_same_are_told_apart_however_many() {
    let text = "local domains = {}\nfor number = 1, 1500 do\n  local name = 'a' .. utf8.char(0x4e00 + number)\n  \
                domains[number] = { name = name, remote_address = 'host-' .. number }\nend\nreturn { ssh_domains = domains }";
    let import = read(text);
    let names: HashSet<_> = import.project.domain.iter().map(|domain| &domain.name).collect();
    assert_eq!(names.len(), 1500, "{:?}", notes(&import).last());
}

fn run(arguments: &[&str]) -> (i32, String, String) {
    let run = crate::program::run(arguments);
    (run.code, run.stdout, run.stderr)
}

#[test]
fn the_program_imports() {
    let (code, project, told) = run(&["import", "wezterm", "tests/wezterm_lua/guide.lua"]);
    assert_eq!(code, 0, "{told}");
    let reading = Project::read(&project);
    assert_eq!(
        reading.project,
        read(&fs::read_to_string("tests/wezterm_lua/guide.lua").expect("a text")).project
    );
    assert!(
        told.contains("every start adds a tab on `dev-server`, `staging`, `workstation`"),
        "{told}"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name).display().to_string();
        fs::write(&path, bytes).expect("it is written");
        path
    };
    let into = file("wezmux.toml", b"");
    let (code, shown, told) = run(&[
        "import",
        "wezterm",
        "tests/wezterm_lua/guide.lua",
        "--into",
        &into,
        "--yes",
    ]);
    assert_eq!(code, 0, "{told}");
    assert!(shown.contains("new      staging: "), "{shown}");
    assert_eq!(
        fleet(&Project::read(&fs::read_to_string(&into).expect("a text")).project)
            .domains()
            .len(),
        3
    );
    let (code, shown, _) = run(&[
        "import",
        "wezterm",
        "tests/wezterm_lua/guide.lua",
        "--into",
        &into,
    ]);
    assert_eq!((code, shown.lines().count()), (0, 1), "{shown}");
    let (code, _, told) = run(&["import", "wezterm", &file("loop.lua", b"while true do end")]);
    assert_eq!(code, 1);
    assert!(
        told.contains("it does not end: it was stopped after five million steps"),
        "{told}"
    );
    let (code, _, told) = run(&["import", "wezterm", &file("latin.lua", b"-- caf\xe9")]);
    assert_eq!(code, 1);
    assert!(told.contains("not UTF-8"), "{told}");
    let (code, _, told) = run(&["import", "wezterm", "tests/wezterm_lua/unit.service"]);
    assert_eq!(code, 1);
    assert!(told.contains("`--daemonize` takes no value"), "{told}");
}

#[test]
fn tabs_that_a_project_has_stay_and_the_others_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let [config, into] = ["wezterm.lua", "wezmux.toml"].map(|name| folder.path().join(name));
    let text = "local wezterm = require 'wezterm'
wezterm.on('gui-startup', function()
  local tab, pane, window = wezterm.mux.spawn_window { domain = { DomainName = 'a' } }
  window:spawn_tab { TAB }
end)
return { ssh_domains = { { name = 'a', remote_address = 'a' } } }
";
    let listed = "tab = [\n  { title = \"logs\" }, # the logs\n  # and htop\n  { command = \"htop\" },\n]\n";
    let tables = "[[domain.tab]] # the logs\ntitle = \"logs\"\n# and htop\n[[domain.tab]]\n";
    let left = |what: &str, has: &str| {
        format!(
            "warning: a: `{what} is left out: the project has `{has}`, which counts\n\
             help: take `{has}` out of the project and import again, if that is to count\n"
        )
    };
    let logs = r#"tab` = [{}, { cwd = "/var/log" }]"#;
    for (own, tab, expected) in [
        (listed, "cwd = '/var/log'", left(logs, "tab")),
        (tables, "cwd = '/var/log'", left(logs, "tab")),
        ("tabs = 5 # five\n", "cwd = '/var/log'", left(logs, "tabs")),
        (listed, "", String::new()),
        ("[[domain.tab]]\ntitle = \"logs\"\n", "", left("tabs` = 2", "tab")),
    ] {
        fs::write(&config, text.replace("TAB", tab)).expect("it is written");
        let project = format!(
            "[[domain]]\nname = \"a\"\naddress = \"a\"\naccent = \"teal\"\ntransport = \"wezterm\"\n{own}"
        );
        fs::write(&into, &project).expect("it is written");
        let [config, into] = [&config, &into].map(|path| path.display().to_string());
        let (code, shown, told) = run(&["import", "wezterm", &config, "--into", &into, "--yes"]);
        assert_eq!((code, shown.as_str()), (0, "same     a\n"), "{told}");
        assert!(told.contains(&expected), "{expected}: {told}");
        assert_eq!(told.contains("left out"), !expected.is_empty(), "{told}");
        assert_eq!(fs::read_to_string(&into).expect("a text"), project);
    }
}
