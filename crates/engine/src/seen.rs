//! What is seen of a text in a line: a title, a name, an entry of a menu.

/// The characters of a text that are seen, white space as blanks. What can't be seen is left out, and so is what turns the
/// direction of writing (it would reach into the words around it) and what a terminal takes for an order.
pub fn seen(text: &str) -> impl Iterator<Item = char> + '_ {
    let mut before = None;
    text.chars()
        .filter(move |c| {
            let stays =
                !hides(*c) && (!is_of_its_neighbour(*c) || before.is_some_and(|before| takes(before, *c)));
            if stays {
                before = Some(*c);
            }
            stays
        })
        .map(|c| if c.is_whitespace() { ' ' } else { c })
}

/// A joiner, or a selector of how the character before it is drawn.
fn is_of_its_neighbour(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// Whether it means something after the character before it: scripts from Hebrew on and emoji have joiners, signs and emoji
/// selectors. Elsewhere, or one after the other, they can carry any data unseen.
fn takes(before: char, c: char) -> bool {
    let is_selector = |c: char| ('\u{fe00}'..='\u{fe0f}').contains(&c);
    if is_selector(c) {
        let is_sign = matches!(before, '0'..='9' | '#' | '*' | '©' | '®' | '\u{203c}'..='\u{10ffff}');
        is_sign && !is_of_its_neighbour(before)
    } else {
        before >= '\u{590}' && !matches!(before, '\u{1e00}'..='\u{20cf}')
    }
}

/// Control characters that are no white space, and Unicode's invisible formatting: bidirectional controls (UAX #9), zero
/// widths but the two joiners, tags, letters that are blank, variation selectors but those of signs and emoji.
fn hides(c: char) -> bool {
    let control = c.is_control() && !c.is_whitespace();
    control
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{115f}'..='\u{1160}'
                | '\u{180b}'..='\u{180f}'
                | '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hides() {
        let line = |text| seen(text).collect::<String>();
        assert_eq!(
            line("def \u{202e}evil\u{202c}\u{200b}(\u{2066}a\u{2069})\u{7}"),
            "def evil(a)"
        );
        assert_eq!(line("\u{1b}[31mred\u{1b}[0m\u{9b}1m\nnext"), "[31mred[0m1m next");
        assert_eq!(line("a\u{3164}\u{e0170}\u{34f}\u{180b}\u{2800}b"), "ab");
        assert_eq!(line("a\u{fe01}\u{200d}\u{200c}b\u{fe0f}"), "ab");
        assert_eq!(line("❤\u{fe0f}\u{fe01}\u{fe01}"), "❤\u{fe0f}");
        for meant in [
            "👩\u{200d}💻 ❤\u{fe0f}",
            "می\u{200c}خواهم",
            "1\u{fe0f}\u{20e3}",
            "❤\u{fe0f}\u{200d}🔥",
            "क\u{94d}\u{200d}ष",
        ] {
            assert_eq!(line(meant), meant);
        }
    }
}
