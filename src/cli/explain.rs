//! `bitext explain`: what a rule finds, why that matters, and an example with what the checker says of it.

use std::io::Write;

use anyhow::{Result, anyhow};

use super::Status;
use super::report::{self, printable};
use crate::config::rule_id;
use crate::explain;
use crate::rules::{self, Rule};

/// Explain rules of check: what they find, why, and an example
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bitext explain encoded-marker          what it finds, and what it says of an example
  bitext rules                           the names of the rules")]
pub(super) struct Args {
    /// The names of the rules, as findings give them
    #[arg(required = true, value_name = "RULE")]
    rules: Vec<String>,
}

/// Runs the command.
pub(super) fn run(args: &Args) -> Result<Status> {
    let mut status = Status::Clean;
    let mut sections = Vec::new();
    for name in &args.rules {
        match named(name) {
            Ok(rule) => sections.push(format!(
                "{}\n## Suppress and configure\n\n{}",
                explain::section(rule, 1),
                explain::control(rule)
            )),
            Err(error) => {
                report::failure(&error);
                status = Status::Failure;
            }
        }
    }
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(sections.join("\n").as_bytes())?;
    stdout.flush()?;
    Ok(status)
}

fn named(name: &str) -> Result<&'static Rule> {
    let id = rule_id(name)
        .map_err(|unknown| anyhow!("{}. {}", printable(&unknown.to_string()), printable(&unknown.help)))?;
    rules::find(id.as_str()).ok_or_else(|| anyhow!("there is no rule `{id}`"))
}
