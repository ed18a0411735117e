//! The pages of what was counted or proved: an [`Inspection`], a [`Difference`] and a [`Distribution`].

use super::{combinations, example};
use crate::document::{Block, Document, Item, Page, Prose, Table};
use crate::explore::{
    Counted, CountedNeed, Difference, Distribution, Finding, FindingView, Inspection, LOOKUP_MONTHS, Severity,
    Soundness, VerdictChange,
};
use crate::text::{count, grouped};

const OF_SHARES: &str = "A share counts combinations, not people: most describe several dangers at once. \
                         With one combination each:";

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
        page.push(Block::Verdict(headline.into(), lines));
        let overdue = self.past_lookup.iter().map(|[helpline, as_of]| {
            let fault = format!("last looked up {as_of}, more than {LOOKUP_MONTHS} months ago");
            Item::from(format!("helpline `{helpline}`: {fault}; look it up again, then change `as-of`."))
        });
        let findings = self.soundness.iter().flat_map(|soundness| findings(soundness, Severity::Error));
        let fault = "high confidence without a primary source; cite one, or lower the confidence";
        let uncertain = self.without_primary_source.iter();
        let uncertain =
            uncertain.map(|[messenger, property]| Item::from(format!("fact `{messenger}` `{property}`: {fault}.")));
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

fn prove(soundness: &Soundness, page: &mut Document) {
    let verdicts = soundness.verdicts.iter().map(|reached| {
        let text = format!("{}: {}", reached.verdict, combinations(&reached.combinations, &reached.percent));
        Item { steps: vec![example(&reached.witness)], ..Item::from(text) }
    });
    let all = grouped(&soundness.combinations);
    let text = format!("There are {all} combinations of answers, and each gets a verdict. {OF_SHARES}");
    page.section("Every combination of answers", vec![Block::Paragraph(text.into()), Block::bullets(verdicts)]);
    page.section("Good to know", vec![Block::Bullets(findings(soundness, Severity::Note))]);
}

fn findings(soundness: &Soundness, severity: Severity) -> Vec<Item> {
    let item = |FindingView { finding: Finding { entry, fault, remedy, .. }, witnesses }: &FindingView| Item {
        steps: witnesses.iter().map(|witness| example(witness)).collect(),
        ..Item::from(format!("{entry}: {fault}; {}.", remedy.trim_end_matches('.')))
    };
    soundness.findings.iter().filter(|view| view.finding.severity == severity).map(item).collect()
}

impl Page for Difference {
    fn page(&self) -> Document {
        let mut page = Document::titled("Difference");
        let all = grouped(&self.combinations);
        let headline = match self.changed.as_str() {
            "0" => "No combination of answers gets a different verdict.".to_owned(),
            "1" => format!("1 of {all} combinations of answers gets a different verdict."),
            changed => format!("{} of {all} combinations of answers get a different verdict.", grouped(changed)),
        };
        let lines = vec![format!("From the knowledge base of {} to that of {}.", self.old, self.new).into()];
        page.push(Block::Verdict(headline.into(), lines));

        if !self.changes.is_empty() {
            let changes = Block::bullets(self.changes.iter().map(changed));
            page.section("Which verdicts change", vec![Block::Paragraph(OF_SHARES.into()), changes]);
        }
        let edits = self.edits.iter().map(|edit| format!("{} `{}` ({})", edit.kind, edit.id, edit.how.word()));
        page.section("Entries that differ", vec![Block::bullets(edits)]);
        if self.changed != "0" {
            let next = "Next: run these examples with both knowledge bases, and say in the commit why the new advice is right.";
            page.push(Block::Paragraph(next.into()));
        }
        page.section("Known to one of the two only", vec![Block::bullets(&self.only_in_one)]);
        page
    }
}

fn changed(change: &VerdictChange) -> Item {
    let share = combinations(&change.combinations, &change.percent);
    let text = format!("From {} to {}: {share}", change.old, change.new);
    let with = |which: &str, answers: &str| format!("with the {which} one: `advisor quiz {answers}`").into();
    let steps = if change.old_witness == change.new_witness {
        vec![example(&change.new_witness)]
    } else {
        vec![with("old", &change.old_witness), with("new", &change.new_witness)]
    };
    Item { steps, ..Item::from(text) }
}

impl Page for Distribution {
    fn page(&self) -> Document {
        let mut page = Document::titled("Distribution");
        let decided = self.rows - self.errors;
        let rows = if decided == 1 { "row" } else { "rows" };
        let mut lines = vec![format!("Decided with the knowledge base of {}.", self.knowledge_base).into()];
        if self.errors > 0 {
            lines.push(format!("Not counted, since they have errors: {}.", grouped(self.errors)).into());
        }
        page.push(Block::Verdict(format!("{} {rows} of answers.", grouped(decided)).into(), lines));
        let share = |rows: u64| format!("{:.1}%", rows as f64 / decided.max(1) as f64 * 100.0);
        let row = |one: &Counted| [one.title.clone(), grouped(one.rows), share(one.rows)].map(Prose::from).to_vec();
        let need = |need: &CountedNeed| {
            let share = share(need.must + need.should);
            [need.title.clone(), grouped(need.must), grouped(need.should), share].map(Prose::from).to_vec()
        };
        page.section("Verdicts", table(&["verdict", "rows", "share"], self.verdicts.iter().map(row).collect()));
        page.section("Needs", table(&["property", "must", "should", "share"], self.needs.iter().map(need).collect()));
        let complements = self.complements.iter().map(row).collect();
        page.section("Settings and companions", table(&["setting or companion", "rows", "share"], complements));
        page
    }
}

fn table(head: &[&str], rows: Vec<Vec<Prose>>) -> Vec<Block> {
    let head = head.iter().map(|head| (*head).to_owned()).collect();
    vec![Block::Table(Table { head, rows, ..Table::default() })]
}
