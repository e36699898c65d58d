//! x
use super::Status;
/// Count
#[derive(Debug, clap::Args)]
pub(super) struct Args {}
pub(super) fn run(_args: &Args) -> anyhow::Result<Status> {
    Ok(Status::Clean)
}
