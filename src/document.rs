//! What the `read` room makes: an article as text with what is known about it.

use jiff::civil;

use crate::text::Lang;

/// An article. Its text never changes; everything later points into it by byte [`Span`](crate::text::Span).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The name of the article in the graph: letters, digits, `-`, `_` and `.` only. Unique in a graph.
    pub id: String,
    /// The headline, which is also the first line of the text.
    pub title: String,
    /// The whole text, headline included, decoded to UTF-8, line ends as `\n`.
    pub text: String,
    /// The language the text is in.
    pub lang: Lang,
    /// When it was published, if the article says so.
    pub date: Option<Date>,
    /// Who published it.
    pub source: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
}

/// A date as precise as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Date {
    /// A year.
    Year(i16),
    /// A year and a month, 1 to 12.
    Month(i16, i8),
    /// A day.
    Day(civil::Date),
}

impl Date {
    /// Reads `2024`, `2024-06` or `2024-06-18`; what follows a full date (a time of day) is left out.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let day = text.get(..10).unwrap_or(text);
        let mut parts = day.splitn(3, '-');
        let year: i16 = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
        match (parts.next(), parts.next()) {
            (None, _) => Some(Self::Year(year)),
            (Some(month), None) => month.parse().ok().filter(|m| (1..=12).contains(m)).map(|month| Self::Month(year, month)),
            (Some(month), Some(day)) => civil::Date::new(year, month.parse().ok()?, day.parse().ok()?).ok().map(Self::Day),
        }
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        match self {
            Self::Year(year) | Self::Month(year, _) => year,
            Self::Day(day) => day.year(),
        }
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(day) => write!(f, "{day}"),
        }
    }
}
