//! Tells code that is made of plain words from sentences, by the form that its language gives it.
//!
//! Each module knows one form. None is sure of a single line that somebody could have said.

mod block;
mod command;
mod imports;
mod lisp;
mod programs;
mod query;
mod scenario;
mod settings;
mod statement;
mod words;

pub(crate) use query::is_query as is_statement_of_sql;

/// Whether the text, trimmed, has the form of code, though all of its words be plain.
pub(super) fn is_code(text: &str) -> bool {
    let lines = || {
        imports::is_imports(text)
            || scenario::is_scenario(text)
            || settings::is_settings(text)
            || block::is_block(text)
    };
    lisp::is_lisp(text)
        || query::is_query(text)
        || command::is_command(text)
        || statement::is_statement(text)
        || imports::is_telling(text)
        || settings::is_setting(text)
        || (text.contains('\n') && lines())
}
