//! Dates as HTTP writes them (IMF-fixdate, RFC 9110 §5.6.7), in integer arithmetic: no locale and no time zone has a say.

use std::time::Duration;

const DAY: u64 = 86_400;
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `Mon, 01 Jan 2018 08:08:08 GMT`.
pub(crate) fn format(moment: Duration) -> String {
    let seconds = moment.as_secs();
    let (days, clock) = (seconds / DAY, seconds % DAY);
    let (year, month, day) = civil(days);
    format!(
        "{}, {day:02} {} {year:04} {:02}:{:02}:{:02} GMT",
        WEEKDAYS[(days % 7) as usize],
        MONTHS[month - 1],
        clock / 3600,
        clock / 60 % 60,
        clock % 60
    )
}

/// The moment since 1970 that an IMF-fixdate names; `None` for any other text.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u64>().ok();
    let month = MONTHS
        .iter()
        .position(|name| Some(*name) == text.get(8..11))? as u64
        + 1;
    let (year, day) = (number(12, 16)?, number(5, 7)?);
    let (hour, minute, second) = (number(17, 19)?, number(20, 22)?, number(23, 25)?);
    if year < 1970 || hour > 23 || minute > 59 || second > 59 || day == 0 {
        return None;
    }
    let days = days(year, month, day);
    let moment = Duration::from_secs(days * DAY + hour * 3600 + minute * 60 + second);
    // Written again it must be the same text: separators, weekday and the days of the month are proven by that.
    (format(moment) == text).then_some(moment)
}

/// Year, month and day of a day since 1970-01-01. Years are counted from March, so that the leap day comes last.
fn civil(days: u64) -> (u64, usize, u64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    (
        year + era * 400 + u64::from(month <= 2),
        month as usize,
        day,
    )
}

/// The inverse of [`civil`].
fn days(year: u64, month: u64, day: u64) -> u64 {
    let year = year - u64::from(month <= 2);
    let (era, of_era) = (year / 400, year % 400);
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments_are_written_and_read() {
        for (seconds, text) in [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (1_514_794_088, "Mon, 01 Jan 2018 08:08:08 GMT"),
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        ] {
            assert_eq!(format(Duration::from_secs(seconds)), text);
            assert_eq!(parse(text), Some(Duration::from_secs(seconds)));
        }
    }

    #[test]
    fn every_day_is_the_next_one_of_the_last() {
        let mut last = (1969, 12, 31);
        for day in 0..200_000 {
            let (year, month, date) = civil(day);
            let follows = (year, month, date) == (last.0, last.1, last.2 + 1)
                || (date == 1 && (year, month) == (last.0, last.1 + 1))
                || (date == 1 && month == 1 && (year, last.1) == (last.0 + 1, 12));
            assert!(follows, "{last:?} {year} {month} {date}");
            assert_eq!(days(year, month as u64, date), day);
            last = (year, month, date);
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "Mon, 01 Jan 2018 08:08:08",
            "Tue, 01 Jan 2018 08:08:08 GMT",
            "Mon, 1 Jan 2018 08:08:08 GMT",
            "Fri, 30 Feb 2018 08:08:08 GMT",
            "Mon, 01 Jan 2018 24:08:08 GMT",
            "Mon, 01 Jan 2018 08:08:08 UTC",
            "Monday, 01-Jan-18 08:08:08 GMT",
            "周一, 01 Jan 2018 08:08:08 GMT",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
