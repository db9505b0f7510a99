//! `yyyyMMddHHmmss` in GMT+8 (北京时间), the providers' way to write a moment.

use std::time::Duration;

const OFFSET: u64 = 8 * 3600;
const DAY: u64 = 86_400;

/// Writes a moment (since the Unix epoch) as fourteen digits, such as `20091225091010`.
#[must_use]
pub fn format(moment: Duration) -> String {
    let seconds = moment.as_secs() + OFFSET;
    let (year, month, day) = civil(seconds / DAY);
    let rest = seconds % DAY;
    let clock = (rest / 3600) * 10_000 + (rest % 3600 / 60) * 100 + rest % 60;
    let mut number = (year * 10_000 + month * 100 + day) * 1_000_000 + clock;
    let mut digits = [b'0'; 14];
    for digit in digits.iter_mut().rev() {
        *digit += (number % 10) as u8;
        number /= 10;
    }
    std::str::from_utf8(&digits).unwrap_or_default().to_owned()
}

/// Reads fourteen digits; `None` for anything that is not a moment from 1970 on, such as a 30 February.
#[must_use]
pub fn parse(text: &str) -> Option<Duration> {
    if text.len() != 14 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<u64>().ok();
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    let (hour, minute, second) = (part(8, 10)?, part(10, 12)?, part(12, 14)?);
    if year < 1970
        || !(1..=12).contains(&month)
        || day == 0
        || hour > 23
        || minute > 59
        || second > 59
    {
        return None;
    }
    let days = days(year, month, day);
    if civil(days) != (year, month, day) {
        return None;
    }
    let seconds = days * DAY + hour * 3600 + minute * 60 + second;
    seconds.checked_sub(OFFSET).map(Duration::from_secs)
}

/// Days since 1970-01-01 to year, month and day. The year is counted from March, so that the leap day comes last.
fn civil(days: u64) -> (u64, u64, u64) {
    let z = days + 719_468;
    let era = z / 146_097;
    let day_of_era = z % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

/// The inverse of [`civil`], for years from 1970.
fn days(year: u64, month: u64, day: u64) -> u64 {
    let year = year - u64::from(month <= 2);
    let era = year / 400;
    let year_of_era = year % 400;
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::{format, parse};
    use std::time::Duration;

    #[test]
    fn known_moments_are_written_and_read() {
        for (seconds, text) in [
            (0, "19700101080000"),
            (951_840_000, "20000301000000"),
            (951_753_600, "20000229000000"),
            (1_261_703_410, "20091225091010"),
            (1_703_951_999, "20231230235959"),
        ] {
            assert_eq!(format(Duration::from_secs(seconds)), text);
            assert_eq!(parse(text), Some(Duration::from_secs(seconds)), "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "2009122509101",
            "200912250910100",
            "2009122509101a",
            "20090229000000",
            "20091301000000",
            "20091225240000",
            "20091225006000",
            "20091225000060",
            "19700101000000",
            "20091200000000",
            "２0091225000",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
