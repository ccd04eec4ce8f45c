//! The programs that commands begin with, and what they are told to do.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

type Set = LazyLock<FxHashSet<&'static str>>;

/// Names that no sentence begins with but one that speaks of the program.
static PROGRAMS: Set = LazyLock::new(|| {
    "\
    adb adduser ansible ansible-playbook apk apt apt-cache apt-get awk aws az black brew bun bundle bzip2 cargo \
    cd certbot chmod chown clang clang++ cmake code composer conda cp crontab ctest curl dart dd deno df dig \
    dmesg dnf docker docker-compose dotnet dpkg du egrep eslint fdisk ffmpeg flatpak flutter g++ gcc gcloud gem \
    gh git gpg gradle grep groupadd gunzip gzip helm heroku hg ifconfig ip ipconfig iptables java javac jest \
    journalctl jq kubectl launchctl ln ls lsblk lsof minikube mix mkdir mkfs modprobe mongosh mv mvn mypy mysql \
    mysqldump netstat ng nginx nmap nmcli node npm npx nslookup nvim nvm openssl pacman perl pg_dump php pip \
    pip3 pipx pnpm podman poetry prettier ps psql pytest python python3 rails rake redis-cli rm rmdir rsync \
    ruby ruff rustc rustup scp sed sftp sqlite3 ssh ssh-add ssh-keygen sudo svn systemctl tar terraform tmux \
    tox tsc ufw umount uname unzip useradd usermod uv vagrant vi vim virtualenv wget winget xargs xcode-select \
    xcodebuild xcrun yarn yum zypper"
        .split(' ')
        .collect()
});
/// Names that are words as well.
static WORDS: Set = LazyLock::new(|| {
    "\
    alias cat convert cut date diff echo eval exec exit export find go head history host install kill killall \
    less link make man more mount nice nohup open paste ping printf read reboot reset screen service set shift \
    sleep snap sort source split start swift tail tee test time top touch tr trap unset watch which zip"
        .split(' ')
        .collect()
});
/// What the former are told to do, without any sign that a shell reads it.
static ORDERS: Set = LazyLock::new(|| {
    "\
    add addr analyze apply attach audit autoremove bisect blame branch build cache cat check checkout \
    cherry-pick clean clone commit compose config connection console container cordon cp create daemon-reload \
    db delete describe destroy dev device devices diff disable drain edit enable exec expose fetch fmt freeze \
    gc generate get grep history image images import info init inspect install issue kill link lint list load \
    log login logout logs merge migrate mod mv network new outdated output pack patch plan port-forward pr \
    prune ps publish pull push rebase reflog refresh reinstall reload remote remove repo reset restart restore \
    revert rm rmi rollback rollout route run save scale search secret serve server set shell show stack start \
    stash state status stop submodule switch sync tag taint test tidy tool top uncordon uninstall unlink up \
    update upgrade use vet volume watch worktree"
        .split(' ')
        .collect()
});

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

/// Whether programs are told to do that.
pub(super) fn is_order(word: &str) -> bool {
    ORDERS.contains(word)
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
    }
}
