//! What the local config costs in Lua 5.4: one evaluation, which WezTerm does about twenty times at each start, and one
//! update-status of a window in which nothing has changed, which comes every second.
//!
//! The `wezterm` module here does nothing, so that only the config is measured.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use mlua::{Function, Lua, Table};
use wezmux::{Project, check, render};

/// A module whose functions take everything and do nothing, and what of it a test may look at.
const WEZTERM: &str = r#"
    local nothing = function() end
    local handlers = {}
    local actions = setmetatable({}, {
      __index = function(_, name)
        return function(value)
          return { [name] = value }
        end
      end,
    })
    package.preload.wezterm = function()
      return {
        action = actions,
        action_callback = function()
          return { EmitEvent = "user-defined" }
        end,
        config_builder = function()
          return {}
        end,
        format = function(items)
          return items[4].Text
        end,
        GLOBAL = {},
        gui = {},
        home_dir = "/home/me",
        mux = {
          get_active_workspace = function()
            return "default"
          end,
        },
        nerdfonts = {},
        on = function(event, handler)
          handlers[event] = handler
        end,
        time = { call_after = nothing },
        version = "20250223-062404-4ff581a8",
      }
    end
    return handlers
"#;

/// A window on the first domain, and its pane.
const WINDOW: &str = r#"
    local overrides
    local window = {
      window_id = function()
        return 1
      end,
      get_appearance = function()
        return "Dark"
      end,
      get_config_overrides = function()
        return overrides
      end,
      set_config_overrides = function(_, new)
        overrides = new
      end,
      set_right_status = function(self, status)
        self.status = status
      end,
    }
    local pane = {
      tab = function()
        return {}
      end,
      get_domain_name = function()
        return "host-0"
      end,
    }
    return window, pane
"#;

fn config(domains: usize) -> String {
    let project: String = (0..domains)
        .map(|n| {
            format!(
                "[[domain]]\nname = 'host-{n}'\naddress = '10.0.{}.{}'\naccent = '{:06x}'\n",
                n / 200,
                n % 200,
                n * 40_503 % 0x100_0000
            )
        })
        .collect();
    let (fleet, _) = check(&Project::read_toml(&project));
    render(&fleet.expect("only warnings")).swap_remove(0).text
}

/// A Lua state with the module, and the handlers that a config registers.
fn state() -> (Lua, Table) {
    let lua = Lua::new();
    let handlers = lua.load(WEZTERM).eval().expect("it has no mistakes");
    (lua, handlers)
}

fn evaluate(lua: &Lua, config: &str) -> Table {
    lua.globals()
        .get::<Table>("package")
        .and_then(|package| package.get::<Table>("loaded"))
        .and_then(|loaded| loaded.set("wezterm", mlua::Nil))
        .expect("Lua has it");
    lua.load(config).eval().expect("it has no mistakes")
}

fn evaluation(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("evaluation");
    for domains in [30, 300, 3000] {
        let config = config(domains);
        let (lua, _) = state();
        group.throughput(Throughput::Elements(domains as u64));
        group.bench_with_input(
            BenchmarkId::from_parameter(domains),
            &config,
            |bencher, config| {
                bencher.iter(|| evaluate(&lua, black_box(config)));
            },
        );
    }
}

fn idle_tick(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("idle update-status");
    for domains in [3, 300, 3000] {
        let (lua, handlers) = state();
        evaluate(&lua, &config(domains));
        let tick: Function = handlers.get("update-status").expect("it has a handler");
        let (window, pane): (Table, Table) = lua.load(WINDOW).eval().expect("it has no mistakes");
        tick.call::<()>((&window, &pane)).expect("it raises nothing");
        let status: String = window.get("status").expect("the handler sets it");
        assert!(status.contains("host-0"), "{status}");
        group.bench_function(BenchmarkId::from_parameter(domains), |bencher| {
            bencher.iter(|| tick.call::<()>((&window, &pane)).expect("it raises nothing"));
        });
    }
}

criterion_group!(benches, evaluation, idle_tick);
criterion_main!(benches);
