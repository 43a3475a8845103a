//! A config, running in the simulator of WezTerm.

use std::fmt::Debug;

use mlua::state::{GcIncParams, GcMode};
use mlua::{Lua, LuaSerdeExt, ObjectLike, Table};
use wezterm_color_types::SrgbaTuple;
use wezterm_input_types::{KeyCode, Modifiers, PhysKeyCode};

/// Which of WezTerm's programs reads the config.
#[derive(Clone, Copy)]
pub enum Role {
    /// `wezterm-gui`, on this computer.
    Gui,
    /// `wezterm-mux-server`, on a host.
    Server,
}

/// The version that the simulator's rules are read from.
pub const NIGHTLY: &str = "20250223-062404-4ff581a8";

/// The last stable version.
pub const STABLE: &str = "20240203-110809-5046fc22";

/// The home folder of the tests' expectations, and of every host.
pub const HOME: &str = "/home/me";

/// The variable that says in which WezTerm the scenarios run: `stable` or `nightly`, and a system; then `module` where the
/// local config is the module, in a config that does no more than apply it.
pub const CLIENT: &str = "WEZMUX_TEST_CLIENT";

/// What the variable says.
fn client() -> String {
    std::env::var(CLIENT).unwrap_or_else(|_| "nightly linux".to_owned())
}

/// Whether the local config is the module.
pub fn is_module() -> bool {
    client().ends_with(" module")
}

/// Whether the computer runs Windows, whose timers go on while it is asleep.
pub fn is_on_windows() -> bool {
    client().contains("windows")
}

/// The WezTerm that scenarios run in, unless they say otherwise.
struct Client {
    version: &'static str,
    target_triple: &'static str,
    home_dir: &'static str,
}

impl Client {
    /// A nightly on Linux, or what the variable says.
    fn from_environment() -> Self {
        let client = client();
        let client = client.trim_end_matches(" module");
        let (version, system) = client.split_once(' ').expect("a version and a system");
        let version = match version {
            "nightly" => NIGHTLY,
            "stable" => STABLE,
            other => panic!("there is no version `{other}`"),
        };
        let (target_triple, home_dir) = match system {
            "linux" => ("x86_64-unknown-linux-gnu", HOME),
            "macos" => ("aarch64-apple-darwin", "/Users/me"),
            "windows" => ("x86_64-pc-windows-msvc", r"C:\Users\me"),
            other => panic!("there is no system `{other}`"),
        };
        Self {
            version,
            target_triple,
            home_dir,
        }
    }

    /// Hosts are Linux, whatever this computer is.
    fn on(role: Role) -> Self {
        let client = Self::from_environment();
        match role {
            Role::Gui => client,
            Role::Server => Self {
                target_triple: "x86_64-unknown-linux-gnu",
                home_dir: HOME,
                ..client
            },
        }
    }
}

/// What became of a config: a Lua state in which `world` and `config` can be looked at and acted on.
pub struct World {
    lua: Lua,
    environment: Table,
    home_dir: &'static str,
}

impl World {
    /// Evaluates `config`; `hosts` is a Lua table of what an attach meets at each host, see `wezterm.lua`.
    ///
    /// The error is every fault that was found, or what else kept the config from being evaluated.
    pub fn new(role: Role, config: &str, hosts: &str) -> Result<Self, String> {
        Self::with(role, Client::on(role).version, config, &[], hosts)
    }

    /// The world of a config for the GUI that may require `wezmux`.
    pub fn with_module(config: &str, module: &str) -> Result<Self, String> {
        let version = Client::on(Role::Gui).version;
        Self::with(Role::Gui, version, config, &[("wezmux", module)], "{}")
    }

    /// The world of a config in a WezTerm of `version`, with files that the config may require, each by its name.
    pub fn with(
        role: Role,
        version: &str,
        config: &str,
        modules: &[(&str, &str)],
        hosts: &str,
    ) -> Result<Self, String> {
        let lua = Lua::new();
        // These worlds are small and soon over: what they leave is collected seldom.
        lua.gc_set_mode(GcMode::Incremental(GcIncParams::default().pause(1000)));
        let world =
            simulator(&lua, role, version, modules, hosts).expect("the simulator itself has no mistakes");
        let environment = lua.create_table().expect("tables can be made");
        let chunk = lua.load(config).set_name("=wezterm.lua").into_function();
        let evaluated = chunk.and_then(|chunk| world.call_function::<()>("evaluate", chunk));
        let this = Self {
            lua,
            environment,
            home_dir: Client::on(role).home_dir,
        };
        let mut faults: Vec<String> = world.get("faults").expect("it has a list of faults");
        if let (Err(error), true) = (evaluated, faults.is_empty()) {
            faults.push(error.to_string());
        }
        if !faults.is_empty() {
            return Err(faults.join("\n"));
        }
        let config: Table = world.get("config").expect("it was evaluated");
        this.environment
            .set("config", config)
            .expect("tables can be changed");
        let globals = lua_globals(
            &this.lua,
            &["error", "ipairs", "math", "pairs", "table", "string", "tostring"],
        );
        for (name, value) in globals {
            this.environment.set(name, value).expect("tables can be changed");
        }
        this.environment
            .set("world", world)
            .expect("tables can be changed");
        Ok(this)
    }

    /// The world of a config for the GUI that has no fault; every host answers after half a second.
    #[track_caller]
    pub fn gui(config: &str) -> Self {
        Self::with_hosts(config, "{}")
    }

    /// The world of a config for the GUI that has no fault.
    #[track_caller]
    pub fn with_hosts(config: &str, hosts: &str) -> Self {
        Self::new(Role::Gui, config, hosts).unwrap_or_else(|faults| panic!("{faults}"))
    }

    /// The world of a config for a host that has no fault.
    #[track_caller]
    pub fn server(config: &str) -> Self {
        Self::new(Role::Server, config, "{}").unwrap_or_else(|faults| panic!("{faults}"))
    }

    /// Runs Lua statements that may find faults, and returns these.
    #[track_caller]
    pub fn faults(&self, statements: &str) -> String {
        self.evaluate::<()>(statements);
        self.evaluate::<Vec<String>>("return world.faults").join("\n")
    }

    /// Runs Lua statements that find no fault.
    #[track_caller]
    pub fn run(&self, statements: &str) {
        assert_eq!(self.faults(statements), "", "in `{statements}`");
    }

    /// The text that a Lua expression gives.
    #[track_caller]
    pub fn text(&self, expression: &str) -> String {
        self.evaluate(&format!("return {expression}"))
    }

    /// Asserts that two Lua expressions give equal values; the second calls the home folder `/home/me`.
    #[track_caller]
    pub fn assert(&self, expression: &str, expected: &str) {
        let expected = expected.replace(HOME, &self.home_dir.replace('\\', r"\\"));
        let show = |expression| self.text(&format!("world.show({expression})"));
        assert_eq!(show(expression), show(&expected), "`{expression}`");
    }

    #[track_caller]
    fn evaluate<T: mlua::FromLuaMulti>(&self, chunk: &str) -> T {
        let chunk = self
            .lua
            .load(chunk)
            .set_name("=test")
            .set_environment(self.environment.clone());
        chunk.eval().unwrap_or_else(|error| panic!("{error}"))
    }
}

/// The simulator with WezTerm's own parsers.
fn simulator(
    lua: &Lua,
    role: Role,
    version: &str,
    modules: &[(&str, &str)],
    hosts: &str,
) -> mlua::Result<Table> {
    let rust = lua.create_table()?;
    rust.set("is_color", predicate(lua, str::parse::<SrgbaTuple>)?)?;
    rust.set("is_key", predicate(lua, key_code)?)?;
    rust.set(
        "are_modifiers",
        predicate(lua, |text| Modifiers::try_from(text.to_owned()))?,
    )?;
    let binding = |_: &Lua, (key, modifiers): (String, String)| {
        binding(&key, &modifiers).map_err(mlua::Error::external)
    };
    rust.set("binding", lua.create_function(binding)?)?;

    let json_encode =
        |_: &Lua, value: mlua::Value| serde_json::to_string(&value).map_err(mlua::Error::external);
    rust.set("json_encode", lua.create_function(json_encode)?)?;
    let json_parse = |lua: &Lua, text: String| {
        let value: serde_json::Value = serde_json::from_str(&text).map_err(mlua::Error::external)?;
        lua.to_value(&value)
    };
    rust.set("json_parse", lua.create_function(json_parse)?)?;

    let options = lua.create_table()?;
    options.set(
        "role",
        match role {
            Role::Gui => "gui",
            Role::Server => "server",
        },
    )?;
    let client = Client::on(role);
    options.set("home_dir", client.home_dir)?;
    options.set("target_triple", client.target_triple)?;
    options.set("version", version)?;
    options.set("modules", lua.create_table_from(modules.iter().copied())?)?;
    options.set("hosts", lua.load(hosts).eval::<Table>()?)?;

    let schema = lua
        .load(include_str!("schema.lua"))
        .set_name("=schema.lua")
        .into_function()?;
    let world = lua.load(include_str!("wezterm.lua")).set_name("=simulator.lua");
    world.call((rust, schema, options))
}

/// Whether `parse` reads a text, as a function for Lua.
fn predicate<T: 'static, E: 'static>(
    lua: &Lua,
    parse: fn(&str) -> Result<T, E>,
) -> mlua::Result<mlua::Function> {
    lua.create_function(move |_, text: String| Ok(parse(&text).is_ok()))
}

/// The key that a config means by a name when it does not say whether by position or by letter: the letter, where
/// there is one (config/src/keys.rs:90-111 at 20250223). That is also what `mapped:` says.
fn key_code(name: &str) -> Result<KeyCode, String> {
    let name = name.strip_prefix("mapped:").unwrap_or(name);
    KeyCode::try_from(name).or_else(|_| PhysKeyCode::try_from(name).map(KeyCode::Physical))
}

/// What WezTerm looks a binding up by (config/src/config.rs:1237-1249 at 20250223), as text.
pub fn binding(key: &str, modifiers: &str) -> Result<String, String> {
    let modifiers = Modifiers::try_from(modifiers.to_owned())?;
    Ok(shown(key_code(key)?.normalize_shift(modifiers)))
}

/// What WezTerm compares with a key that was pressed to know the leader: nothing is normalized
/// (wezterm-gui/src/inputmap.rs:28-34 and :428-435 at 20250223).
pub fn leader(key: &str, modifiers: &str) -> Result<String, String> {
    let modifiers = Modifiers::try_from(modifiers.to_owned())?;
    Ok(shown((key_code(key)?, modifiers)))
}

fn shown(key: impl Debug) -> String {
    format!("{key:?}")
}

/// Globals of Lua that tests use as well.
fn lua_globals<'a>(lua: &Lua, names: &[&'a str]) -> Vec<(&'a str, mlua::Value)> {
    let get = |name: &&'a str| (*name, lua.globals().get(*name).expect("Lua has it"));
    names.iter().map(get).collect()
}
