//! What `check` finds in a knowledge base that loads, as plain data.

use jiff::Span;
use schemars::JsonSchema;
use serde::Serialize;

use super::soundness::{FindingView, Soundness, combinations, example, grouped};
use crate::advice::is_past_review;
use crate::document::{Block, Document, Item};
use crate::engine::{Levels, Trust};
use crate::kb::{Helpline, Key, KnowledgeBase, Source};
use crate::space::proof;

/// The schema id of [`Inspection`] as JSON.
pub(super) const SCHEMA: &str = "advisor/inspection/1";

/// A helpline is looked up again after so many months: someone who finds a dead line might not try another.
const LOOKUP_MONTHS: i64 = 6;

/// What there is, and what wants attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Inspection {
    /// The schema id of this form.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The version of the knowledge base.
    pub knowledge_base: String,
    /// The day from which age is counted, `YYYY-MM-DD`.
    pub as_of: String,
    /// How many entries there are of each kind.
    pub counts: Vec<(String, usize)>,
    /// Facts past their review, the oldest first: messenger, property, as-of, review-after.
    pub past_review: Vec<[String; 4]>,
    /// Helplines that were last looked up more than six months ago, each an error, the oldest first: helpline, as-of.
    pub past_lookup: Vec<[String; 2]>,
    /// Sources that nothing cites.
    pub unused_sources: Vec<String>,
    /// What is proved over every combination of answers; none if there are too many that differ.
    pub soundness: Option<Soundness>,
}

impl Inspection {
    /// Looks through a knowledge base.
    pub fn of(kb: &KnowledgeBase, trust: &Trust) -> Self {
        let facts = kb.messengers().len() * kb.properties().len();
        let counts = [
            ("messengers", kb.messengers().len()),
            ("properties", kb.properties().len()),
            ("facts", facts),
            ("questions", kb.questions().len()),
            ("rules", kb.rules().len()),
            ("complements", kb.complements().len()),
            ("risks", kb.risks().len()),
            ("stops", kb.stops().len()),
            ("helplines", kb.helplines().len()),
            ("sources", kb.sources().len()),
        ];
        Self {
            schema: SCHEMA,
            knowledge_base: kb.scope().version.clone(),
            as_of: trust.as_of.to_string(),
            counts: counts.map(|(kind, count)| (kind.to_owned(), count)).to_vec(),
            past_review: past_review(kb, trust),
            past_lookup: past_lookup(kb, trust),
            soundness: proof(kb, &Levels::of(kb, trust)).ok().map(|proof| Soundness::of(kb, &proof)),
            unused_sources: kb
                .sources()
                .keys()
                .filter(|source| !is_cited(kb, *source))
                .map(|source| kb[source].id.to_string())
                .collect(),
        }
    }

    /// Whether anything found is a fault.
    pub fn has_errors(&self) -> bool {
        !self.past_lookup.is_empty() || self.soundness.as_ref().is_some_and(Soundness::has_errors)
    }

    /// The page for people.
    pub fn page(&self) -> Document {
        let mut page = Document::titled("Check");
        let counts: Vec<String> = self.counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let mut lines = vec![format!("Knowledge base of {}: {}.", self.knowledge_base, counts.join(", ")).into()];
        let headline = match (self.has_errors(), &self.soundness) {
            (false, Some(_)) => "No problems found.",
            (false, None) => {
                lines.push(
                    "It has too many questions or combinations that differ to prove anything of all answers.".into(),
                );
                "No problems found as far as could be looked."
            }
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
            self.prove(soundness, &mut page);
        }
        let stale = self.past_review.iter().map(|[messenger, property, as_of, after]| {
            Item::of(format!("{messenger}, {property}: as of {as_of}, review after {after}"))
        });
        page.section(&format!("Past review on {}", self.as_of), vec![Block::Bullets(stale.collect())]);
        let unused = self.unused_sources.iter().map(Item::of).collect();
        page.section("Sources that nothing cites", vec![Block::Bullets(unused)]);
        page
    }

    fn prove(&self, soundness: &Soundness, page: &mut Document) {
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
        let blocks =
            vec![Block::Paragraph(all.into()), Block::Bullets(verdicts.collect()), Block::Paragraph(ties.into())];
        page.section("Every combination of answers", blocks);
        page.section("Good to know", vec![Block::Bullets(items(soundness, "note"))]);
    }
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

/// Helplines that were last looked up too long ago, the oldest first.
fn past_lookup(kb: &KnowledgeBase, trust: &Trust) -> Vec<[String; 2]> {
    let span = Span::new().months(LOOKUP_MONTHS);
    let is_due = |helpline: &&Helpline| helpline.as_of.is_older_than(span, trust.as_of);
    let mut due: Vec<&Helpline> = kb.helplines().iter().filter(is_due).collect();
    due.sort_by_key(|helpline| helpline.as_of.first_day());
    due.into_iter().map(|helpline| [helpline.id.clone(), helpline.as_of.to_string()]).collect()
}

/// Facts past their review, the oldest first.
pub(super) fn past_review(kb: &KnowledgeBase, trust: &Trust) -> Vec<[String; 4]> {
    let mut stale = Vec::new();
    for messenger in kb.messengers().iter() {
        for property in kb.properties().keys() {
            let fact = messenger.fact(property);
            if is_past_review(kb, trust, &fact.as_of, property) {
                let after = &kb[property].review_after_written;
                stale.push((
                    fact.as_of.first_day(),
                    [messenger.id.clone(), kb[property].id.clone(), fact.as_of.to_string(), after.clone()],
                ));
            }
        }
    }
    stale.sort();
    stale.into_iter().map(|(_, line)| line).collect()
}

fn is_cited(kb: &KnowledgeBase, source: Key<Source>) -> bool {
    let in_messengers = kb.messengers().iter().any(|messenger| {
        messenger.notices.iter().any(|notice| notice.sources.contains(&source))
            || kb.properties().keys().map(|property| messenger.fact(property)).any(|fact| {
                fact.sources.contains(&source)
                    || fact
                        .claims
                        .iter()
                        .any(|claim| claim.sources.contains(&source) || claim.answer_sources.contains(&source))
            })
    });
    in_messengers
        || kb.rules().iter().any(|rule| rule.sources.contains(&source))
        || kb.complements().iter().any(|complement| complement.sources.contains(&source))
        || kb.risks().iter().any(|risk| risk.sources.contains(&source))
        || kb.stops().iter().any(|stop| stop.sources.contains(&source))
        || kb.helplines().iter().any(|helpline| helpline.sources.contains(&source))
}
