//! Which rules hold, which pages are checked, and which findings count: the options for it, over what the configuration says.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::ValueEnum;

use super::baseline::KnownFindings;
use crate::check::RuleSet;
use crate::cli::Status;
use crate::cli::changed::Changed;
use crate::cli::configuration::{ConfigArgs, absolute};
use crate::cli::input::{Input, is_stdin};
use crate::cli::names::{self, Offered};
use crate::cli::report::{self, Message, printable};
use crate::config::{Config, FailOn, Layer, Level, Selector, UnknownName, closest, rule_id};
use crate::diagnostic::{RuleId, Severity};
use crate::report::Report;
use crate::shard::Shard;

/// Options for control.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Args {
    /// Only these rules: ids, categories, or all
    #[arg(long, value_name = "RULE", help_heading = "Rules", value_delimiter = ',', value_parser = selectors(), hide_possible_values = true)]
    select: Vec<Selector>,

    /// Not these rules: ids, categories, or all
    #[arg(long, value_name = "RULE", help_heading = "Rules", value_delimiter = ',', value_parser = selectors(), hide_possible_values = true)]
    ignore: Vec<Selector>,

    /// Error, warning or info for a rule, or off
    #[arg(long, value_name = "RULE=LEVEL", help_heading = "Rules", value_delimiter = ',', value_parser = rule_level)]
    severity: Vec<RuleLevel>,

    #[command(flatten)]
    config: ConfigArgs,

    /// Only pages that changed since the branch left REV
    ///
    /// What is not committed counts as changed, untracked pages too.
    #[arg(long, value_name = "REV", help_heading = "Findings", allow_hyphen_values = true)]
    changed_since: Option<String>,

    /// Only the pages of shard K of N: each page is in one. With JSON, for `bitext report merge`
    #[arg(
        long,
        value_name = "K/N",
        help_heading = "Findings",
        hide_short_help = true,
        conflicts_with_all = ["fixes", "update_baseline"]
    )]
    shard: Option<Shard>,

    /// Report only findings that are not in this file
    #[arg(long, value_name = "FILE", help_heading = "Findings")]
    baseline: Option<PathBuf>,

    /// Write the findings to the baseline, report none
    ///
    /// Pages that are not checked keep theirs.
    #[arg(long, help_heading = "Findings")]
    update_baseline: bool,

    /// What lets the run fail [default: warning]
    #[arg(long, value_name = "LEVEL", help_heading = "Findings", value_enum)]
    fail_on: Option<FailOn>,
}

const LEVELS: [&str; 4] = ["error", "warning", "info", "off"];

type RuleLevel = (RuleId, Option<Severity>);

fn selectors() -> Offered<Selector> {
    Offered::new(|name| name.parse().map_err(said), names::selectors)
}

fn rule_level(text: &str) -> Result<RuleLevel, String> {
    let (rule, level) = text.split_once('=').ok_or("write RULE=LEVEL, as in `empty-target=warning`")?;
    let rule = rule_id(rule).map_err(said)?;
    let level = <Level as ValueEnum>::from_str(level, false).map_err(|_| {
        let meant = closest(level, LEVELS.into_iter()).map(|meant| format!("Did you mean `{meant}`? "));
        let meant = meant.unwrap_or_default();
        format!("`{level}` is no level. {meant}The levels are {}", LEVELS.join(", "))
    })?;
    Ok((rule, level.severity()))
}

fn said(unknown: UnknownName) -> String {
    format!("{unknown}. {}", unknown.help)
}

/// What holds for a run.
pub(super) struct Control<'a> {
    args: &'a Args,
    pub(super) config: Config,
    known: Option<KnownFindings>,
}

impl Args {
    /// Reads what the options name.
    pub(super) fn open(&self, paths: &[PathBuf]) -> Result<Control<'_>> {
        let config = self.config.load(paths)?;
        let file = self.baseline.as_ref().or(config.baseline.as_ref());
        let file = file.map(|file| absolute(file)).transpose()?;
        if self.update_baseline && file.is_none() {
            bail!("--update-baseline: say which file with --baseline FILE, or with `baseline` in bitext.toml");
        }
        let of_paths = [
            ("--update-baseline", self.update_baseline),
            ("--changed-since", self.changed_since.is_some()),
            ("--shard", self.shard.is_some()),
        ];
        if let Some((option, _)) = of_paths.into_iter().find(|(_, is_given)| *is_given && is_stdin(paths)) {
            bail!("{option} needs the path of the page; standard input has none");
        }
        let file = file.filter(|_| !is_stdin(paths));
        let known = file.map(|file| KnownFindings::read(file, self.update_baseline)).transpose()?;
        Ok(Control { args: self, config, known })
    }

    /// What the command line says about rules.
    pub(super) fn layer(&self) -> Layer {
        Layer { select: self.select.clone(), ignore: self.ignore.clone(), severity: self.severity.clone() }
    }
}

impl Control<'_> {
    /// Takes the pages out that are not to be checked.
    pub(super) fn retain(&self, input: &mut Input, paths: &[PathBuf]) -> Result<()> {
        if is_stdin(paths) {
            return Ok(());
        }
        // Paths are made absolute only for that: it takes longer than the search for the pages.
        let mut excluded = Vec::new();
        let mut pages = Vec::with_capacity(input.pages.len());
        for page in std::mem::take(&mut input.pages) {
            let is_excluded = !self.config.is_same_everywhere() && self.config.excludes(&absolute(&page.path)?);
            if is_excluded { excluded.push(page) } else { pages.push(page) }
        }
        input.notes.extend(
            excluded.iter().filter(|page| page.is_given).map(|page| {
                Message::note(&page.path, "the page was left out: `exclude` in bitext.toml names it", None)
            }),
        );
        if let Some(revision) = &self.args.changed_since {
            let first = absolute(paths.first().map_or(Path::new("."), PathBuf::as_path))?;
            let folder = if first.is_dir() { &*first } else { first.parent().unwrap_or(&first) };
            Changed::since(revision, folder)?.retain(&mut pages)?;
            if pages.is_empty() {
                report::line(&format!("no page changed since {}", printable(revision)));
            }
        } else if pages.is_empty() && !excluded.is_empty() {
            report::line("every page is left out by `exclude` in bitext.toml");
        }
        input.pages = pages;
        Ok(())
    }

    /// The shard that is checked; `None` if all pages are.
    pub(super) fn shard(&self) -> Option<Shard> {
        self.args.shard
    }

    /// The findings that are known.
    pub(super) fn known(&self) -> Option<&KnownFindings> {
        self.known.as_ref()
    }

    /// What the command line says about rules.
    pub(super) fn layer(&self) -> Layer {
        self.args.layer()
    }

    /// Whether the command line chose among the rules.
    pub(super) fn is_narrowed(&self) -> bool {
        self.args.layer() != Layer::default()
    }

    /// Takes the findings out that are known, or makes those that there are known. `rules` has the rules of each page.
    pub(super) fn settle_known(&self, checked: &mut Report, rules: &[&RuleSet], input: &Input) -> Result<()> {
        let Some(known) = &self.known else { return Ok(()) };
        let is_part = self.args.changed_since.is_some() || input.pages.iter().any(|page| page.is_given);
        let is_looked_for = is_looked_for(rules, self.is_narrowed());
        if self.args.update_baseline {
            return known.update(checked, is_looked_for, is_part);
        }
        let stale = known.take_out(checked, is_looked_for, is_part)?;
        // What is gone only all shards together can tell.
        if self.args.shard.is_none() {
            known.say_stale(stale);
        }
        Ok(())
    }

    /// What lets the run fail.
    pub(super) fn fail_on(&self) -> FailOn {
        self.args.fail_on.or(self.config.fail_on).unwrap_or_default()
    }
}

/// Whether a run looked for a rule in the page with an index: what the command line turned off was not looked for, what the
/// configuration turned off is not wanted any more.
pub(super) fn is_looked_for(rules: &[&RuleSet], is_narrowed: bool) -> impl Fn(usize, RuleId) -> bool {
    move |page, rule| !is_narrowed || rules[page].severity(rule).is_some()
}

/// What the findings make of a run.
pub(super) fn status(fail_on: FailOn, checked: &Report) -> Status {
    let gravest = Severity::ALL.into_iter().find(|severity| checked.count(*severity) > 0);
    gravest.map_or(Status::Clean, |gravest| status_of(fail_on, gravest))
}

/// What a finding of a severity makes of a run.
pub(super) fn status_of(fail_on: FailOn, severity: Severity) -> Status {
    let is_failing = match fail_on {
        FailOn::Error => severity >= Severity::Error,
        FailOn::Warning => severity >= Severity::Warning,
        FailOn::Never => false,
    };
    if is_failing { Status::Findings } else { Status::Clean }
}
