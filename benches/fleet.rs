//! What each step costs for a fleet of 100, 1,000 and 10,000 hosts, so that nothing grows faster than the fleet.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use wezmux::render::export::{Engine, export};
use wezmux::{Fleet, Project, render};

/// A project of as many domains, no two with the same accent, every tenth in production, in twenty groups.
fn project(domains: usize) -> String {
    use std::fmt::Write;

    let mut text = String::from("[defaults]\nusername = \"ubuntu\"\n");
    for index in 0..domains {
        // The factor has none in common with 2²⁴, so that the accents are all over sRGB.
        let accent = (index * 10_368_889) & 0xff_ffff;
        write!(
            text,
            "\n[[domain]]\nname = \"host-{index}\"\naddress = \"host-{index}.example\"\naccent = \"#{accent:06x}\"\nlabel = \
             \"Host {index}\"\ntags = [\"rack-{}\"]\nproduction = {}\n",
            index % 20,
            index % 10 == 0
        )
        .expect("a string takes it");
    }
    text
}

fn fleet(criterion: &mut Criterion) {
    for domains in [100, 1_000, 10_000] {
        let text = project(domains);
        let read = || Project::read_toml(black_box(&text)).project;
        let project = read();
        let validate = || Fleet::validate(black_box(&project)).0.expect("a fleet");
        let fleet = validate();
        let mut group = criterion.benchmark_group("fleet");
        group.throughput(Throughput::Elements(domains as u64));
        group.sample_size(10).sampling_mode(SamplingMode::Flat);
        let mut bench = |step: &str, run: &dyn Fn()| {
            group.bench_function(BenchmarkId::new(step, domains), |bencher| bencher.iter(run));
        };
        bench("parse", &|| drop(black_box(read())));
        bench("validate", &|| drop(black_box(validate())));
        bench("render", &|| drop(black_box(render(&fleet))));
        bench("link", &|| drop(black_box(project.to_link(true))));
        for engine in Engine::ALL {
            bench(&format!("export {}", engine.name()), &|| {
                drop(black_box(export(&fleet, engine, wezmux::cli::pack)));
            });
        }
    }
}

criterion_group!(benches, fleet);
criterion_main!(benches);
