//! Whether a literal is one of its datatype.

use oxigraph::model::vocab::xsd;
use oxigraph::model::{LiteralRef, NamedNodeRef};

use crate::document::Date;

/// Whether `text` is written as `datatype` asks. Datatypes that the graph does not use take any text.
pub(super) fn well_formed(text: &str, datatype: NamedNodeRef<'_>) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    match datatype {
        xsd::INTEGER => digits(unsigned),
        xsd::DECIMAL => match unsigned.split_once('.') {
            Some((whole, fraction)) => {
                (digits(whole) || whole.is_empty())
                    && (digits(fraction) || fraction.is_empty())
                    && !(whole.is_empty() && fraction.is_empty())
            }
            None => digits(unsigned),
        },
        xsd::BOOLEAN => matches!(text, "true" | "false" | "0" | "1"),
        xsd::DATE => text.len() == 10 && matches!(Date::parse(text), Some(Date::Day(_))),
        xsd::G_YEAR_MONTH => text.len() == 7 && matches!(Date::parse(text), Some(Date::Month(..))),
        xsd::G_YEAR => text.len() == 4 && matches!(Date::parse(text), Some(Date::Year(_))),
        _ => true,
    }
}

/// The value of a literal that is a number.
pub(super) fn is_number(literal: LiteralRef<'_>) -> Option<f64> {
    let numeric = [xsd::INTEGER, xsd::DECIMAL, xsd::DOUBLE, xsd::FLOAT].contains(&literal.datatype());
    literal.value().parse().ok().filter(|_| numeric && well_formed(literal.value(), literal.datatype()))
}
