//! The files that changed since a revision, as git tells them.
//!
//! Asks the `git` of the user, without a shell, and changes nothing.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, anyhow, bail};

use super::report::{printable, shown};
use crate::path_key::from_bytes;
use crate::walk::Page;

/// The files of a working tree that differ from where it left another line of work, the untracked ones included.
#[derive(Debug)]
pub(super) struct Changed {
    root: PathBuf,
    files: HashSet<PathBuf>,
}

impl Changed {
    /// The files that changed since the last commit that the current branch shares with `revision`, in the working tree that
    /// holds `folder`.
    pub(super) fn since(revision: &str, folder: &Path) -> Result<Self> {
        if revision.is_empty() || revision.starts_with('-') {
            bail!("--changed-since: `{}` is no revision; name a branch, a tag or a commit", printable(revision));
        }
        let root = Git { folder }.line(&["rev-parse", "--show-toplevel"])?;
        let root = from_bytes(root).context("--changed-since: git named no folder")?;
        let root = root.canonicalize().with_context(|| shown(&root))?;
        let git = Git { folder: &root };
        let base = git.merge_base(revision)?;
        // A renamed file is a new one here. What is gone cannot be checked.
        let options =
            ["diff", "--name-only", "-z", "--no-renames", "--diff-filter=d", "--no-ext-diff", "--no-textconv"];
        let mut files = git.files(options.into_iter().chain(["--no-relative", &base, "--"]))?;
        files.extend(git.files(["ls-files", "--others", "--exclude-standard", "-z"])?);
        Ok(Self { files: files.into_iter().map(|file| root.join(file)).collect(), root })
    }

    /// Keeps the pages that changed.
    pub(super) fn retain(&self, pages: &mut Vec<Page>) -> Result<()> {
        let mut folders: HashMap<PathBuf, PathBuf> = HashMap::new();
        let mut is_changed = Vec::with_capacity(pages.len());
        for page in pages.iter() {
            let folder = page.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let real = match folders.get(folder) {
                Some(real) => real,
                None => {
                    let real = folder.canonicalize().with_context(|| shown(folder))?;
                    folders.entry(folder.to_path_buf()).or_insert(real)
                }
            };
            if !real.starts_with(&self.root) {
                bail!(
                    "--changed-since: {} is not in the git repository of the first path, {}",
                    shown(&page.path),
                    shown(&self.root)
                );
            }
            is_changed.push(page.path.file_name().is_some_and(|name| self.files.contains(&real.join(name))));
        }
        let mut is_changed = is_changed.into_iter();
        pages.retain(|_| is_changed.next().unwrap_or_default());
        Ok(())
    }
}

/// The git of the user, in a folder.
struct Git<'a> {
    folder: &'a Path,
}

impl Git<'_> {
    fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Result<Output> {
        let output =
            Command::new("git").arg("-C").arg(self.folder).args(arguments).env("GIT_OPTIONAL_LOCKS", "0").output();
        output.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                anyhow!("--changed-since needs git, and there is none; install it, or leave the option out")
            }
            _ => anyhow!("--changed-since: git cannot be run: {error}"),
        })
    }

    /// The one line that a command prints, without its end.
    fn line(&self, arguments: &[&str]) -> Result<Vec<u8>> {
        let mut printed = self.done(arguments.iter().copied())?;
        if printed.last() == Some(&b'\n') {
            printed.pop();
        }
        Ok(printed)
    }

    fn done<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Result<Vec<u8>> {
        let output = self.run(arguments)?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("--changed-since: git says: {}", printable(said.trim()));
        }
        Ok(output.stdout)
    }

    /// The files that a command prints, each with NUL behind it.
    fn files<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Result<Vec<PathBuf>> {
        let printed = self.done(arguments)?;
        let names = printed.split(|&byte| byte == 0).filter(|name| !name.is_empty());
        Ok(names.filter_map(|name| from_bytes(name.to_vec())).collect())
    }

    fn merge_base(&self, revision: &str) -> Result<String> {
        let name = printable(revision);
        let commit = self.run(["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")])?;
        if !commit.status.success() {
            let fetch = self.if_shallow("fetch it first, as in `git fetch origin main`")?;
            bail!("--changed-since: git knows no commit `{name}`; {fetch}");
        }
        let commit = String::from_utf8_lossy(&commit.stdout).trim().to_owned();
        let base = self.run(["merge-base", &commit, "HEAD"])?;
        let base = String::from_utf8_lossy(&base.stdout).trim().to_owned();
        if base.is_empty() {
            let fetch = self.if_shallow("name a revision that this branch comes from")?;
            bail!("--changed-since: the current branch has no commit in common with `{name}`; {fetch}");
        }
        Ok(base)
    }

    /// What to do in a clone that lacks older commits, else what `otherwise` says.
    fn if_shallow(&self, otherwise: &'static str) -> Result<&'static str> {
        let is_shallow = self.line(&["rev-parse", "--is-shallow-repository"])? == b"true";
        Ok(if is_shallow {
            "this clone is shallow: get the rest with `git fetch --unshallow`, or have the pipeline clone all (`fetch-depth: 0`)"
        } else {
            otherwise
        })
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::ffi::OsStrExt;

    use super::*;

    struct Repository {
        folder: tempfile::TempDir,
    }

    impl Repository {
        /// A repository with `a.md` and `under/b å.md` on `main`.
        fn new() -> Self {
            let repository = Self { folder: tempfile::tempdir().expect("a folder") };
            repository.git(&["init", "-q", "-b", "main", "."]);
            repository.put("a.md", "a\n");
            repository.put("under/b å.md", "b\n");
            repository.commit();
            repository
        }

        fn git(&self, arguments: &[&str]) {
            let output = Command::new("git")
                .args(["-c", "user.name=Å", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always"])
                .args(arguments)
                .current_dir(self.folder.path())
                .env("GIT_CONFIG_GLOBAL", "")
                .env("GIT_CONFIG_NOSYSTEM", "1")
                .output()
                .expect("git");
            assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        }

        fn commit(&self) {
            self.git(&["add", "-A"]);
            self.git(&["commit", "-q", "-m", "å"]);
        }

        fn put(&self, path: impl AsRef<Path>, text: &str) {
            let path = self.folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }

        /// The paths below `folder` that changed.
        fn changed(&self, revision: &str, folder: &str) -> Result<Vec<PathBuf>> {
            let folder = self.folder.path().join(folder);
            let changed = Changed::since(revision, &folder)?;
            let mut pages = crate::walk::pages(&[folder], None).whole()?;
            changed.retain(&mut pages)?;
            Ok(pages.into_iter().map(|page| page.relative).collect())
        }
    }

    #[track_caller]
    fn check(repository: &Repository, folder: &str, expected: &[&str]) {
        let changed = repository.changed("main", folder).expect("a repository");
        assert_eq!(changed, expected.iter().map(PathBuf::from).collect::<Vec<_>>());
    }

    #[test]
    fn changed_new_and_renamed_files_are_found() {
        let repository = Repository::new();
        check(&repository, "", &[]);
        repository.git(&["checkout", "-q", "-b", "work"]);
        repository.put("under/ny å\n.md", "committed\n");
        repository.git(&["mv", "a.md", "under/c.md"]);
        repository.commit();
        repository.put("under/b å.md", "in the working tree\n");
        repository.put("staged.md", "staged\n");
        repository.git(&["add", "staged.md"]);
        repository.put("untracked.md", "untracked\n");
        repository.put(".gitignore", "ignored.md\n");
        repository.put("ignored.md", "ignored\n");
        // What main does meanwhile is not ours.
        repository.git(&["stash", "-q", "-u"]);
        repository.git(&["checkout", "-q", "main"]);
        repository.put("a.md", "changed on main\n");
        repository.commit();
        repository.git(&["checkout", "-q", "work"]);
        repository.git(&["stash", "pop", "-q"]);
        repository.git(&["config", "diff.relative", "true"]);
        check(&repository, "", &["staged.md", "under/b å.md", "under/c.md", "under/ny å\n.md", "untracked.md"]);
        check(&repository, "under", &["b å.md", "c.md", "ny å\n.md"]);
    }

    #[test]
    fn a_name_need_not_be_utf_8() {
        let repository = Repository::new();
        let name = Path::new(OsStr::from_bytes(b"\xff\xe5.md"));
        repository.put(name, "x\n");
        assert_eq!(repository.changed("main", "").expect("a repository"), [name]);
        repository.git(&["checkout", "-q", "-b", "work"]);
        repository.commit();
        assert_eq!(repository.changed("main", "").expect("a repository"), [name]);
    }

    #[track_caller]
    fn fails(result: Result<Vec<PathBuf>>, said: &str) {
        let error = result.expect_err(said).to_string();
        assert!(error.contains(said), "{said:?} is not in: {error}");
    }

    #[test]
    fn what_git_cannot_tell_is_said() {
        let repository = Repository::new();
        for revision in ["", "-x", "--output=x"] {
            fails(repository.changed(revision, ""), "is no revision");
        }
        fails(repository.changed("annan", ""), "git knows no commit `annan`; fetch it first");
        repository.git(&["checkout", "-q", "--orphan", "other"]);
        repository.put("a.md", "another\n");
        repository.commit();
        fails(repository.changed("main", ""), "no commit in common with `main`");
        let outside = tempfile::tempdir().expect("a folder");
        fails(Changed::since("main", outside.path()).map(|_| Vec::new()), "git says: fatal: not a git repository");
        let page = Page { path: outside.path().join("a.md"), relative: "a.md".into(), is_given: true };
        let changed = Changed::since("other", repository.folder.path()).expect("a repository");
        fails(changed.retain(&mut vec![page]).map(|()| Vec::new()), "is not in the git repository");
    }

    #[test]
    fn a_shallow_clone_is_told_from_a_mistyped_name() {
        let repository = Repository::new();
        repository.git(&["tag", "old"]);
        repository.put("a.md", "later\n");
        repository.commit();
        let url = format!("file://{}", repository.folder.path().display());
        repository.git(&["clone", "-q", "--depth", "1", "--no-tags", &url, "clone"]);
        fails(repository.changed("old", "clone"), "git fetch --unshallow");
    }
}
