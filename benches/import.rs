//! What it costs to read an ssh_config, to run a wezterm.lua, and to put their hosts into a project; all are to be linear in the hosts.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use wezmux::import::merge::{merge, write};
use wezmux::import::ssh_config::Config;
use wezmux::import::wezterm_lua;
use wezmux::{Fleet, Project, render};

/// Hosts as people have them, and twenty patterns for all of them.
fn config(hosts: usize) -> String {
    let mut text = String::from("Include config.d/*\n\n");
    for n in 0..hosts {
        text += &format!(
            "Host web-{n} web-{n}.example.com\n  HostName 10.{}.{}.{}\n  User deploy\n  Port {}\n  \
             IdentityFile ~/.ssh/id_{}\n  # rack {n}\n\n",
            n / 65_536,
            n / 256 % 256,
            n % 256,
            2200 + n % 100,
            n % 7
        );
    }
    for n in 0..20 {
        text += &format!(
            "Host *.zone-{n}.example.com !gate.zone-{n}.example.com\n  ProxyJump gate.zone-{n}.example.com\n\n"
        );
    }
    text + "Match host 10.0.*,10.1.*\n  Compression yes\nHost *\n  ServerAliveInterval 30\n"
}

fn import(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("import of an ssh_config");
    for hosts in [100, 1000, 10_000] {
        let text = config(hosts);
        let domains = Config::read(&text, Some("me"), None)
            .import()
            .project
            .domain
            .len();
        assert_eq!(domains, hosts);
        group.throughput(Throughput::Elements(hosts as u64));
        group.bench_with_input(BenchmarkId::from_parameter(hosts), &text, |bencher, text| {
            bencher.iter(|| Config::read(black_box(text), Some("me"), None).import());
        });
    }
}

/// A config that gives each of its hosts an accent.
fn lua(hosts: usize) -> String {
    let mut text = String::from(
        "local wezterm = require 'wezterm'\nlocal accents, config = {}, { ssh_domains = {} }\n\
         wezterm.on('update-status', function(window, pane)\n  local accent = accents[pane:get_domain_name()]\n  \
         window:set_config_overrides { colors = accent and { cursor_bg = accent } }\nend)\n",
    );
    for number in 0..hosts {
        text += &format!(
            "accents['host-{number}'] = '#{number:06x}'\n\
             config.ssh_domains[#config.ssh_domains + 1] = {{ name = 'host-{number}', remote_address = 'host-{number}' }}\n"
        );
    }
    text + "return config"
}

fn merging(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("merge into as many domains");
    for hosts in [100, 1000, 10_000] {
        let import = Config::read(&config(hosts), Some("me"), None).import();
        let half = Config::read(&config(hosts / 2), Some("me"), None).import();
        let project = merge(&Project::default(), &half).project;
        group.throughput(Throughput::Elements(hosts as u64));
        group.bench_function(BenchmarkId::from_parameter(hosts), |bencher| {
            bencher.iter(|| merge(black_box(&project), &import));
        });
    }
}

/// A config of ours, each host with a key of its own.
fn own(hosts: usize) -> String {
    let mut project = merge(
        &Project::default(),
        &Config::read(&config(hosts), Some("me"), None).import(),
    )
    .project;
    for (number, entry) in project.domain.iter_mut().enumerate() {
        let key = char::from_u32(0x4e00 + number as u32).expect("a character");
        entry.key = Some(format!("LEADER+{key}"));
    }
    let (fleet, mistakes) = Fleet::validate(&project);
    let files = render(&fleet.unwrap_or_else(|| panic!("{:?}", mistakes.first())));
    let file = files.into_iter().find(|file| file.path == "wezmux.lua");
    file.expect("it is written").text
}

fn running(criterion: &mut Criterion) {
    for (name, config) in [("wezterm.lua", lua as fn(usize) -> String), ("wezmux.lua", own)] {
        let mut group = criterion.benchmark_group(format!("import of a {name}"));
        group.sample_size(10);
        for hosts in [100, 1000, 10_000] {
            let text = config(hosts);
            assert_eq!(wezterm_lua::read(&text).project.domain.len(), hosts);
            group.throughput(Throughput::Elements(hosts as u64));
            group.bench_with_input(BenchmarkId::from_parameter(hosts), &text, |bencher, text| {
                bencher.iter(|| wezterm_lua::read(black_box(text)));
            });
        }
    }
}

fn writing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("change of every domain in a file");
    group.sample_size(10);
    for hosts in [100, 1000, 10_000] {
        let import = Config::read(&config(hosts), Some("me"), None).import();
        let text = merge(&Project::default(), &import).project.to_toml();
        let reading = Project::read_toml(&text);
        let mut import = import;
        for entry in &mut import.project.domain {
            entry.keepalive = Some(30);
        }
        let changes = merge(&reading.project, &import);
        group.throughput(Throughput::Elements(hosts as u64));
        group.bench_function(BenchmarkId::from_parameter(hosts), |bencher| {
            bencher.iter(|| write(&text, &reading, black_box(&changes)).expect("it can be written"));
        });
    }
}

criterion_group!(benches, import, merging, writing, running);
criterion_main!(benches);
