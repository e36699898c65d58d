//! `bitext explain`: what a rule finds, why that matters, and an example with what the checker says of it.

use std::io::Write;

use anyhow::{Result, anyhow};

use super::Status;
use super::names::{self, Offered};
use super::report::{self, printable};
use super::width::{columns, wrap};
use crate::config::rule_id;
use crate::explain;
use crate::rules::{self, Rule};

/// Explain rules of check: what they find, why, and an example
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bitext explain encoded-marker   what it finds, with an example
  bitext rules                    the names of the rules")]
pub(super) struct Args {
    /// The names of the rules, as findings give them
    #[arg(required = true, value_name = "RULE", value_parser = Offered::new(|name| Ok(name.to_owned()), names::rules), hide_possible_values = true)]
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
    let text = sections.join("\n");
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(columns().map_or_else(|| text.clone(), |width| broken(&text, width)).as_bytes())?;
    stdout.flush()?;
    Ok(status)
}

/// Markdown with its prose broken to fit a width. Fenced text stays as it is.
fn broken(markdown: &str, width: usize) -> String {
    let mut fence: Option<&str> = None;
    let mut out = String::with_capacity(markdown.len());
    for line in markdown.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        let is_fence = ticks.len() > 2 && fence.is_none_or(|open| open == ticks);
        if is_fence {
            fence = if fence.is_none() { Some(ticks) } else { None };
        }
        if is_fence || fence.is_some() {
            out.push_str(line);
        } else {
            out.push_str(&wrap(line, width).join("\n"));
        }
        out.push('\n');
    }
    out
}

fn named(name: &str) -> Result<&'static Rule> {
    let id = rule_id(name)
        .map_err(|unknown| anyhow!("{}. {}", printable(&unknown.to_string()), printable(&unknown.help)))?;
    rules::find(id.as_str()).ok_or_else(|| anyhow!("there is no rule `{id}`"))
}
