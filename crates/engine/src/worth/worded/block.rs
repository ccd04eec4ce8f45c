//! Blocks that words open and close: `def … end`, `if … fi`, `tell … end tell`.

use super::words::is_among;

/// What opens a block, by itself or after words as `public`.
const OPENERS: &str = "\
    def class module function proc procedure sub subroutine program if unless while for foreach until begin do \
    case switch tell on describe context it local fun macro defmodule repeat try select with struct loop task \
    namespace func! function! augroup";
/// What closes it, by itself on a line.
const CLOSERS: &str = "\
    end fi done esac endif endfunction endfunc endfor endwhile endtry wend loop next endmodule endcase endclass \
    augroup";

/// Whether the text is a block: a line that opens one, lines that are set in, and a line that closes it.
pub(super) fn is_block(text: &str) -> bool {
    let mut lines = text
        .lines()
        .filter(|line| !line.trim().is_empty() && !is_remark(line));
    let (Some(first), Some(second), Some(last)) = (lines.next(), lines.next(), lines.next_back()) else {
        return false;
    };
    let indent = |line: &str| line.len() - line.trim_start().len();
    let word = |line: &str| {
        line.split_whitespace()
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let opener = word(first);
    let mut closing = last.trim().trim_end_matches(['.', ';']).split_whitespace();
    let closed = closing
        .next()
        .is_some_and(|word| is_among(&word.to_ascii_lowercase(), CLOSERS));
    // `end tell`, `End If`, `end program hello`: what it closes is said again.
    let again = closing
        .next()
        .is_none_or(|word| is_among(&word.to_ascii_lowercase(), OPENERS) || opener == "augroup");
    is_among(&opener, OPENERS)
        && closed
        && again
        && indent(second) > indent(first)
        && indent(last) <= indent(first)
}

fn is_remark(line: &str) -> bool {
    line.trim_start().starts_with(['#', '!', '\''])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_and_closes_is_a_block() {
        for text in [
            "class Dog\n  def bark\n    puts \"woof\"\n  end\nend",
            "function greet\n    echo hello\n    cd projects\n    ls\nend",
            "tell application \"Finder\"\n  set target of window to desktop\n  activate\nend tell",
            "program hello\n  implicit none\n  print *, \"hello\"\nend program hello",
            "If x Then\n  Print \"yes\"\nEnd If",
            "if x\n  call f\nendif",
        ] {
            assert!(is_block(text), "{text}");
        }
    }

    #[test]
    fn sentences_that_end_are_none() {
        for text in [
            "for those who read\n  this is\nthe end",
            "If it rains\n  we stay\nend of the story",
            "with love\nfrom\nend",
            "end\nend",
        ] {
            assert!(!is_block(text), "{text}");
        }
    }
}
