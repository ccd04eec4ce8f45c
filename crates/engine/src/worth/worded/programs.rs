//! The programs that commands begin with, and what they are told to do.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::words::is_among;

type Set = LazyLock<FxHashSet<&'static str>>;

/// Names that no sentence begins with but one that speaks of the program.
static PROGRAMS: Set = LazyLock::new(|| {
    "\
     adb adduser ansible ansible-playbook apk apt apt-cache apt-get awk aws az brew bzip2 cargo cd certbot \
     choco chmod chown clang clang++ cmake conda cp crontab ctest curl dd deno df dmesg dnf docker docker-compose \
     dotnet dpkg egrep eslint fdisk ffmpeg flatpak g++ gcc gcloud gh git gpg gradle grep groupadd gunzip \
     gzip heroku hg ifconfig ipconfig iptables java javac journalctl jq kubectl launchctl ln ls lsblk lsof \
     minikube mkdir mkfs modprobe mongosh mv mvn mypy mysql mysqldump netstat ng nginx nmap nmcli npm npx \
     nslookup nvim nvm openssl pacman perl pg_dump php pip pip3 pipx pnpm podman prettier ps psql pytest python \
     python3 rails redis-cli rm rmdir rsync ruby ruff rustc rustup scp sed sftp sqlite3 ssh ssh-add ssh-keygen \
     sudo svn systemctl tar terraform tmux tox tsc ufw umount uname unzip useradd usermod uv vagrant vi vim \
     virtualenv wget winget xargs xcode-select xcodebuild xcrun yarn yum zypper"
        .split(' ')
        .collect()
});
/// Names that are words as well.
static WORDS: Set = LazyLock::new(|| {
    "\
     alias black bun bundle cat code composer convert cut dart date diff du dig echo eval exec exit export find \
     flutter gem go head helm history host install ip jest kill killall less link make man mix more mount nice \
     node nohup open paste ping poetry printf rake read reboot reset screen service set shift sleep snap sort \
     source split start swift tail tee test time top touch tr trap unset watch which zip"
        .split(' ')
        .collect()
});
/// What some of the former are told to do, without any sign that a shell reads it.
const ORDERS: &[(&str, &str)] = &[
    (
        "apt apt-get",
        "autoremove install purge remove search show update upgrade",
    ),
    ("apk", "add del update upgrade"),
    ("dnf yum zypper", "install list remove search update upgrade"),
    ("az", "login group vm webapp aks"),
    (
        "brew",
        "cleanup info install link list search services tap uninstall unlink update upgrade",
    ),
    (
        "cargo",
        "\
        add bench build check clean clippy doc fix fmt init install new publish remove run test tree \
        uninstall update",
    ),
    (
        "conda",
        "activate create deactivate env install list remove update",
    ),
    ("deno", "compile fmt lint run task test"),
    (
        "docker podman",
        "\
        attach build commit compose container cp create exec export image images import info inspect kill \
        load login logout logs network port ps pull push rename restart rm rmi run save search start stats \
        stop swarm system tag top unpause update volume wait",
    ),
    (
        "docker-compose",
        "build config down exec logs ps pull restart rm run start stop up",
    ),
    (
        "dotnet",
        "add build clean ef new nuget pack publish remove restore run sln test tool watch",
    ),
    (
        "gh",
        "auth browse gist issue pr release repo run secret ssh-key workflow",
    ),
    (
        "git",
        "\
        add apply bisect blame branch checkout cherry-pick clean clone commit config diff fetch init log \
        merge mv pull push rebase reflog remote reset restore revert rm show stash status submodule switch \
        tag worktree",
    ),
    ("gradle", "assemble build check clean run tasks test"),
    (
        "heroku",
        "addons config create login logs open ps pg releases restart run scale",
    ),
    (
        "kubectl",
        "\
        annotate apply attach cluster-info config cordon cp create delete describe diff drain edit exec \
        explain expose get label logs patch port-forward proxy replace rollout run scale set taint top \
        uncordon wait",
    ),
    (
        "launchctl",
        "bootout bootstrap kickstart list load start stop unload",
    ),
    (
        "minikube",
        "addons dashboard delete ip service ssh start status stop tunnel",
    ),
    ("mvn", "clean compile deploy install package test verify"),
    ("nmcli", "connection device general networking radio"),
    (
        "npm pnpm yarn bun",
        "\
        add audit ci config create dlx exec init install link list login outdated pack publish rebuild \
        remove run start test uninstall unlink update upgrade version why workspace",
    ),
    ("nvm", "alias install list ls uninstall use"),
    (
        "pip pip3 pipx uv",
        "\
        add cache check download freeze install list run show sync tool uninstall upgrade venv wheel",
    ),
    (
        "rails",
        "console db destroy generate new routes runner server test",
    ),
    (
        "rustup",
        "component default install override run show target toolchain update",
    ),
    (
        "svn hg",
        "add branch checkout clone commit diff log merge pull push revert status update",
    ),
    (
        "systemctl",
        "\
        cat daemon-reload disable edit enable get-default is-active is-enabled isolate kill list-units mask \
        reload restart set-default show start status stop unmask",
    ),
    (
        "terraform",
        "\
        apply console destroy fmt force-unlock graph import init output plan providers refresh show state \
        taint untaint validate workspace",
    ),
    (
        "tmux",
        "attach detach kill-server kill-session list-sessions new new-session rename-session source-file",
    ),
    (
        "ufw",
        "allow delete deny disable enable limit reload reset status",
    ),
    (
        "vagrant",
        "box destroy halt init provision reload ssh status suspend up",
    ),
    ("winget", "install list search show uninstall upgrade"),
];

/// The same of programs that are words as well.
const WORD_ORDERS: &[(&str, &str)] = &[
    ("bundle", "add config exec install update"),
    (
        "composer",
        "create-project dump-autoload global install remove require run-script update",
    ),
    ("dart", "analyze compile pub"),
    ("flutter", "build clean create doctor pub run test upgrade"),
    ("gem", "install list uninstall update"),
    ("go", "env fmt mod vet"),
    ("ip", "addr address link neigh netns route rule"),
    ("poetry", "add install lock publish remove run shell update"),
    ("swift", "package"),
];

/// How sure the first word of a line makes that it is a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Program {
    /// The name of a program and nothing else.
    Sure,
    /// A word of the language, too.
    Word,
}

/// The program that the word names.
pub(super) fn program(word: &str) -> Option<Program> {
    if PROGRAMS.contains(word) {
        Some(Program::Sure)
    } else {
        WORDS.contains(word).then_some(Program::Word)
    }
}

/// Whether the program is told to do that.
pub(super) fn is_order(program: &str, word: &str) -> bool {
    let mut known = ORDERS
        .iter()
        .chain(WORD_ORDERS)
        .filter(|(programs, _)| is_among(program, programs));
    known.any(|(_, orders)| is_among(word, orders))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_names_are_words_too() {
        assert!(PROGRAMS.is_disjoint(&WORDS));
        assert_eq!(program("git"), Some(Program::Sure));
        assert_eq!(program("make"), Some(Program::Word));
        assert_eq!(program("meet"), None);
        assert!(is_order("git", "push") && !is_order("git", "delete") && !is_order("python", "list"));
        let mut ordered = ORDERS.iter().flat_map(|(programs, _)| programs.split(' '));
        assert!(ordered.all(|name| program(name).is_some()));
    }
}
