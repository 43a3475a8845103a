//! What a theme costs: one, and those of a fleet of 1,000.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use palette::Srgb;
use wezmux::fleet::{Accent, Look, Shade};
use wezmux::theme::Theme;

/// Accents from all over sRGB, the same each time: multiples of a number that has no factor in common with 2²⁴.
fn accents() -> impl Iterator<Item = Accent> {
    (0..).map(|index: u32| {
        let [_, red, green, blue] = (index.wrapping_mul(10_368_889) & 0xff_ffff).to_be_bytes();
        Accent::from(Srgb::new(red, green, blue))
    })
}

fn one(criterion: &mut Criterion) {
    for (name, ansi, shade) in [
        ("one dark theme", false, Shade::Dark),
        ("one light theme", false, Shade::Light),
        ("one dark theme with sixteen colours", true, Shade::Dark),
        ("one light theme with sixteen colours", true, Shade::Light),
    ] {
        let mut accents = accents();
        criterion.bench_function(name, |bencher| {
            bencher.iter_batched(
                || Look {
                    ansi: Some(ansi),
                    ..Look::from(accents.next().expect("it has no end"))
                },
                |look| Theme::derive(black_box(&look), shade),
                BatchSize::SmallInput,
            );
        });
    }
}

fn fleet(criterion: &mut Criterion) {
    let looks: Vec<Look> = accents().take(1000).map(Look::from).collect();
    let mut group = criterion.benchmark_group("fleet");
    group.throughput(Throughput::Elements(1000));
    group.bench_function("1,000 dark themes", |bencher| {
        bencher.iter(|| {
            looks
                .iter()
                .map(|look| Theme::derive(look, Shade::Dark))
                .collect::<Vec<_>>()
        });
    });
}

criterion_group!(benches, one, fleet);
criterion_main!(benches);
