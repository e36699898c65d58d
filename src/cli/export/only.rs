//! Which pairs need work: what `--only` names.

use std::str::FromStr;

use clap::builder::PossibleValue;

use crate::cli::names::{self, Offered};
use crate::config::{Layer, Selector, closest};
use crate::rules::{self, Check};

/// What makes a pair one that needs work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Only {
    /// The page says that a machine translated it.
    Machine,
    /// The checker finds something in it, with rules of these names.
    Findings(Vec<Selector>),
}

/// The rules that find what is not translated: nothing at all, or the source as it was.
const UNTRANSLATED: [&str; 2] = ["untranslated", "empty-target"];

/// Reads values of the option.
pub(super) fn values() -> Offered<Only> {
    Offered::new(str::parse, || {
        let machine = PossibleValue::new("machine").help("what machines translated");
        std::iter::once(machine).chain(names::selectors()).collect()
    })
}

impl FromStr for Only {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        if name == "machine" {
            return Ok(Self::Machine);
        }
        let names = if UNTRANSLATED[0] == name { &UNTRANSLATED[..] } else { &[name] };
        let mut selectors = Vec::new();
        for name in names {
            let selector = name.parse().map_err(|unknown: crate::config::UnknownName| {
                match closest(name, ["machine"].into_iter()) {
                    Some(meant) => format!("{unknown}. Did you mean `{meant}`, what machines translated?"),
                    None => format!("{unknown}. {}; `machine` is what machines translated", unknown.help),
                }
            })?;
            if let Selector::Rule(id) = selector
                && rules::find(id.as_str()).is_some_and(|rule| matches!(rule.check, Check::Run(_)))
            {
                return Err(format!("`{id}` compares pages with each other; see with `bitext check` what it means"));
            }
            selectors.push(selector);
        }
        Ok(Self::Findings(selectors))
    }
}

/// The rules that are to be run, and no others.
pub(super) fn layer(only: &[Only]) -> Layer {
    let select = only.iter().flat_map(|only| match only {
        Only::Machine => &[],
        Only::Findings(selectors) => selectors.as_slice(),
    });
    Layer { select: select.copied().collect(), ..Layer::default() }
}
