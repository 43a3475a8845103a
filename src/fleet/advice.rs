//! What can be done and had better not: warnings about how windows look.

use std::cell::RefCell;
use std::rc::Rc;

use super::checks::{Checks, Options, look};
use super::{Accent, Appearance, Domain, Look};
use crate::diagnostic::{self, Diagnostic, has_errors, join};
use crate::project::{DomainEntry, Project};
use crate::theme::vision::{self, Candidates, LookAlike};
use crate::theme::{TEXT_CONTRAST, Theme};

/// How many warnings of one kind are given one by one.
const WARNINGS: usize = 10;

impl Checks {
    /// Hosts that one could take for each other.
    pub(super) fn accents(&mut self, domains: &[(usize, Domain)]) {
        let alike = Alike::among(domains.iter().map(|(_, domain)| &domain.look));
        for (pair, instead) in alike.pairs.iter().zip(&alike.instead) {
            let ((at, first), (index, second)) = (&domains[pair.first], &domains[pair.second]);
            let message = format!(
                "accent `{}` of `{}` looks like `{}` of `{}` to {}",
                second.look.accent,
                second.name,
                first.look.accent,
                first.name,
                pair.vision.people()
            );
            let hint = match instead {
                Some(accent) => format!("`{accent}` is far from all others"),
                None => "with this many domains, let `label` and `icon` tell them apart".to_owned(),
            };
            let mut warning = Diagnostic::warning(format!("domain[{index}].accent"), message).hint(hint);
            warning.alike = Some(Box::new(diagnostic::Alike {
                path: format!("domain[{at}].accent"),
                vision: pair.vision,
                shade: pair.shade,
            }));
            self.0.push(warning);
        }
        self.count_others(alike.pairs.len(), "accents look like another");
    }

    /// Grounds that let so much through that text may not be read. What the defaults say is reported once, for the
    /// theme that fares worst.
    pub(super) fn opacities(&mut self, project: &Project, domains: &[(usize, Domain)]) {
        let mut shared: Option<Through> = None;
        let mut own = Vec::new();
        for (index, Domain { look, .. }) in domains {
            match (Through::of(look), project.domain[*index].opacity) {
                (Some(through), Some(_)) => own.push((Some(*index), through)),
                (Some(through), None) => {
                    shared = Some(shared.map_or(through, |worst| worst.worse(through)));
                }
                (None, _) => (),
            }
        }
        let places = shared.map(|through| (None, through)).into_iter().chain(own);
        for (place, through) in places.clone().take(WARNINGS) {
            self.0.push(through.warning(&table(place)));
        }
        self.count_others(places.count(), "opacities let too much through");
    }

    /// Light grounds on which programs have WezTerm's own sixteen colours. What the defaults say is reported once.
    pub(super) fn palettes(&mut self, project: &Project, domains: &[(usize, Domain)]) {
        let mut places = Vec::new();
        for (index, _) in domains
            .iter()
            .filter(|(_, domain)| domain.look.has_dark_palette_on_light())
        {
            let place = project.domain[*index].ansi.map(|_| *index);
            if place.is_some() || !places.contains(&None) {
                places.push(place);
            }
        }
        for place in places.iter().take(WARNINGS) {
            self.0.push(dark_palette(&table(*place)));
        }
        self.count_others(places.len(), "light grounds have WezTerm's own colours");
    }

    /// Says how many of a kind were not given one by one.
    fn count_others(&mut self, all: usize, what: &str) {
        if all > WARNINGS {
            let message = format!("{} more {what}", all - WARNINGS);
            self.0.push(Diagnostic::warning("", message));
        }
    }
}

/// Accents that look alike.
struct Alike {
    /// Of what.
    worn: Vec<(Accent, Appearance)>,
    pairs: Vec<LookAlike>,
    /// For each of the first pairs an accent for its second that is far from all others, if there is one.
    instead: Vec<Option<Accent>>,
}

impl Alike {
    /// Those of `looks`. The last ones are kept: while one writes anything but a colour they stay the same, and they
    /// take longer to find than everything else.
    fn among<'a>(looks: impl Iterator<Item = &'a Look> + Clone) -> Rc<Self> {
        thread_local! {
            static LAST: RefCell<Option<Rc<Alike>>> = RefCell::default();
        }
        let worn: Vec<_> = looks.clone().map(|look| (look.accent, look.appearance)).collect();
        LAST.with_borrow_mut(|last| match last {
            Some(last) if last.worn == worn => last.clone(),
            _ => last.insert(Rc::new(Self::found(worn, looks))).clone(),
        })
    }

    fn found<'a>(worn: Vec<(Accent, Appearance)>, looks: impl Iterator<Item = &'a Look> + Clone) -> Self {
        let pairs = vision::look_alikes(looks);
        let mut taken: Vec<Accent> = worn.iter().map(|(accent, _)| *accent).collect();
        let instead = pairs.iter().take(WARNINGS).map(|pair| {
            // Among more than a hundred there is no room for another one.
            let candidates = (worn.len() <= 100).then(|| Candidates::worn(worn[pair.second].1.shades()));
            let far = candidates.and_then(|candidates| candidates.beside(taken.iter().copied()));
            // Whoever follows two hints must not end with the same accent twice.
            taken.extend(far);
            far
        });
        Self {
            instead: instead.collect(),
            pairs,
            worn,
        }
    }
}

/// The table that a domain's value is from.
fn table(place: Option<usize>) -> String {
    place.map_or("defaults".to_owned(), |index| format!("domain[{index}]"))
}

/// About the sixteen colours of programs in the table at `path`.
fn dark_palette(path: &str) -> Diagnostic {
    let message = "ansi `false` leaves programs WezTerm's own colours, of which yellow, cyan and white cannot be read on a \
                   light ground";
    Diagnostic::warning(join(path, "ansi"), message)
        .hint("leave it out, and they are made from the accent there")
}

/// A ground that lets so much through that text may not be read.
#[derive(Clone, Copy)]
struct Through {
    opacity: u8,
    /// The least contrast of the text.
    contrast: f64,
    /// The least opacity that would do.
    enough: u8,
}

impl Through {
    /// Of the theme that fares worst; none where text can be read over anything.
    fn of(look: &Look) -> Option<Self> {
        if look.opacity == 100 {
            return None;
        }
        let reads = |theme: &Theme, opacity| theme.contrast_at(opacity) >= TEXT_CONTRAST;
        let themes = look.themes().into_iter();
        let lets_through = themes.filter(|theme| !reads(theme, look.opacity));
        // The more opaque, the less can be behind: from the first that does on, all do.
        let opacities: Vec<u8> = (look.opacity..100).collect();
        lets_through
            .map(|theme| Self {
                opacity: look.opacity,
                contrast: theme.contrast_at(look.opacity),
                enough: look.opacity + opacities.partition_point(|opacity| !reads(&theme, *opacity)) as u8,
            })
            .reduce(Self::worse)
    }

    fn worse(self, other: Self) -> Self {
        Self {
            opacity: self.opacity,
            contrast: self.contrast.min(other.contrast),
            enough: self.enough.max(other.enough),
        }
    }

    /// About the opacity of the table at `path`.
    fn warning(&self, path: &str) -> Diagnostic {
        let message = format!(
            "opacity `{}` lets what is behind the window through: over some of it text has a contrast of {} to 1",
            self.opacity,
            tenths(self.contrast)
        );
        let hint = format!(
            "`{}` or more keeps it at {} to 1 or more, over anything",
            self.enough,
            tenths(TEXT_CONTRAST)
        );
        Diagnostic::warning(join(path, "opacity"), message).hint(hint)
    }
}

impl Look {
    /// Checks what an entry says about its look as a project file's is checked; what else it says does not count.
    ///
    /// There is a look exactly when there is an accent and no diagnostic is an error.
    pub fn validate(entry: &DomainEntry) -> (Option<Self>, Vec<Diagnostic>) {
        let mut checks = Checks::default();
        let options = checks.options("", entry);
        let look = look(&options, &Options::default(), entry.ansi).filter(|_| !has_errors(&checks.0));
        let through = look.as_ref().and_then(Through::of);
        checks.0.extend(through.map(|through| through.warning("")));
        let has_dark_palette = look.as_ref().is_some_and(Look::has_dark_palette_on_light);
        checks.0.extend(has_dark_palette.then(|| dark_palette("")));
        (look, checks.0)
    }
}

/// A contrast to one digit, rounded down: what is said to be reached is reached.
fn tenths(contrast: f64) -> String {
    let tenths = (contrast * 10.0) as u32;
    format!("{}.{}", tenths / 10, tenths % 10)
}
