//! How sure advice is, what would change it, and what it assumes.

use super::super::advice::Advice;
use super::super::certainty::{AnswerChange, Certainty, ShareView};
use super::super::soundness::grouped;
use super::phrase::{lower_first, percent, upper_first};
use crate::document::Prose;
use crate::document::{Block, Item};

impl Advice {
    /// How sure the verdict is, and what it depends on.
    pub(super) fn certainty_blocks(&self) -> Vec<Block> {
        let Some(certainty) = &self.certainty else {
            let text =
                "This knowledge base has too many combinations of answers to tell exactly how sure the advice is.";
            return vec![Block::Paragraph(text.into())];
        };
        let mut blocks = Vec::new();
        let quoted = |answer: &AnswerChange| format!("{} {}", answer.ask, answer.text);
        if !self.assumptions.is_empty() {
            let text = if certainty.same_in_all {
                format!("However the answers turn out that you were not sure of, {}.", self.same_in_all(certainty))
            } else {
                format!(
                    "The unsure answers could turn out in {} ways. These shares count combinations of answers, not people, so \
                     they don't say how likely each verdict is:",
                    grouped(&certainty.ways)
                )
            };
            blocks.push(Block::Paragraph(text.into()));
        }
        // Where nothing was answered, shares of all there is tell nothing.
        let is_blank = self.assumptions.len() == self.answers.len();
        if !certainty.same_in_all && is_blank {
            blocks.pop();
            let text = "You were not sure of anything, so other answers can lead to any verdict. Answer what you can:";
            blocks.push(Block::Paragraph(text.into()));
            let asked = certainty.hinges_on.iter().filter(|hinge| self.is_unsure(hinge));
            blocks.push(Block::Bullets(asked.map(|hinge| Item::of(hinge.ask.clone())).collect()));
        } else if !certainty.same_in_all {
            let share =
                |share: &ShareView| Item::of(format!("{}: {}", upper_first(&share.verdict), percent(share.share)));
            blocks.push(Block::Bullets(certainty.shares.iter().map(share).collect()));
            // What would be asked only if an answer turned out otherwise is no answer of theirs.
            let is_unsure = |hinge: &&AnswerChange| self.is_unsure(hinge);
            let (asked, not_asked): (Vec<_>, Vec<_>) = certainty.hinges_on.iter().partition(is_unsure);
            let texts = [
                (asked, "The verdict depends on these. Find out what you can, and answer them again:"),
                (not_asked, "It can depend on these too, which are asked only if another answer turns out otherwise:"),
            ];
            for (hinges, text) in texts {
                if !hinges.is_empty() {
                    blocks.push(Block::Paragraph(text.into()));
                    blocks.push(Block::Bullets(hinges.into_iter().map(|hinge| Item::of(hinge.ask.clone())).collect()));
                }
            }
        }
        if !certainty.decided_by.is_empty() && !is_blank {
            blocks.push(Block::Paragraph("These answers alone settle it, whatever the others are:".into()));
            let decides = |answer: &AnswerChange| {
                let assumed = if self.is_unsure(answer) { " (assumed, since you were not sure)" } else { "" };
                Item::of(format!("{}{assumed}", quoted(answer)))
            };
            blocks.push(Block::Bullets(certainty.decided_by.iter().map(decides).collect()));
        }
        if !certainty.changes.is_empty() {
            blocks.push(Block::Paragraph("The fewest other answers that would lead to another verdict:".into()));
            let changes = certainty.changes.iter().map(|change| {
                let answers: Vec<String> = change.answers.iter().map(quoted).collect();
                let act = if change.actionable { " You can act on this." } else { "" };
                let mut item =
                    Item::of(format!("{}, if: {}.{act}", upper_first(&change.verdict), answers.join("; and ")));
                if change.actionable {
                    item.steps = change
                        .answers
                        .iter()
                        .filter_map(|answer| answer.can_change.as_ref())
                        .map(Prose::from)
                        .collect();
                }
                item
            });
            blocks.push(Block::Bullets(changes.collect()));
        }
        if !certainty.weak_links.is_empty() {
            blocks.push(Block::Paragraph("The verdict depends on these facts, which are uncertain:".into()));
            let links = certainty.weak_links.iter().map(|link| {
                Item::of(format!(
                    "{}, {} ({}). If it were \"{}\": {}.",
                    link.messenger_title,
                    lower_first(&link.title),
                    link.why.join(", "),
                    link.if_it_were,
                    link.verdict
                ))
            });
            blocks.push(Block::Bullets(links.collect()));
        }
        blocks
    }

    /// Whether a question is one that the person answered with unsure.
    pub(super) fn is_unsure(&self, hinge: &AnswerChange) -> bool {
        self.assumptions.iter().any(|unsure| unsure.question == hinge.question)
    }

    /// What stays the same however the unsure answers turn out, in a clause.
    pub(super) fn same_in_all(&self, certainty: &Certainty) -> &'static str {
        let is_replaced = self.verdict.apps.iter().all(|app| app.replacement.is_some());
        match certainty.same_base {
            _ if self.verdict.kind != "none-alone" => "the verdict is the same",
            _ if is_replaced => "no app alone is enough",
            Some(true) => "no app alone is enough, and the one to build on stays the same",
            Some(false) => "no app alone is enough, but which one to build on can change",
            None => "no app alone is enough, but which one to build on may change",
        }
    }

    /// What the unsure answers were taken for.
    pub(super) fn assumed(&self) -> Block {
        Block::Bullets(
            self.assumptions
                .iter()
                .map(|one| Item::of(format!("{} You were not sure, so {}.", one.ask, one.text)))
                .collect(),
        )
    }
}
