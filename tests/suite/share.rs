//! Links: what is written today is read for ever, and nothing that was not asked for is in them.

use std::fs;

use wezmux::{Project, check};

use crate::golden::cases;

/// Links that were written once. A change that cannot read one of them is wrong, whatever else it is good for.
const WRITTEN: [(&str, usize); 2] = [
    (
        // 0.1.0, the guide's three hosts without and with where they are.
        "#1.eNp9jc1Kw0AURvf3KeK4LII14s_ChSii0FVTcBFCuZm5SYZOZsKd21R9ehOR0kDb7eF838kNVbh1EgsQLGPylKQAuQsa3YRs6HtQHKEhHpB6WS0XM1Tg6UvWg7dn2fvH22q2tHUjz8xhd6GgY-pt2MYj3oKqvQZ5bkKL1hcFeGxpVJsQ5WquALUmLyO5LMtHrO4VOCzJjeSV-iQj7okVWB38yFqzjv_o5O3N5Jausbp7OLjNBGvr66OfwuhjF_hvuqMfIW7PlNJJyej5baoPSp-BN1FQbPCTmm5sp-AX6l-BYw",
        3,
    ),
    (
        "#1.eNp90k1PwjAYB_B7PwXWI3EvoAgHD0ZjNOEEJB6WhTxrn0Fla5e2W9WDn93OAG7JwrH__Pvk15eEYw51YU1KaoNaQomjhxGts1ramhILmfHrKSFJoRgUKWGOt4WfsNLqA5k1vdIBv_ykAoGjbmtPm9VyDJRI_LRb3ztn69e3l814JXZ7-6i1cleUVBoboWoz0Ftifq6RJOGqBCHTlJy4HJsbr29QUwKcazQtiMZRMImCaRTEPmYMpW3T6yxbQH5PSQEZFm3yjM1ofdwumJJtVvLtaeLxyCEHC51jD0GMhZ2Qu2HFpKfACPLZvKNYn_ZeIDSgQ-ecv3MN0lRK_81y-G1Rl8Mkp_TBs6xQss9aTIJ4Ng_i4C7qwTiLb6esA3vvTujg2F5UtPdt_Dv8W_eqxNAnIVMcKfkFP_e94w",
        3,
    ),
];

#[test]
fn a_link_from_any_day_opens() {
    let projects = WRITTEN.map(|(link, domains)| {
        let reading = Project::read(link);
        assert_eq!(reading.diagnostics, []);
        assert_eq!(reading.project.domain.len(), domains);
        reading.project
    });
    assert_eq!(projects[0].domain[1].accent.as_deref(), Some("#e0af68"));
    assert_eq!(projects[0].domain[1].address, None);
    assert_eq!(projects[1].domain[1].address.as_deref(), Some("10.20.30.2"));
    assert!(check(&Project::read(WRITTEN[1].0)).0.is_some());
    // Behind any address, and with the space that mail adds.
    let link = format!(" https://example.org/wezmux/{}\n", WRITTEN[0].0);
    assert_eq!(Project::read(&link).project, projects[0]);
}

#[test]
fn a_project_comes_back_whole_and_without_hosts_where_none_were_asked_for() {
    for case in cases() {
        let text = fs::read_to_string(case.join("wezmux.toml")).expect("a project file");
        let project = Project::read_toml(&text).project;
        let reading = Project::read(&project.to_link(true));
        assert_eq!(reading.diagnostics, []);
        assert_eq!(reading.project, project, "{}", case.display());
        let link = project.to_link(false);
        let bare = Project::read(&link).project;
        let toml = bare.to_toml();
        for (index, entry) in project.domain.iter().enumerate() {
            let secret = [&entry.address, &entry.username, &entry.cwd, &entry.identity_file];
            for secret in secret.into_iter().flatten().filter(|secret| secret.len() > 2) {
                assert!(!toml.contains(secret.as_str()), "{secret}\n{toml}");
            }
            let shown = &bare.domain[index];
            assert_eq!(shown.name, Some(format!("host-{}", index + 1)));
            assert_eq!((&shown.accent, &shown.icon), (&entry.accent, &entry.icon));
        }
        assert_eq!(Project::read(&bare.to_link(false)).project, bare);
    }
    // A label that has a name, an address or a user in it tells as much as those do, and so does an icon that is text.
    for (name, address, label, is_kept) in [
        ("db1", "x", "db1", false),
        ("dev-box", "x", "Dev Box", false),
        ("n", "10.0.0.1", "10.0.0.1", false),
        ("n", "db1.acme.example:2222", "DB1.acme.example", false),
        ("n", "[fe80::1]:22", "fe80::1", false),
        ("n", "10.0.0.1", "10.0.0.1:22", false),
        ("n", "10.0.0.1", "root @ 10.0.0.1", false),
        ("n", "10.0.0.1", "10.0.0.1 : 22", false),
        ("dev-box", "x", "root@Dev Box", false),
        ("n", "fe80::1", "fe80::1%eth0", false),
        ("n", "y.example", "ssh://Y.example/", false),
        ("n", "x", "Me too", false),
        ("n", "x", "Other", false),
        ("n", "x", "me-too@laptop", false),
        ("n", "x", "Prod (of me_too)", false),
        ("n", "10.9.8.7", "Prod (10.9.8.7)", false),
        ("n", "j.acme.example:22", "(j.acme.example:22)", false),
        ("n", "k.acme.example", "k.acme.example:~/src", false),
        ("n", "m.acme.example", "m.acme.example port 2222", false),
        ("n", "g.acme.example", "https://g.acme.example/status", false),
        ("n", "root@10.0.0.1", "Root", false),
        ("e-1", "x", "Rack e–1", false),
        ("web", "x", "Web · EU", false),
        ("db1", "x", "→db1", false),
        ("db1", "x", "本番db1", false),
        ("n", "10.0.0.1", "🔥10.0.0.1", false),
        ("n", "https://git.acme.example/status", "git.acme.example", false),
        ("n", "db1.acme.example:99999", "db1.acme.example", false),
        ("n", "db7.corp.example.com", "DB 7", false),
        ("n", "db7.corp.example.com", "Corp", false),
        ("n", "2001:db8:0:0:0:0:0:7", "at 2001:db8::7", false),
        ("n", "::ffff:10.0.0.5", "[::FFFF:a00:5]", false),
        ("сервер", "x", "сервер", false),
        ("n", "сервер.example", "сервер", false),
        ("n", "db7 -p 2222", "Main db7", false),
        ("n", "bob:22@h2", "bob", false),
        ("n", "h6,h7", "h6", false),
        ("CORP\\\\alice", "x", "Alice’s box", false),
        ("web", "x", "Webmail", true),
        ("n", "h10.acmecorp", "Acmecorp", false),
        ("acme-db-1", "x", "Acme", false),
        ("n", "db-7.acme-corp.com", "AcmeCorp", false),
        ("n", "10.20.30.4", "Subnet 10.20.30", false),
        ("n", "ssh://10.0.0.5", "Box 10-0-0-5", false),
        ("7", "x", "Box 7", false),
        ("n", "alice.smith@x", "Smith’s box", false),
        ("n", "x", "Box at 2001:db8::7.", false),
        ("n", "x", "IP:2001:db8::7", false),
        ("n", "10.0.0.1", "Rack 10", true),
        ("n", "10.0.0.1", "10.0.0.0/24", false),
        ("n", "10.0.0.1", "Rack 1 at 12:30, v1.2.3", true),
        ("n", "x", "Prod :: EU", true),
        ("n", "x", "Straße für Büro", true),
        ("n", "::1", "***", true),
        ("n", "fe80::", "FE81", true),
        ("db1", "10.0.0.1", "Database", true),
    ] {
        let text = format!(
            "[[domain]]\nname = \"{name}\"\naddress = \"{address}\"\nlabel = \"{label}\"\ntags = [\"t\"]\nusername = \"me-too\"\n[[domain]]\nname = \"other\""
        );
        let bare = Project::read(&Project::read(&text).project.to_link(false)).project;
        let shown = &bare.domain[0];
        assert_eq!(
            shown.label.as_deref(),
            is_kept.then_some(label),
            "{name} {address}"
        );
        assert_eq!(shown.tags, None);
    }
    for (icon, is_kept) in [
        ("10.9.8.7", false),
        ("dev_git", true),
        ("⚡dev", false),
        ("🚀", true),
    ] {
        let text = format!("[[domain]]\nname = \"dev\"\naddress = \"10.9.8.7\"\nicon = \"{icon}\"");
        let bare = Project::read(&Project::read(&text).project.to_link(false)).project;
        assert_eq!(bare.domain[0].icon.as_deref(), is_kept.then_some(icon));
    }
}

#[test]
fn a_link_that_is_not_whole_says_so() {
    let link = WRITTEN[1].0;
    let mistake = |link: &str| {
        let (fleet, diagnostics) = check(&Project::read(link));
        assert!(fleet.is_none());
        let [one] = diagnostics.as_slice() else {
            panic!("{diagnostics:#?}");
        };
        match &one.hint {
            Some(hint) => format!("{} ({hint})", one.message),
            None => one.message.clone(),
        }
    };
    let again = "(copy it once more, the whole of it)";
    let whole = format!("the link is not whole, or has a character that is not its own {again}");
    for cut in 4..link.len() {
        let message = mistake(&link[..cut]);
        assert!(
            message == whole
                || message == format!("the link is cut short {again}")
                || message == format!("the link is damaged {again}"),
            "{cut}: {message}"
        );
    }
    assert_eq!(mistake(&link.replace("eNp9", "eNp!")), whole);
    for at in (10..link.len() - 1).step_by(7) {
        let other = if &link[at..=at] == "A" { "B" } else { "A" };
        let damaged = format!("{}{other}{}", &link[..at], &link[at + 1..]);
        let message = mistake(&damaged);
        assert!(message.ends_with(again), "{at}: {message}");
    }
    assert_eq!(
        mistake("#2.eNp9"),
        "the link is of version 2, but only version 1 is known here (use a newer wezmux)"
    );
    let long = format!("#1.{}", "A".repeat(1 << 20));
    assert_eq!(
        mistake(&long[..long.len() - 1]),
        format!("the link is damaged {again}")
    );
    assert_eq!(
        mistake(&(long + "A")),
        "the link has 1048577 characters, but at most 1048576 are read"
    );
    // Five megabytes of nothing in a few kilobytes.
    let bomb = Project {
        domain: vec![wezmux::project::DomainEntry {
            label: Some(" ".repeat(5_000_000)),
            ..Default::default()
        }],
        ..Project::default()
    };
    assert_eq!(
        mistake(&bomb.to_link(true)),
        "the link unpacks to more than 4194304 bytes, which are the most that are read"
    );
}

#[test]
fn what_only_looks_like_a_link_is_a_file() {
    for text in [
        "# 1. my hosts\n[[domain]]",
        "#1.2 of them\n",
        "#comment\n",
        "# 1.eNp9",
    ] {
        assert!(!wezmux::share::is_link(text), "{text}");
    }
}

#[test]
fn the_example_is_the_same_in_both_forms() {
    let json = Project::read(wezmux::project::STARTER_JSON);
    assert_eq!(json.diagnostics, []);
    assert_eq!(json.project, Project::read(wezmux::project::STARTER).project);
}
