//! How many characters of which sort a value has, and where they stand.

/// How many characters of which sort a value has.
pub(super) struct Shape {
    pub(super) lower: usize,
    pub(super) upper: usize,
    pub(super) digits: usize,
    /// What holds the words of a name together.
    pub(super) joints: usize,
    pub(super) symbols: usize,
}

impl Shape {
    pub(super) fn of(value: &str) -> Self {
        let mut shape = Self {
            lower: 0,
            upper: 0,
            digits: 0,
            joints: 0,
            symbols: 0,
        };
        for letter in value.chars() {
            if letter.is_ascii_digit() {
                shape.digits += 1;
            } else if letter.is_uppercase() {
                shape.upper += 1;
            } else if letter.is_alphabetic() {
                shape.lower += 1;
            } else if is_joint(letter) {
                shape.joints += 1;
            } else {
                shape.symbols += 1;
            }
        }
        shape
    }

    pub(super) const fn letters(&self) -> usize {
        self.lower + self.upper
    }

    /// Small letters, capitals, digits and symbols: what rules for passwords ask for, and little else has.
    pub(super) const fn has_everything(&self) -> bool {
        self.lower > 0 && self.upper > 0 && self.digits > 0 && self.symbols > 0
    }
}

pub(super) const fn is_joint(letter: char) -> bool {
    matches!(letter, '_' | '-' | '.' | '/' | ':' | ' ' | '|' | '=' | ',')
}

/// Letters and symbols: `letmein!`, `p@ssw#rd`; not `Required!`, `user?` and `a=b`.
pub(super) fn has_symbols_inside(value: &str, shape: &Shape) -> bool {
    let sort = |c: char| matches!(c, '!' | '@' | '#' | '$' | '%' | '^' | '&' | '*' | '+' | '~');
    let symbols = value.chars().filter(|c| sort(*c)).count();
    let trailing = value.trim_end_matches(sort).len() < value.len();
    let capitalised = shape.upper == 1 && value.starts_with(|c: char| c.is_uppercase());
    // An address has an `@` inside.
    let inside = value.trim_matches(sort).contains(|c: char| c != '@' && sort(c));
    symbols == shape.symbols
        && shape.joints == 0
        && value.is_ascii()
        && !capitalised
        && value.starts_with(|c: char| c.is_ascii_alphabetic())
        && (trailing || inside)
}

/// A digit with letters on both sides: `hunter2x9K`, but not `letmein22`.
pub(super) fn has_digit_inside(value: &str) -> bool {
    let word = value.trim_matches(|c: char| !c.is_ascii_alphabetic());
    word.bytes().any(|b| b.is_ascii_digit())
}
