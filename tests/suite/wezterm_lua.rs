//! What is made of a `wezterm.lua` that somebody wrote: Lua itself is the judge of what a config does, and
//! `tests/wezterm_lua/` has the shapes that people give them, each with what becomes of it beside it.

mod own;

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use mlua::{Lua, LuaOptions, StdLib, Table, Value};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;
use wezmux::import::wezterm_lua::{STAND_IN, observe, read};
use wezmux::import::{Fate, Import, merge::merge};
use wezmux::{Fleet, Project};

const FOLDER: &str = "tests/wezterm_lua";

fn files(extension: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(FOLDER).expect("the folder");
    let paths = files.map(|entry| entry.expect("a file").path());
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    paths.sort();
    paths
}

/// What became of each line.
fn notes(import: &Import) -> Vec<String> {
    let note = |note: &wezmux::import::Note| {
        let subject = if note.subject.is_empty() {
            String::new()
        } else {
            format!(" {}", note.subject)
        };
        let hint = note
            .hint
            .as_ref()
            .map_or(String::new(), |hint| format!(" ({hint})"));
        let fate = format!("{:?}", note.fate).to_lowercase();
        format!("{fate} {}{subject}: {}{hint}", note.line, note.message)
    };
    import.notes.iter().map(note).collect()
}

#[test]
fn every_shape_is_read() {
    let mut paths = files("lua");
    paths.extend(files("service"));
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

/// A value as `observe` gives it.
fn json(value: &Value, unknown: &Table, depth: usize) -> serde_json::Value {
    match value {
        Value::Boolean(boolean) => json!(boolean),
        Value::Integer(integer) if depth > 0 => json!(*integer as f64),
        Value::Number(number) if depth > 0 => json!(number),
        Value::String(text) => json!(text.to_string_lossy()),
        Value::Table(table) if depth > 0 && table != unknown => {
            let count = (1..)
                .take_while(|at| table.raw_get::<Value>(*at).is_ok_and(|value| !value.is_nil()))
                .count();
            let listed =
                (1..=count).map(|at| json(&table.raw_get(at).expect("it is there"), unknown, depth - 1));
            let listed: Vec<serde_json::Value> = listed.collect();
            let mut named = serde_json::Map::new();
            for pair in table.pairs::<Value, Value>() {
                if let (Value::String(name), value) = pair.expect("a table can be walked") {
                    named.insert(name.to_string_lossy(), json(&value, unknown, depth - 1));
                }
            }
            if named.is_empty() {
                return listed.into();
            }
            named.extend(
                listed
                    .into_iter()
                    .zip(1..)
                    .map(|(value, at)| (format!("[{at}]"), value)),
            );
            named.into()
        }
        _ => json!(null),
    }
}

/// What Lua itself makes of a config with the same stand-in.
fn judged(text: &str) -> Result<serde_json::Value, String> {
    let libraries = StdLib::TABLE | StdLib::STRING | StdLib::MATH | StdLib::UTF8;
    let lua = Lua::new_with(libraries, LuaOptions::default()).expect("Lua");
    let here = lua.create_function(|lua, ()| {
        let line = |level| {
            lua.inspect_stack(level, |debug| {
                let is_config = debug
                    .source()
                    .source
                    .is_some_and(|source| source == "=wezterm.lua");
                debug.current_line().filter(|_| is_config)
            })
        };
        Ok((0..).map_while(line).flatten().next().unwrap_or(0))
    });
    let globals = lua.globals();
    globals.set("here", here.expect("a function")).expect("it is set");
    let load = lua
        .load("return nil, 'text that a config makes itself is not run'")
        .into_function();
    globals.set("load", load.expect("Lua")).expect("it is set");
    globals
        .set("print", lua.load("").into_function().expect("Lua"))
        .expect("it is set");
    let parts = lua.load(STAND_IN).set_name("=stand-in").call::<(
        Table,
        mlua::Function,
        mlua::Function,
        mlua::Function,
        mlua::Function,
    )>(());
    let (seen, evaluate, wear, start, press) = parts.expect("the stand-in has no mistakes");
    let config = lua
        .load(text)
        .set_name("=wezterm.lua")
        .into_function()
        .map_err(|error| error.to_string())?;
    evaluate.call::<()>(config).expect("it is caught");
    if seen.get::<Value>("config").is_ok_and(|config| config.is_table()) {
        for phase in [wear, start, press] {
            phase.call::<()>(()).expect("it is caught");
        }
    }
    let unknown = seen.get("unknown").expect("it has one");
    Ok(json(&Value::Table(seen), &unknown, 16))
}

/// The same without the words of errors, of which only the lines are told alike.
fn without_words(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) => {
            if let Some((line, _)) = text
                .strip_prefix("wezterm.lua:")
                .and_then(|rest| rest.split_once(':'))
            {
                *text = format!("wezterm.lua:{line}");
            }
        }
        serde_json::Value::Array(values) => values.iter_mut().for_each(without_words),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(without_words),
        _ => {}
    }
}

#[track_caller]
fn assert_judged(text: &str, name: &str) {
    let (mut ours, mut lua) = match (observe(text), judged(text)) {
        (Ok(ours), Ok(lua)) => (ours, lua),
        (Err(_), Err(_)) => return,
        (ours, lua) => panic!("{name}: we say {ours:#?}, and Lua says {lua:#?}"),
    };
    without_words(&mut ours);
    without_words(&mut lua);
    assert!(ours == lua, "{name}: we say\n{ours:#}\nand Lua says\n{lua:#}");
}

#[test]
fn lua_does_the_same() {
    for path in files("lua") {
        assert_judged(
            &fs::read_to_string(&path).expect("a text"),
            &path.display().to_string(),
        );
    }
    // Ours use more of the language than most.
    for case in ["guide", "looks", "odd-text", "transports"] {
        let text = fs::read_to_string(format!("tests/cases/{case}/expected/wezterm.lua")).expect("a text");
        assert_judged(&text, case);
    }
}

/// What is asked of Lua's library, a line each.
const ASKED: &str = r#"
-- Numbers.
0x1p4, 0xA.8, 0x.8, 0x8., 0x.8p1, 0XA.8P-2, 0x1P+3, 0x0p9999, 0x1p-1074, 0x1.fffffffffffffp1023, 0x1p9999
0x123456789abcdef0123456789.8, 0x0.00000000000000000000000000000000000001, 0xffffffffffffffff
tonumber '0x1p4', tonumber '-0xA.8', tonumber '0x', tonumber '0xp1', tonumber '0x.', tonumber '0x1p', tonumber '0x1p+'
tonumber '0x1.8p1.5', tonumber '1p4', tonumber ' 0x.1 ', tonumber '0x1 p1', tonumber '1e', tonumber '.', tonumber '0x1g'
math.fmod(7, 3), math.fmod(-7, 3), math.fmod(7, -3), math.fmod(-6, 2), math.fmod(7, 3.0), math.fmod(-6.0, 2)
math.fmod(math.mininteger, -1), math.fmod(5, math.huge), math.fmod(-5.5, 2)
math.fmod(1, 0)
math.ult(1, 2), math.ult(-1, 2), math.ult(2, -1), math.ult(3, 3)
math.modf(3.7), math.modf(-3.7), math.modf(5), math.modf(math.huge), math.modf(-math.huge)
math.log(8, 2), math.log(1000, 10), math.log(1), math.exp(0), math.atan(1, -1), math.atan(1), math.deg(math.pi), math.rad(180)
math.tan(0), math.asin(1), math.acos(1), math.log(27, 3) - 3 < 1e-9
-- Characters.
utf8.codepoint('h\u{e9}\u{1f980}', 1, -1)
utf8.codepoint('abc'), utf8.codepoint('abc', 2), utf8.codepoint('abc', -1), utf8.codepoint('abc', 3, 2)
utf8.codepoint('\u{e9}', 2)
utf8.codepoint('')
utf8.codepoint('abc', 0)
utf8.codepoint('abc', 1, 4)
utf8.codepoint('abc', 1, 3)
utf8.codepoint('\xff')
utf8.codepoint('\xed\xa0\x80')
utf8.len('h\u{e9}llo'), utf8.len('h\u{e9}llo', 4), utf8.len('h\u{e9}llo', 3), utf8.len('abc', 2, 2), utf8.len('abc', -1)
utf8.len(''), utf8.len('', 1), utf8.len('abc', 4), utf8.len('abc', 3, 1), utf8.len('a\xffb'), utf8.len('\xe2\x82')
utf8.len('abc', 5)
utf8.len('abc', 0)
utf8.len('abc', 1, 4)
utf8.len('h\u{e9}', 1, 2)
utf8.offset('abc', 5), utf8.offset('abc', 4), utf8.offset('abc', -3), utf8.offset('abc', -4), utf8.offset('', 1), utf8.offset('', 0)
utf8.offset('h\u{e9}llo', 3), utf8.offset('h\u{e9}llo', -4), utf8.offset('h\u{e9}llo', 0, 3), utf8.offset('h\u{e9}llo', -1, 4)
utf8.offset('h\u{e9}', 0), utf8.offset('h\u{e9}', 2, 2), utf8.offset('h\u{e9}', 1, 4)
utf8.offset('h\u{e9}', 1, 3)
utf8.offset('abc', 1, 5)
(function() local t = {} for at, code in utf8.codes 'h\u{e9}\u{1f980}!' do t[#t + 1] = at t[#t + 1] = code end return t end)()
(function() for _ in utf8.codes 'a\xff' do end end)()
-- Tables.
table.move({ 1, 2, 3 }, 1, 3, 2), table.move({ 1, 2, 3 }, 2, 3, 1), table.move({ 1, 2 }, 1, 2, 3, { 9 }), table.move({}, 1, 0, 5)
table.move({ 1, 2, 3 }, 1, 3, -1), table.move({ 1, nil, 3 }, 1, 3, 5), (function() local t = { 4 } return table.move(t, 1, 1, 1) == t end)()
table.move({}, math.mininteger, math.maxinteger, 1)
table.move({}, 1, 2, math.maxinteger)
table.move({ 1 }, 1, 1, 2, 3)
-- Literals.
('%q'):format('a\nb\rc\0d\0001\t\127\\ \" \u{e9}')
('%q %q %q %q %q'):format(7, math.mininteger, true, nil, 1.5)
('%q %q %q %q'):format(1/0, -1/0, 0/0, -0.0)
('%q'):format({})
('%5q'):format 'x'
('%s|%10s|%-10s|%.2s|%10.2s'):format('abc', 'abc', 'abc', 'abc', 'abc')
('%c%c%5c|'):format(65, 0, 66)
('%d'):format(1.5)
('%d %s'):format(3.0, 3.0)
('%y'):format(1)
"#;

/// The results of each, or that it fails, as text.
const RESULTS: &str = "\
local function shown(v)
  if type(v) == 'table' then
    local parts = {}
    for i = -5, 12 do if v[i] ~= nil then parts[#parts + 1] = i .. '=' .. shown(v[i]) end end
    return '{' .. table.concat(parts, ' ') .. '}'
  end
  return type(v) == 'string' and v or tostring(v) .. (math.type(v) or '')
end
local function results(ok, ...)
  if not ok then return 'fails' end
  local parts = {}
  for i = 1, select('#', ...) do parts[i] = shown((select(i, ...))) end
  return table.concat(parts, ', ')
end
local r = {}
";

#[test]
fn the_library_gives_what_lua_gives() {
    let asked = ASKED
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("--"));
    let mut expressions: Vec<String> = asked.map(str::to_owned).collect();
    let floats = "0.0 -0.0 1 1.5 -2.5 0.1 1e300 -1e-300 123456789.125 1e15 1e16 99999.5 0.0001 0.00001 5e-324 1/0 -1/0 255";
    for flags in ["", "+", " ", "-", "0", "#", "+0", "-#", " 0", "#0"] {
        for size in ["", "12", ".0", ".3", "14.1", ".20"] {
            for kind in ["e", "E", "f", "g", "G"] {
                for float in floats.split(' ') {
                    expressions.push(format!("('%{flags}{size}{kind}|'):format({float})"));
                }
            }
            for (kind, known) in [
                ("d", "-+0 "),
                ("i", "-+0 "),
                ("u", "-0"),
                ("x", "-#0"),
                ("X", "-#0"),
                ("o", "-#0"),
            ] {
                if !flags.chars().all(|flag| known.contains(flag)) {
                    continue;
                }
                for integer in ["0", "7", "-7", "4096", "math.mininteger"] {
                    expressions.push(format!("('%{flags}{size}{kind}|'):format({integer})"));
                }
            }
        }
    }
    let literals = floats.split(' ').map(|float| format!("('%q'):format({float})"));
    expressions.extend(literals);
    let mut text = RESULTS.to_owned();
    for expression in &expressions {
        text += &format!("r[#r + 1] = results(pcall(function() return {expression} end))\n");
    }
    text += "return { ssh_domains = {}, r = r }";
    let [ours, lua] =
        [observe(&text), judged(&text)].map(|seen| seen.expect("it runs")["config"]["r"].clone());
    let [ours, lua] = [&ours, &lua].map(|results| results.as_array().expect("a list"));
    assert_eq!((ours.len(), lua.len()), (expressions.len(), expressions.len()));
    let pairs = expressions.iter().zip(ours.iter().zip(lua));
    let differing: Vec<_> = pairs.filter(|(_, (ours, lua))| ours != lua).collect();
    assert!(
        differing.is_empty(),
        "what we say, and what Lua says: {differing:#?}"
    );
}

/// Pieces from which an expression can be made that may go wrong.
fn expression() -> impl Strategy<Value = String> {
    let atom = select(vec![
        "nil",
        "true",
        "false",
        "0",
        "1",
        "-3",
        "2.5",
        "1e300",
        "0x7fffffffffffffff",
        "'abc'",
        "'10'",
        "''",
        "'%d+'",
        "t",
        "{}",
        "f",
        "...",
        "#t",
        "t.x",
        "t[1]",
        "s:upper()",
        "s:find 'b'",
        "f(1, 2)",
        "(f(1, 2))",
        "{ f(1, 2) }",
    ]);
    atom.prop_map(str::to_owned).prop_recursive(4, 24, 3, |inner| {
        let operator = select(vec![
            "+", "-", "*", "/", "//", "%", "^", "..", "==", "~=", "<", "<=", ">", ">=", "and", "or", "&",
            "|", "~", "<<", ">>",
        ]);
        let function = select(vec![
            "tonumber",
            "type",
            "#",
            "- ",
            "not ",
            "math.floor",
            "s.rep",
            "s.sub",
            "s.format",
            "s.gsub",
            "s.match",
            "select",
            "table.concat",
            "utf8.char",
            "s.byte",
            "rawlen",
            "math.tointeger",
        ]);
        prop_oneof![
            (inner.clone(), operator, inner.clone())
                .prop_map(|(left, operator, right)| format!("({left} {operator} {right})")),
            (function, inner.clone(), inner.clone()).prop_map(|(function, one, other)| {
                match function {
                    "#" | "- " | "not " => format!("({function}{one})"),
                    _ => format!("{function}({one}, {other})"),
                }
            }),
            (inner.clone(), inner).prop_map(|(one, other)| format!("{{ {one}, k = {other} }}")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lua_computes_the_same(expressions in prop::collection::vec(expression(), 1..4)) {
        let mut text = String::from("local s, t = 'abc', { 5, 6, x = 'y' } local function f(...) return ... end local r = {}\n");
        for expression in expressions {
            // A NaN is in no JSON, and a function has no text that is the same in both.
            text += &format!(
                "do local function g(...) local v = {expression} return v end local ok, v = pcall(g, 7, 'z') \
                 if v ~= v then v = 'nan' elseif v == 1/0 or v == -1/0 then v = 'inf' end \
                 r[#r + 1] = ok r[#r + 1] = type(v) == 'string' and v:find '0x' and 'address' or v or false end\n"
            );
        }
        text += "return { ssh_domains = {}, r = r }";
        let (ours, lua) = match (observe(&text), judged(&text)) {
            (Ok(ours), Ok(lua)) => (ours["config"]["r"].clone(), lua["config"]["r"].clone()),
            // A text of many gigabytes is more than we make.
            (Err(why), _) if !why.starts_with("not Lua") => return Ok(()),
            (ours, lua) => panic!("{text}: we say {ours:?}, and Lua says {lua:?}"),
        };
        let pairs = |values: &serde_json::Value| values.as_array().expect("a list").chunks(2).map(<[_]>::to_vec).collect::<Vec<_>>();
        for (ours, lua) in pairs(&ours).into_iter().zip(pairs(&lua)) {
            // Where Lua refuses a value of the wrong type, we may know what to do with it.
            prop_assert!(lua[0] == false || ours == lua, "{}: we say {:?}, and Lua says {:?}", text, ours, lua);
        }
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
