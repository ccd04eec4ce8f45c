//! Says how likely it is that one text was made of another.
//!
//! A network of one hidden layer over the [measures](crate::measure::Measures). Its weights were fitted on functions of
//! released packages and their next releases, renamed, sliced and embedded copies, and functions of strangers, against
//! libraries of 1,000 to 100,000: `cargo xtask fit` makes them anew, and says how.

use crate::{
    measure::{MEASURES, Measures},
    weights::{BIAS, HIDDEN, INPUTS, MEANS, OUTPUTS, REACH, SCALES, UNITS},
};

/// The probability, in [0, 1], that the copied text is one to offer this asset for.
pub(crate) fn probability(measures: &Measures) -> f64 {
    let mut inputs = [0.0; MEASURES];
    for (at, input) in inputs.iter_mut().enumerate() {
        *input = ((measures[at] - MEANS[at]) / SCALES[at]).clamp(-REACH, REACH);
    }
    let mut sum = BIAS;
    for unit in 0..UNITS {
        let weights = &INPUTS[unit * MEASURES..(unit + 1) * MEASURES];
        let unit_sum: f32 = weights
            .iter()
            .zip(&inputs)
            .map(|(weight, input)| weight * input)
            .sum();
        sum += OUTPUTS[unit] * (unit_sum + HIDDEN[unit]).tanh();
    }
    1.0 / (1.0 + f64::from(-sum).exp())
}
