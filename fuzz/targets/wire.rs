//! Bodies of requests, as each of the models that there are.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| connector::fuzzing::decode(body));
