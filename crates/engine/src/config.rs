//! What can be set: how many assets are compared, and how sure the engine must be to offer one.

/// What can be set. The defaults are what the figures were taken with.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Assets that are compared in full, and reported, at most.
    pub candidates: usize,
    /// Assets that are offered, at most.
    pub offered: usize,
    /// An asset below this difference is near enough to offer. A difference is one less the probability that the asset is
    /// what was copied.
    pub reuse_below: f64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            candidates: 12,
            offered: 5,
            reuse_below: Offering::default().reuse_below(),
        }
    }
}

/// How often reuse is offered: how sure the engine must be that a saved text is what was copied.
///
/// What each costs and gives is printed by `cargo xtask bench engine`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Offering {
    /// Only what is hardly ever wrong.
    Rarely,
    /// What is more likely right than not.
    #[default]
    Normally,
    /// Even what is less likely right than not: heavily edited editions come up, and now and then a stranger.
    Often,
}

impl Offering {
    /// From rarely to often.
    pub const ALL: [Self; 3] = [Self::Rarely, Self::Normally, Self::Often];

    /// The name, stable, for a reader.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rarely => "rarely",
            Self::Normally => "normally",
            Self::Often => "often",
        }
    }

    /// For [`Config::reuse_below`]: one less the least probability.
    #[must_use]
    pub const fn reuse_below(self) -> f64 {
        match self {
            Self::Rarely => 0.2,
            Self::Normally => 0.5,
            Self::Often => 0.8,
        }
    }
}
