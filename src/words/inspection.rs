//! The page of an [`Inspection`].

use super::phrases::{combinations, example};
use crate::document::{Block, Document, Item, Page};
use crate::explore::{Finding, FindingView, Inspection, LOOKUP_MONTHS, Severity, Soundness};
use crate::text::{count, grouped};

impl Page for Inspection {
    fn page(&self) -> Document {
        let mut page = Document::titled("Check");
        let counts: Vec<String> = self.counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let mut lines = vec![format!("Knowledge base of {}: {}.", self.knowledge_base, counts.join(", ")).into()];
        if self.soundness.is_none() {
            let text = "It has too many questions or combinations that differ to prove anything about all answers.";
            lines.push(text.into());
        }
        let headline = match (self.has_errors(), &self.soundness) {
            (false, Some(_)) => "No problems found.",
            (false, None) => "No problems found, as far as we could check.",
            (true, _) => "There are problems.",
        };
        page.push(Block::Verdict { headline: headline.into(), lines });
        let overdue = self.past_lookup.iter().map(|[helpline, as_of]| {
            let fault = format!("last looked up {as_of}, more than {LOOKUP_MONTHS} months ago");
            Item::from(format!("helpline `{helpline}`: {fault}; look it up again, then change `as-of`."))
        });
        let findings = self.soundness.iter().flat_map(|soundness| items(soundness, Severity::Error));
        let uncertain = self.without_primary_source.iter().map(|[messenger, property]| {
            Item::from(format!(
                "fact `{messenger}` `{property}`: high confidence without a primary source; cite one, or lower the confidence."
            ))
        });
        page.section("Problems", vec![Block::bullets(overdue.chain(uncertain).chain(findings))]);
        if self.is_brief {
            let due = match self.past_review.len() {
                0 => "No fact is overdue for review.".to_owned(),
                due => format!("{} overdue for review: advisor list facts --stale", count(due, "fact is", "facts are")),
            };
            let next = "Next: advisor diff built-in DIR shows whose advice an edit changes; --full prints the details.";
            page.push(Block::bullets([due, next.to_owned()]));
            return page;
        }
        if let Some(soundness) = &self.soundness {
            prove(soundness, &mut page);
        }
        let stale = self.past_review.iter().map(|[messenger, property, as_of, after]| {
            format!("{messenger}, {property}: as of {as_of}, review after {after}")
        });
        page.section(&format!("Overdue for review on {}", self.as_of), vec![Block::bullets(stale)]);
        page.section("Sources that nothing cites", vec![Block::bullets(&self.unused_sources)]);
        page
    }
}

/// What is proved over every combination of answers.
fn prove(soundness: &Soundness, page: &mut Document) {
    let verdicts = soundness.verdicts.iter().map(|reached| {
        let text = format!("{}: {}", reached.verdict, combinations(&reached.combinations, &reached.percent));
        Item { steps: vec![example(&reached.witness)], ..Item::from(text) }
    });
    let all = format!(
        "There are {} combinations of answers, and each gets a verdict. A share counts combinations, not people: \
         most describe several dangers at once. With one combination each:",
        grouped(&soundness.combinations)
    );
    let blocks = vec![Block::Paragraph(all.into()), Block::bullets(verdicts)];
    page.section("Every combination of answers", blocks);
    page.section("Good to know", vec![Block::Bullets(items(soundness, Severity::Note))]);
}

fn items(soundness: &Soundness, severity: Severity) -> Vec<Item> {
    let item = |FindingView { finding: Finding { entry, fault, remedy, .. }, witnesses }: &FindingView| Item {
        steps: witnesses.iter().map(|witness| example(witness)).collect(),
        ..Item::from(format!("{entry}: {fault}; {}.", remedy.trim_end_matches('.')))
    };
    soundness.findings.iter().filter(|view| view.finding.severity == severity).map(item).collect()
}
