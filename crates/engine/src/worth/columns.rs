//! Tables that programs print: a head, and columns below it.

/// Whether the lines are a table of one of the forms that programs print.
pub(super) fn is_table(lines: &[&str]) -> bool {
    is_grid(lines) || is_ruled(lines) || is_aligned(lines)
}

/// `+----+` above, below the head and below all: the tables of databases. In documents each row has one.
fn is_grid(lines: &[&str]) -> bool {
    let border = |line: &str| line.len() > 2 && line.bytes().all(|b| matches!(b, b'+' | b'-'));
    let borders = lines.iter().filter(|line| border(line)).count();
    let row = |line: &&str| border(line) || line.starts_with('|') || line.contains(" in set");
    border(lines[0]) && lines[0].starts_with('+') && (2..=3).contains(&borders) && lines.iter().all(row)
}

/// A head with a line of dashes below it, columns parted by `|` and crossed by `+`, or by blanks.
fn is_ruled(lines: &[&str]) -> bool {
    let Some(rule) = lines.get(1) else { return false };
    let dashes = |line: &str, sign: u8| line.len() > 5 && line.bytes().all(|b| b == b'-' || b == sign);
    let piped = dashes(rule, b'+') && rule.contains('+') && lines[0].contains(" | ");
    let blank = dashes(rule, b' ') && rule.contains("- -") && cells(lines[0]).len() >= 2;
    piped || blank && lines[2..].iter().all(|line| cells(line).len() >= 2)
}

/// A head of words, and rows with as many columns.
fn is_aligned(lines: &[&str]) -> bool {
    let [head, rows @ ..] = lines else { return false };
    let named = |c: char| c.is_ascii_alphabetic() || " \t%/()_-#:.+".contains(c);
    if rows.is_empty() || !head.chars().all(named) || head.ends_with(['.', ':']) {
        return false;
    }
    let heads = cells(head);
    let words = head.split_whitespace().count();
    let capitals = !head.contains(|c: char| c.is_ascii_lowercase());
    let begun = heads
        .iter()
        .all(|cell| cell.starts_with(|c: char| c.is_ascii_uppercase() || matches!(c, '%' | '(' | '#')));
    let counted = |row: &&str| {
        row.split_whitespace()
            .filter(|chunk| chunk.contains(|c: char| c.is_ascii_digit()))
            .count()
    };
    let wide = |row: &&str, least: usize| row.split_whitespace().count() >= least;
    let tabbed = head.contains('\t');
    let parted = |row: &&str| cells(row).len() >= 2 && !row.ends_with([';', '{', ',']);
    if capitals && words >= 2 && head.starts_with(|c: char| c.is_ascii_uppercase() || c == ' ') {
        // `PID TTY TIME CMD`: its columns have a single blank between them at times.
        let shown = rows.iter().all(&parted) || words >= 4 && rows.iter().all(|row| counted(row) > 0);
        return (heads.len() >= 2 || words >= 4)
            && shown
            && rows.iter().all(|row| wide(row, heads.len().min(words)));
    }
    let ranged = heads.len() >= 3 && !tabbed && rows.iter().all(parted);
    ranged && (begun && rows.iter().all(|row| wide(row, 3)) || rows.iter().all(|row| counted(row) >= 2))
}

/// What stands between two blanks or more, or a tab.
fn cells(line: &str) -> Vec<&str> {
    let parts = line.split('\t').flat_map(|part| part.split("  "));
    parts.map(str::trim).filter(|cell| !cell.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> bool {
        is_table(&text.lines().collect::<Vec<_>>())
    }

    #[test]
    fn what_programs_print_in_columns_is_a_table() {
        for text in [
            "NAME       READY   AGE\nweb-7d4b   1/1     3d",
            "Filesystem      Size  Used Avail Use% Mounted on\n/dev/sda1        50G   20G   28G  42% /",
            "  PID TTY          TIME CMD\n 1234 pts/0    00:00:00 bash",
            "+----+------+\n| id | name |\n+----+------+\n|  1 | Ann  |\n+----+------+\n1 row in set (0.00 sec)",
            " id | name\n----+------\n  1 | Ann\n(1 row)",
            "Package    Version\n---------- -------\nidna       3.4",
            "        total   used   free\nMem:    15Gi    6Gi    2Gi",
        ] {
            assert!(table(text), "{text}");
        }
    }

    #[test]
    fn other_tables_and_code_are_none() {
        for text in [
            "id,name\n1,Ann",
            "| a | b |\n|---|---|\n| 1 | 2 |",
            "SELECT A\nFROM  B",
            "SECTION .DATA\n  X DB 1",
            "int  a;\nint  b;",
            "Title\n-----\nwords",
            "+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n| 3 | 4 |\n+---+---+",
        ] {
            assert!(!table(text), "{text}");
        }
    }
}
