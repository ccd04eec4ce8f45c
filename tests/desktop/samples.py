"""Code to copy."""

FUNCTION = '''def parse_header(line, separator=":"):
    name, _, value = line.partition(separator)
    if not name.strip():
        raise ValueError("no name in header line")
    headers = {}
    headers[name.strip().lower()] = value.strip()
    return headers
'''

# The same with other names.
CLONE = (
    FUNCTION.replace("parse_header", "read_field")
    .replace("headers", "fields")
    .replace("separator", "mark")
    .replace("line", "text")
)

OTHER = '''fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(|a, b| a.total_cmp(b));
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        n if n % 2 == 1 => Some(values[middle]),
        _ => Some((values[middle - 1] + values[middle]) / 2.0),
    }
}
'''

SECRET = "GITHUB_TOKEN=ghp_" + "a8Kd02mZpQ7rT4vW9xY1bC3eF5gH6jL0nS2u"

# The beginning of a picture: bytes that are no text.
LOGO = bytes([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 255, 254])
