//! What a config does when it is run here: Lua itself is the judge.

use std::fs;

use mlua::{Lua, LuaOptions, StdLib, Table, Value};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;
use wezmux::import::wezterm_lua::{STAND_IN, observe};

use super::wezterm_lua::configs;

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
    for path in configs("lua") {
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
