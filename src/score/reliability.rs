//! Whether claims are as often right as they say: shares of right claims by how sure they are, as a table and as a diagram.

use std::fmt::{self, Write};

/// The upper ends, in hundredths, of the groups that claims are put in by how sure they are; the last takes the rest.
const GROUPS: [u8; 6] = [60, 70, 80, 85, 90, 100];

/// Side and margin of the diagram, in pixels.
const SIDE: f64 = 240.0;
const MARGIN: f64 = 40.0;

/// What was counted of claims by how sure they are.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reliability {
    groups: [Group; GROUPS.len()],
    squares: f64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Group {
    claims: usize,
    right: usize,
    sure: f64,
}

impl Group {
    fn mean(self) -> f64 {
        self.sure / self.claims as f64
    }

    fn share(self) -> f64 {
        self.right as f64 / self.claims as f64
    }
}

impl Reliability {
    /// Adds a claim that is `sure` in hundredths.
    pub fn add(&mut self, sure: u8, right: bool) {
        let at = GROUPS.iter().position(|&end| sure <= end).unwrap_or(GROUPS.len() - 1);
        let group = &mut self.groups[at];
        let sure = f64::from(sure) / 100.0;
        group.claims += 1;
        group.right += usize::from(right);
        group.sure += sure;
        self.squares += (sure - f64::from(u8::from(right))).powi(2);
    }

    fn claims(&self) -> usize {
        self.groups.iter().map(|group| group.claims).sum()
    }

    fn filled(&self) -> impl Iterator<Item = (usize, Group)> + '_ {
        self.groups.iter().copied().enumerate().filter(|(_, group)| group.claims > 0)
    }

    /// How far the claims are, in the mean, from as often right as they say: the expected calibration error, from 0 to 1.
    #[must_use]
    pub fn error(&self) -> f64 {
        let count = self.claims().max(1) as f64;
        self.filled().map(|(_, group)| group.claims as f64 / count * (group.mean() - group.share()).abs()).sum()
    }

    /// The mean square of what each claim's confidence is off: the Brier score, from 0 to 1.
    #[must_use]
    pub fn brier(&self) -> f64 {
        self.squares / self.claims().max(1) as f64
    }

    /// The reliability diagram as SVG: a dot for each group, as large as it has claims, over how sure they are; right ones lie on the line.
    #[must_use]
    pub fn diagram(&self) -> String {
        let (size, count) = (SIDE + 2.0 * MARGIN, self.claims().max(1) as f64);
        // The lower half of the scale is empty: the axes begin at one half.
        let x = |share: f64| MARGIN + (share - 0.5).max(0.0) * 2.0 * SIDE;
        let y = |share: f64| MARGIN + SIDE - (share - 0.5).max(0.0) * 2.0 * SIDE;
        let mut svg = String::new();
        let _ = writeln!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" font-family=\"sans-serif\" font-size=\"11\">\n\
             <rect width=\"{size}\" height=\"{size}\" fill=\"white\"/>\n\
             <path d=\"M{0} {0} V{1} H{1}\" fill=\"none\" stroke=\"#333\"/>\n\
             <path d=\"M{0} {1} L{1} {0}\" stroke=\"#999\" stroke-dasharray=\"4\"/>",
            MARGIN,
            MARGIN + SIDE
        );
        for tenth in 5..=10 {
            let share = f64::from(tenth) / 10.0;
            let _ = writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{share:.1}</text>", x(share), MARGIN + SIDE + 15.0);
            let _ = writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{share:.1}</text>", MARGIN - 6.0, y(share) + 4.0);
        }
        let _ = writeln!(svg, "<text x=\"{0:.1}\" y=\"{1:.1}\" text-anchor=\"middle\">ent:confidence</text>", size / 2.0, size - 6.0);
        let _ = writeln!(svg, "<text x=\"{MARGIN:.1}\" y=\"{:.1}\" text-anchor=\"middle\">right</text>", MARGIN - 14.0);
        for (_, group) in self.filled() {
            let radius = 3.0 + 22.0 * (group.claims as f64 / count).sqrt();
            let _ = writeln!(
                svg,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\" fill=\"#2a6f97\" fill-opacity=\"0.6\"><title>{} of {}</title></circle>",
                x(group.mean()),
                y(group.share()),
                group.right,
                group.claims
            );
        }
        svg.push_str("</svg>\n");
        svg
    }
}

/// A row for each group, and the errors.
impl fmt::Display for Reliability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "confidence   claims   mean  right")?;
        for (at, group) in self.filled() {
            let start = if at == 0 { 0 } else { GROUPS[at - 1] + 1 };
            writeln!(f, "{start:>3} to {:>3}  {:>8}  {:.3}  {:.3}", GROUPS[at], group.claims, group.mean(), group.share())?;
        }
        write!(f, "calibration error {:.3}, Brier score {:.3}", self.error(), self.brier())
    }
}

#[cfg(test)]
mod tests {
    use super::Reliability;

    #[test]
    fn claims_that_are_as_often_right_as_they_say_have_no_error() {
        let mut reliability = Reliability::default();
        (0..10).for_each(|at| reliability.add(80, at < 8));
        assert!(reliability.error() < 1e-9, "{reliability}");
        (0..10).for_each(|at| reliability.add(95, at < 5));
        assert!((reliability.error() - 0.225).abs() < 1e-9 && reliability.brier() > 0.2, "{reliability}");
        assert_eq!(reliability.diagram().matches("<circle").count(), 2);
    }
}
