use super::{Domain, HostPath, Icon, Look};

/// What a picture shows of a domain.
#[derive(Clone, Debug)]
pub struct Sketch {
    /// What its theme is made from.
    pub look: Look,
    /// What the badge shows.
    pub label: String,
    /// What stands before the label.
    pub icon: Icon,
    /// Whether badge and titles say that it is in production.
    pub production: bool,
    /// What the prompt calls the host.
    pub name: String,
    /// What the prompt calls the user.
    pub username: String,
    /// The folder that its tabs are in.
    pub cwd: HostPath,
    /// What each of its tabs is called, where that is said.
    pub titles: Vec<Option<String>>,
}

impl Sketch {
    /// What the prompt calls a user whom only ssh knows.
    pub(super) const USER: &str = "you";
}

impl From<&Domain> for Sketch {
    fn from(domain: &Domain) -> Self {
        Self {
            look: domain.look.clone(),
            label: domain.label.to_string(),
            icon: domain.icon.clone(),
            production: domain.production,
            name: domain.name.to_string(),
            username: match &domain.username {
                Some(username) => username.to_string(),
                None => Self::USER.to_owned(),
            },
            cwd: domain.cwd.clone(),
            titles: super::tab::titles(&domain.tabs),
        }
    }
}
