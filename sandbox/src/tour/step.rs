//! One step of a tour: what was done, and whether it came out as it must.

/// Lines to read and claims that must hold.
#[derive(Debug, Default)]
pub struct Step {
    lines: Vec<String>,
    claims: Vec<(String, bool)>,
}

impl Step {
    /// Adds something to read; a text of several lines is taken apart.
    pub fn say(&mut self, text: impl AsRef<str>) {
        self.lines.extend(text.as_ref().lines().map(str::to_owned));
    }

    /// Notes a claim and whether it holds.
    pub fn check(&mut self, claim: &str, holds: bool) {
        self.claims.push((claim.to_owned(), holds));
    }

    /// Whether all claims hold. A step without a claim has shown nothing.
    #[must_use]
    pub fn passed(&self) -> bool {
        !self.claims.is_empty() && self.claims.iter().all(|(_, holds)| *holds)
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    pub(super) fn claims(&self) -> impl Iterator<Item = (&str, bool)> {
        self.claims
            .iter()
            .map(|(claim, holds)| (claim.as_str(), *holds))
    }
}

#[cfg(test)]
mod tests {
    use super::Step;
    use crate::tour::Tour;

    #[test]
    fn a_step_passes_only_by_claims_that_all_hold() {
        let mut out = Vec::new();
        let mut tour = Tour::new(&mut out, true);
        tour.step("holds", |step| {
            step.check("water is wet", true);
            Ok(())
        });
        tour.step("says nothing", |_| Ok(()));
        tour.step("one does not hold", |step| {
            step.check("yes", true);
            step.check("no", false);
            Ok(())
        });
        tour.step("stops", |step: &mut Step| {
            step.check("yes", true);
            Err("the line is dead".into())
        });
        assert_eq!(tour.counts(), (4, 3));
        let out = String::from_utf8(out).unwrap();
        assert!(
            out.contains("not so: no\n") && out.contains("the line is dead"),
            "{out}"
        );
    }
}
