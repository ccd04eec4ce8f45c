//! Statements of SQL, in whatever case: a verb, and the words that the language asks for after it.

use super::words::is_holding;

/// Tokens that are looked at.
const MOST: usize = 160;
/// How statements begin. `a|b` is one of these words, `?a` may be there, `*a` any number of times; `N` is a name, `()` what
/// may stand in brackets, `~` a comparison, `…a` one later on, `_` anything, and `END` the end of what is surely no sentence.
const FORMS: &[&str] = &[
    "insert ?or|ignore ?replace|ignore into N () values|value|select|default|overriding|set|with",
    "update ?only N set N =",
    "update ?only N ?as N set N =",
    "delete from N using|returning",
    "delete from N where ~",
    "delete from N END",
    "create *Q K *Q N (|;",
    "create *Q K *Q N as (|select|with|enum|$|$$|range|table",
    "create *Q K *Q N on N (|using|for",
    "create *Q K *Q N before|after|instead insert|update|delete|truncate|of",
    "create *Q K *Q N with|from|using|start|increment|for|owner …;",
    "alter *Q K *Q N add|drop|rename|alter|modify|change|owner|set|reset|enable|disable|attach|detach _",
    "drop *Q K *Q N cascade|restrict",
    "drop *Q K if exists N",
    "drop *Q K N END",
    "grant P *P on …to",
    "revoke P *P on …from",
    "truncate ?table N END",
    "truncate ?table N restart|cascade",
    "merge into N …using",
    "vacuum ?full ?freeze ?verbose ?analyze N END",
    "vacuum ( …)",
    "analyze|analyse ?verbose ?table N ;|(",
    "reindex ?concurrently table|index|database|schema|system N END",
    "show create table|view|database|function|procedure|trigger N END",
    "show ?full ?extended index|indexes|keys|columns|fields from|in N",
    "show ?full tables|databases|schemas|processlist|grants|engines|plugins|triggers|events ;|from|for|like|in",
    "show ?global ?session variables|status like|where|;",
    "describe|desc ?extended ?formatted N ;",
    "set ?session|local|global N to|= N ;",
    "set ?session|local|global search_path|statement_timeout|time_zone|timezone|names|foreign_key_checks|autocommit|sql_mode _",
    "pragma N ;|=|(",
    "flush privileges|tables|logs|hosts|status|tables END",
    "refresh materialized view ?concurrently N END",
    "lock table|tables N read|write|in",
    "create extension ?if ?not ?exists N END",
    "comment on table|column|view|function|index N is _",
    "with ?recursive N () as ?not ?materialized ( select|values|insert|update|delete|with",
];
/// `K`: what can be made, changed and dropped.
const KINDS: &str = "table|index|view|database|schema|sequence|trigger|function|procedure|type|extension|role|user|policy|domain";
/// `Q`: what may stand beside it.
const QUALITIES: &str = "or|replace|temp|temporary|unlogged|global|local|unique|materialized|external|recursive|virtual|\
    clustered|if|not|exists|concurrently|only";
/// `P`: what is granted.
const PRIVILEGES: &str =
    "select|insert|update|delete|all|privileges|usage|execute|connect|create|references|trigger|truncate|,";
/// What may follow the table that is chosen from.
const CLAUSES: &str = "join|left|right|inner|outer|full|cross|natural|order|group|having|limit|union|except|intersect|\
    fetch|offset|window";
/// What compares.
const COMPARING: &str = "=|<|>|!|in|like|ilike|between|exists|null";
/// What a statement begins with.
const VERBS: &str = "select|insert|update|delete|create|alter|drop|grant|revoke|truncate|merge|explain|with|begin|start|vacuum|analyze|\
    analyse|reindex|show|describe|desc|set|pragma|flush|refresh|lock|comment";

/// Whether the text is a statement, or begins with one.
pub(crate) fn is_query(text: &str) -> bool {
    let mut text = text;
    while let Some(remark) = text.strip_prefix("--") {
        text = remark
            .split_once('\n')
            .map_or("", |(_, after)| after.trim_start());
    }
    let verb = text.split(|c: char| !c.is_ascii_alphabetic()).next();
    let Some(verb) = verb.filter(|verb| is_any_of(verb, VERBS)) else {
        return false;
    };
    // A sentence begins with a capital alone; whoever writes a statement so ends it as one.
    let capital = verb.starts_with(|c: char| c.is_ascii_uppercase());
    let capitals = !verb.contains(|c: char| c.is_ascii_lowercase());
    if capital && !capitals && !text.contains(';') {
        return false;
    }
    let marked = capitals || text.contains(['*', '=', ';', ',', '(', '\n']);
    Statement::of(text, marked).is_whole()
}

/// Whether the token is one of the words, in any case.
fn is_any_of(token: &str, words: &str) -> bool {
    words.split('|').any(|word| word.eq_ignore_ascii_case(token))
}

/// The tokens of a statement, words with what names have in them and marks, and how many were read.
#[derive(Clone)]
struct Statement<'t> {
    tokens: Vec<&'t str>,
    at: usize,
    /// Whether something shows that it is no sentence.
    marked: bool,
}

impl<'t> Statement<'t> {
    fn of(text: &'t str, marked: bool) -> Self {
        let mut tokens = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next()
            && tokens.len() < MOST
        {
            let in_name =
                |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '"' | '`' | '$' | '@' | '#');
            let end = rest.find(|c| !in_name(c)).unwrap_or(rest.len());
            let end = end.max(first.len_utf8());
            tokens.push(&rest[..end]);
            rest = rest[end..].trim_start();
        }
        Self {
            tokens,
            at: 0,
            marked,
        }
    }

    fn is_whole(&mut self) -> bool {
        // What only says that a statement follows.
        if self.takes("explain") {
            while self.takes("analyze|analyse|verbose|query|plan|extended") {}
            self.skip_brackets();
        } else if self.takes("begin|start") {
            self.takes("transaction|work|tran");
            self.takes(";");
        }
        if self.takes("select") {
            return self.selects();
        }
        let begin = self.at;
        FORMS.iter().any(|form| {
            self.at = begin;
            form.split(' ').all(|element| self.follows(element))
        })
    }

    /// Steps over what an element of a form stands for, if that comes next.
    fn follows(&mut self, element: &str) -> bool {
        let words = |words| match words {
            "K" => KINDS,
            "Q" => QUALITIES,
            "P" => PRIVILEGES,
            words => words,
        };
        match element {
            "N" => self.takes_name(),
            "()" => {
                self.skip_brackets();
                true
            }
            "~" => self.compares(),
            "_" => self.at < self.tokens.len(),
            "END" => self.is_over(),
            _ => match element.split_at(element.chars().next().map_or(0, char::len_utf8)) {
                ("?", one) => {
                    self.takes(one);
                    true
                }
                ("*", any) => {
                    while self.takes(words(any)) {}
                    true
                }
                ("…", later) => self.tokens[self.at..].iter().any(|token| is_any_of(token, later)),
                _ => self.takes(words(element)),
            },
        }
    }

    fn peek(&self) -> &'t str {
        self.tokens.get(self.at).copied().unwrap_or_default()
    }

    /// Steps over the next token if it is one of these words, in any case.
    fn takes(&mut self, words: &str) -> bool {
        let taken = is_any_of(self.peek(), words);
        self.at += usize::from(taken);
        taken
    }

    /// Steps over a name: a word that does not hold sentences together.
    fn takes_name(&mut self) -> bool {
        let next = self.peek();
        let named =
            next.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '"' | '`' | '@' | '#'));
        let is_name = named && !next.ends_with('.') && !is_holding(next);
        self.at += usize::from(is_name);
        is_name
    }

    /// Steps over all that stands in brackets, if any does.
    fn skip_brackets(&mut self) {
        if self.peek() != "(" {
            return;
        }
        let mut depth = 0;
        while self.at < self.tokens.len() {
            match self.peek() {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }

    fn is_over(&self) -> bool {
        self.marked && matches!(self.peek(), "" | ";")
    }

    fn compares(&self) -> bool {
        let near = self.tokens[self.at..].iter().take(6);
        near.copied().any(|token| is_any_of(token, COMPARING))
    }

    /// Columns, `from`, the table that they are of, and a clause, or nothing more.
    fn selects(&mut self) -> bool {
        self.takes("distinct|all|top");
        let columns = self.tokens[self.at..].iter().copied();
        let columns: Vec<&str> = columns.take_while(|token| !is_any_of(token, "from")).collect();
        self.at += columns.len();
        let operator =
            |token: &str| is_any_of(token, "as|all|and|or|in|not|is|over|by|case|when|then|if|end");
        let said = columns.iter().any(|token| is_holding(token) && !operator(token));
        // Columns are parted by commas; words that are not are said.
        let parted = columns.contains(&",") || columns.contains(&"(");
        if columns.is_empty() || said || (columns.len() > 3 && !parted) || !self.takes("from") {
            return false;
        }
        if !self.takes("(") && !self.takes_name() {
            return false;
        }
        if self.ends_table(parted) {
            return true;
        }
        // What it is called.
        let called = self.takes("as");
        self.takes_name() && (called || self.marked) && self.ends_table(parted)
    }

    /// Whether after a table there is what may be there.
    fn ends_table(&mut self, parted: bool) -> bool {
        if self.takes("where") {
            return parted || self.compares();
        }
        matches!(self.peek(), "," | "(" | ")" | "select") || is_any_of(self.peek(), CLAUSES) || self.is_over()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_queries_in_any_case() {
        for text in [
            "create table tags (id serial primary key, name text not null);",
            "create unique index concurrently i on orders (user_id)",
            "create or replace view v as select * from t",
            "insert into users (name, email) values ('ann', 'ann@example.org');",
            "alter table users add column nickname text;",
            "alter table if exists users rename to people",
            "drop table if exists old_orders cascade;",
            "grant select on all tables in schema public to readonly;",
            "GRANT SELECT, INSERT ON orders TO clerk",
            "EXPLAIN ANALYZE SELECT * FROM orders;",
            "explain select id from orders where total > 3",
            "update users set active = false where id = 3",
            "delete from sessions where expires_at < now()",
            "select id, name\nfrom users\nwhere active",
            "select u.name, o.total from users u join orders o on o.user_id = u.id",
            "select name from users where id = 3",
            "with recent as (select * from orders) select count(*) from recent",
            "begin transaction;\ndelete from logs where day < 10;\ncommit;",
            "-- what is new\nselect * from news;",
            "SELECT name FROM users",
            "VACUUM ANALYZE orders;",
            "SHOW INDEX FROM orders;",
            "show variables like 'max%';",
            "SET search_path TO app;",
            "FLUSH PRIVILEGES;",
            "PRAGMA journal_mode = WAL;",
            "Select Name From Users Where Id = 3;",
        ] {
            assert!(is_query(text), "{text}");
        }
    }

    #[test]
    fn sentences_are_not() {
        for text in [
            "Create table of contents for the manual",
            "create table of contents (see the manual)",
            "alter table to add columns",
            "drop table support",
            "Drop index support",
            "select the file from the list, then go on",
            "select a colour from the menu (or none)",
            "select files from disk",
            "select files from disk where possible",
            "Select all items from list and press enter",
            "update the docs, set the version",
            "insert into the slot (the left one)",
            "delete from the list where possible",
            "delete from cache where possible, else keep",
            "grant access on request to everybody",
            "with care, as (nearly) always",
            "explain with examples, and select one from the list",
            "begin with the first one; update it",
            "merge into main",
            "show tables of contents",
            "set alarm to nine",
            "use case",
            "describe the table",
            "comment on table manners",
            "lock tables in the evening",
            "analyze this",
            "vacuum the house",
            "show index cards",
            "flush tables",
        ] {
            assert!(!is_query(text), "{text}");
        }
    }
}
