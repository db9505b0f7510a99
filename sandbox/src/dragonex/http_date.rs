//! Dates as HTTP writes them, by way of the calendar that [`beijing`](crate::beijing) has.

use crate::beijing;
use std::time::Duration;

const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const DIGITS: &str = "0123456789";
/// Beijing's clock shows this much more than Greenwich's.
const AHEAD: Duration = Duration::from_secs(8 * 3600);

/// `Mon, 01 Jan 2018 08:08:08 GMT`.
pub(super) fn format(moment: Duration) -> String {
    let digits = beijing::format(moment.saturating_sub(AHEAD));
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    let month: usize = part(4, 6).parse().unwrap_or(1);
    let mut text = String::with_capacity(29);
    for part in [
        WEEKDAYS[(moment.as_secs() / 86_400 % 7) as usize],
        ", ",
        part(6, 8),
        " ",
        MONTHS[month - 1],
        " ",
        part(0, 4),
        " ",
        part(8, 10),
        ":",
        part(10, 12),
        ":",
        part(12, 14),
        " GMT",
    ] {
        text.push_str(part);
    }
    text
}

/// The moment that such a text names; `None` for any other text.
pub(super) fn parse(text: &str) -> Option<Duration> {
    let part = |from: usize, to: usize| text.get(from..to);
    let month = MONTHS.iter().position(|name| Some(*name) == part(8, 11))? + 1;
    let (year, day) = (part(12, 16)?, part(5, 7)?);
    let (hour, minute, second) = (part(17, 19)?, part(20, 22)?, part(23, 25)?);
    let month = ["0", "1"][month / 10].to_owned() + &DIGITS[month % 10..=month % 10];
    let digits = [year, &month, day, hour, minute, second].concat();
    let moment = beijing::parse(&digits)? + AHEAD;
    (format(moment) == text).then_some(moment)
}

#[cfg(test)]
mod tests {
    use super::{format, parse};
    use std::time::Duration;

    #[test]
    fn dates_are_written_and_read_and_nothing_else_is() {
        for (seconds, text) in [
            (1_514_794_088, "Mon, 01 Jan 2018 08:08:08 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        ] {
            assert_eq!(format(Duration::from_secs(seconds)), text);
            assert_eq!(parse(text), Some(Duration::from_secs(seconds)));
        }
        for text in [
            "",
            "Tue, 01 Jan 2018 08:08:08 GMT",
            "Mon, 1 Jan 2018 08:08:08 GMT",
            "Mon, 01 Jan 2018 08:08:08",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
