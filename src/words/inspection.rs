//! The page of an [`Inspection`].

use super::phrases::{combinations, example};
use crate::document::{Block, Document, Item, Page};
use crate::explore::{FindingView, Inspection, LOOKUP_MONTHS, Soundness};
use crate::text::grouped;

impl Page for Inspection {
    fn page(&self) -> Document {
        let mut page = Document::titled("Check");
        let counts: Vec<String> = self.counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let mut lines = vec![format!("Knowledge base of {}: {}.", self.knowledge_base, counts.join(", ")).into()];
        if self.soundness.is_none() {
            let text = "It has too many questions or combinations that differ to prove anything of all answers.";
            lines.push(text.into());
        }
        let headline = match (self.has_errors(), &self.soundness) {
            (false, Some(_)) => "No problems found.",
            (false, None) => "No problems found as far as could be looked.",
            (true, _) => "There are problems.",
        };
        page.push(Block::Verdict { headline: headline.into(), lines });
        let overdue = self.past_lookup.iter().map(|[helpline, as_of]| {
            Item::of(format!(
                "helpline `{helpline}`: last looked up {as_of}, more than {LOOKUP_MONTHS} months ago; look it up again, \
                 then change `as-of`."
            ))
        });
        let findings = self.soundness.iter().flat_map(|soundness| items(soundness, "error"));
        page.section("Problems", vec![Block::Bullets(overdue.chain(findings).collect())]);
        if let Some(soundness) = &self.soundness {
            prove(soundness, &mut page);
        }
        let stale = self.past_review.iter().map(|[messenger, property, as_of, after]| {
            Item::of(format!("{messenger}, {property}: as of {as_of}, review after {after}"))
        });
        page.section(&format!("Past review on {}", self.as_of), vec![Block::Bullets(stale.collect())]);
        let unused = self.unused_sources.iter().map(Item::of).collect();
        page.section("Sources that nothing cites", vec![Block::Bullets(unused)]);
        page
    }
}

/// What is proved over every combination of answers.
fn prove(soundness: &Soundness, page: &mut Document) {
    let verdicts = soundness.verdicts.iter().map(|reached| {
        let text = format!("{}: {}", reached.verdict, combinations(&reached.combinations, &reached.percent));
        Item { text: text.into(), notes: Vec::new(), steps: vec![example(&reached.witness)] }
    });
    let ties = format!("Only the default order decides {} of them.", grouped(&soundness.ties));
    let all = format!(
        "There are {} combinations of answers, and each gets a verdict. A share counts combinations, not people: \
         most combinations heap several dangers on one person. With one combination each:",
        grouped(&soundness.combinations)
    );
    let blocks = vec![Block::Paragraph(all.into()), Block::Bullets(verdicts.collect()), Block::Paragraph(ties.into())];
    page.section("Every combination of answers", blocks);
    page.section("Good to know", vec![Block::Bullets(items(soundness, "note"))]);
}

/// The findings of one severity.
fn items(soundness: &Soundness, severity: &str) -> Vec<Item> {
    let item = |finding: &FindingView| Item {
        text: format!("{}: {}; {}.", finding.entry, finding.fault, finding.remedy.trim_end_matches('.')).into(),
        notes: Vec::new(),
        steps: finding.witnesses.iter().map(|witness| example(witness)).collect(),
    };
    soundness.findings.iter().filter(|finding| finding.severity == severity).map(item).collect()
}
